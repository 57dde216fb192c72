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
 * Reads the Authorization field: Basic (RFC 7617) and Bearer (RFC 6750). Whatever breaks their
 * grammar is no credentials, never an error. Thread-safe.
 *
 * @param isToken whether a user name is a token and only that
 * @param recognise the key of a service, in its plain spelling, in what is presented; empty where it is
 *     none
 * @param tokensAsUsernames whether the user name of Basic may be a token or a key
 */
record AuthorizationField(
    Predicate<String> isToken,
    Function<String, Optional<String>> recognise,
    boolean tokensAsUsernames) {
  private static final Credentials NONE = new Credentials.None();
  private static final Credentials MISPLACED = new Credentials.Misplaced();

  /** What a byte must not be, as bits. Long texts are checked without a branch for each byte. */
  private static final byte[] FAULTS = new byte[256];

  /** Not of a Bearer token (RFC 6750 section 2.1), but for the padding at its end. */
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

  /** Reads the field's lines; more than one is no credentials (RFC 9110 section 11.6.2). */
  Credentials read(List<String> lines) {
    if (lines.size() != 1) {
      return NONE;
    }
    String value = lines.getFirst().strip();
    int space = value.indexOf(' ');
    if (space < 0) {
      return NONE;
    }
    int start = space;
    while (value.charAt(start) == ' ') {
      start++; // it ends: what was stripped does not end with a space
    }
    if (isScheme("Basic", value, space)) {
      return basic(value.getBytes(StandardCharsets.ISO_8859_1), start);
    }
    if (isScheme("Bearer", value, space)) {
      String rest = value.substring(start);
      return isB64Token(rest) ? bearer(rest) : NONE;
    }
    return NONE;
  }

  private Credentials bearer(String token) {
    return recognise
        .apply(token)
        .<Credentials>map(key -> new Credentials.ServiceKey(key, Optional.empty(), true))
        .orElseGet(() -> new Credentials.Token(token, true));
  }

  /** Whether one of the field's lines names the scheme Bearer. */
  static boolean isBearer(String line) {
    return names("Bearer", line);
  }

  /** Whether one of the field's lines names the scheme Basic, whatever follows. */
  static boolean isBasic(String line) {
    return names("Basic", line);
  }

  private static boolean names(String scheme, String line) {
    String value = line.strip();
    return isScheme(scheme, value, value.indexOf(' '));
  }

  private static boolean isScheme(String scheme, String value, int end) {
    return end == scheme.length() && value.regionMatches(true, 0, scheme, 0, end);
  }

  private Credentials basic(byte[] value, int start) {
    ByteBuffer decoded;
    try {
      // The JDK's decoder lets missing padding pass; RFC 4648 section 3.2 does not.
      decoded =
          (value.length - start) % 4 == 0
              ? Base64.getDecoder().decode(ByteBuffer.wrap(value, start, value.length - start))
              : ByteBuffer.allocate(0);
    } catch (IllegalArgumentException e) {
      return NONE;
    }
    byte[] bytes = decoded.array();
    int end = decoded.limit();
    int colon = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).indexOf(':');
    if (colon < 0) {
      return NONE;
    }
    int faults = faults(bytes, 0, colon);
    if ((faults & CONTROL) != 0) {
      return NONE; // RFC 7617 section 2; in a password that was taken over they may stand
    }
    faults |= faults(bytes, colon + 1, end);
    // Tokens are ASCII, and far the most requests have one: no decoder for them.
    Charset charset = (faults & NOT_ASCII) == 0 ? StandardCharsets.ISO_8859_1 : charset(decoded);
    String username = new String(bytes, 0, colon, charset);
    Optional<String> key = recognise.apply(username);
    if (key.isPresent()) {
      return asUsername(new Credentials.ServiceKey(key.get(), Optional.empty(), false));
    }
    return isToken.test(username)
        ? asUsername(new Credentials.Token(username, false))
        : withPassword(username, new String(bytes, colon + 1, end - colon - 1, charset));
  }

  private Credentials asUsername(Credentials presented) {
    return tokensAsUsernames ? presented : MISPLACED;
  }

  /** A key as a password is client_secret_basic (RFC 6749 section 2.3.1), with the key's name. */
  private Credentials withPassword(String username, String password) {
    return recognise
        .apply(password)
        .<Credentials>map(
            key -> new Credentials.ServiceKey(key, Optional.of(decoded(username)), false))
        .orElseGet(() -> new Credentials.Password(username, password));
  }

  private static String decoded(String name) {
    try {
      return Form.decode(name);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  /** RFC 6750 section 2.1. */
  private static boolean isB64Token(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '=') {
      end--;
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); // with "?" for what has no byte
    return end > 0 && (faults(bytes, 0, end) & NO_B64_TOKEN) == 0;
  }

  private static int faults(byte[] bytes, int from, int to) {
    int faults = 0;
    for (int i = from; i < to; i++) {
      faults |= FAULTS[bytes[i] & 0xff];
    }
    return faults;
  }

  /** One interpretation of all the bytes: UTF-8 where they are that, else ISO-8859-1. */
  private static Charset charset(ByteBuffer bytes) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException e) {
      return StandardCharsets.ISO_8859_1;
    }
  }
}
