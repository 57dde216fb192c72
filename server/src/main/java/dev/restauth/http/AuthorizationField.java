package dev.restauth.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Parser of the Authorization field: Basic (RFC 7617) and Bearer (RFC 6750). A field that breaks
 * the grammar counts as a missing field, never as an error. Thread-safe.
 *
 * @param isToken whether a user name has the form of a token
 * @param keyIn finds the key in a presented text, and returns it in its canonical form; empty if
 *     the text is not a key
 * @param isPersonalKey whether a key is a personal key, as opposed to a service key
 * @param tokensAsUsernames whether the user name of Basic may be a token or a key
 */
record AuthorizationField(
    Predicate<String> isToken,
    Function<String, Optional<String>> keyIn,
    Predicate<String> isPersonalKey,
    boolean tokensAsUsernames) {
  private static final Credentials NONE = new Credentials.None();
  private static final Credentials MISPLACED = new Credentials.Misplaced();

  /**
   * The classes of forbidden bytes, as bits. With this table, the parser checks a long text without
   * a branch for each byte.
   */
  private static final byte[] FAULTS = new byte[256];

  /**
   * The class of bytes that a Bearer token cannot contain (RFC 6750 section 2.1), except as padding
   * at the end.
   */
  private static final int NO_B64_TOKEN = 1;

  private static final int CONTROL = 2;
  private static final int NOT_ASCII = 4;

  static {
    Arrays.fill(FAULTS, (byte) NO_B64_TOKEN);
    Arrays.fill(FAULTS, 0, 0x20, (byte) (NO_B64_TOKEN | CONTROL));
    FAULTS[0x7f] = NO_B64_TOKEN | CONTROL;
    Arrays.fill(FAULTS, 0x80, 0x100, (byte) (NO_B64_TOKEN | NOT_ASCII));
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"
        .chars()
        .forEach(c -> FAULTS[c] = 0);
  }

  /**
   * Reads the lines of the field. A request with several Authorization lines counts as one without
   * credentials (RFC 9110 section 11.6.2).
   */
  Credentials read(List<Octets> lines) {
    if (lines.size() != 1) {
      return NONE;
    }
    Octets line = lines.getFirst().stripped();
    byte[] bytes = line.bytes();
    int to = line.to();
    int start = afterScheme("Basic", line);
    if (start >= 0) {
      return basic(bytes, start, to);
    }
    start = afterScheme("Bearer", line);
    return start >= 0 && isB64Token(bytes, start, to)
        ? bearer(new String(bytes, start, to - start, StandardCharsets.ISO_8859_1))
        : NONE;
  }

  private Credentials bearer(String token) {
    return keyIn
        .apply(token)
        .map(key -> key(key, Optional.empty(), true))
        .orElseGet(() -> new Credentials.Token(token, true));
  }

  /** Returns whether a line of the field names the scheme Bearer. */
  static boolean isBearer(Octets line) {
    return afterScheme("Bearer", line.stripped()) >= 0;
  }

  /**
   * Returns whether a line of the field names the scheme Basic; the text after it may be malformed.
   */
  static boolean isBasic(Octets line) {
    return afterScheme("Basic", line.stripped()) >= 0;
  }

  /**
   * Returns the position of the text after a scheme and spaces; -1 if the line has another scheme.
   *
   * @param line a line without spaces at its ends
   */
  private static int afterScheme(String scheme, Octets line) {
    byte[] bytes = line.bytes();
    int end = line.from() + scheme.length();
    if (end >= line.to()
        || bytes[end] != ' '
        || !Bytes.equalsIgnoreCase(bytes, line.from(), scheme)) {
      return -1;
    }
    while (bytes[end] == ' ') {
      end++; // the loop ends, because the line does not end with a space
    }
    return end;
  }

  private Credentials basic(byte[] value, int start, int to) {
    ByteBuffer decoded;
    try {
      // The JDK's decoder accepts missing padding; RFC 4648 section 3.2 does not.
      decoded =
          (to - start) % 4 == 0
              ? Base64.getDecoder().decode(ByteBuffer.wrap(value, start, to - start))
              : ByteBuffer.allocate(0);
    } catch (IllegalArgumentException e) {
      return NONE;
    }
    byte[] bytes = decoded.array();
    int end = decoded.limit();
    int colon = Bytes.indexOf(bytes, 0, end, ':');
    if (colon < 0) {
      return NONE;
    }
    int faults = 0;
    if (!Bytes.arePrintable(bytes, 0, end)) {
      faults = faults(bytes, 0, colon);
      if ((faults & CONTROL) != 0) {
        return NONE; // a name cannot have control characters (RFC 7617 section 2)
      }
      // A password may have control characters, because imported passwords do.
      faults |= faults(bytes, colon + 1, end);
    }
    // Most requests carry a token, which is ASCII and so needs no decoder.
    Charset charset = (faults & NOT_ASCII) == 0 ? StandardCharsets.ISO_8859_1 : charset(decoded);
    String username = new String(bytes, 0, colon, charset);
    Optional<String> key = keyIn.apply(username);
    if (key.isPresent()) {
      return asUsername(key(key.get(), Optional.empty(), false));
    }
    return isToken.test(username)
        ? asUsername(new Credentials.Token(username, false))
        : withPassword(username, new String(bytes, colon + 1, end - colon - 1, charset));
  }

  private Credentials key(String key, Optional<String> name, boolean bearer) {
    return isPersonalKey.test(key)
        ? new Credentials.PersonalKey(key, name, bearer)
        : new Credentials.ServiceKey(key, name, bearer);
  }

  private Credentials asUsername(Credentials presented) {
    return tokensAsUsernames ? presented : MISPLACED;
  }

  /**
   * Reads the password of HTTP Basic, which may be a key. With a service key, the user name is the
   * name of the key, as in client_secret_basic (RFC 6749 section 2.3.1). With a personal key, the
   * user name is the owner's, or {@code token}.
   */
  private Credentials withPassword(String username, String password) {
    return keyIn
        .apply(password)
        .map(key -> key(key, Optional.of(decoded(username)), false))
        .orElseGet(() -> new Credentials.Password(username, password));
  }

  private static String decoded(String name) {
    try {
      return Form.decode(name);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  /** Returns whether the bytes are a b64token (RFC 6750 section 2.1). */
  private static boolean isB64Token(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from && bytes[end - 1] == '=') {
      end--;
    }
    return end > from && (faults(bytes, from, end) & NO_B64_TOKEN) == 0;
  }

  private static int faults(byte[] bytes, int from, int to) {
    int faults = 0;
    for (int i = from; i < to; i++) {
      faults |= FAULTS[bytes[i] & 0xff];
    }
    return faults;
  }

  /** The charset of all the bytes: UTF-8 if they are valid UTF-8, otherwise ISO-8859-1. */
  private static Charset charset(ByteBuffer bytes) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException e) {
      return StandardCharsets.ISO_8859_1;
    }
  }

  /** Returns whether one of the lines has the scheme Basic. */
  static boolean anyBasic(List<Octets> authorization) {
    for (Octets line : authorization) {
      if (isBasic(line)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a line is longer than {@link Limits#AUTHORIZATION_BYTES}. */
  static boolean tooLong(List<Octets> authorization) {
    for (Octets line : authorization) {
      if (line.length() > Limits.AUTHORIZATION_BYTES) {
        return true;
      }
    }
    return false;
  }
}
