package dev.restauth.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the Authorization field: Basic (RFC 7617) and Bearer (RFC 6750). Whatever breaks their
 * grammar is no credentials, never an error. Thread-safe.
 *
 * @param isToken whether a user name is a token and only that
 */
record AuthorizationField(Predicate<String> isToken) {
  private static final Credentials NONE = new Credentials.None();

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
    String scheme = value.substring(0, space);
    String rest = value.substring(space).strip();
    if (scheme.equalsIgnoreCase("Basic")) {
      return basic(rest);
    }
    return scheme.equalsIgnoreCase("Bearer") && !rest.isEmpty()
        ? new Credentials.Token(rest, true)
        : NONE;
  }

  private Credentials basic(String base64) {
    byte[] bytes;
    try {
      // The JDK's decoder lets missing padding pass; RFC 4648 section 3.2 does not.
      bytes = base64.length() % 4 == 0 ? Base64.getDecoder().decode(base64) : new byte[0];
    } catch (IllegalArgumentException e) {
      return NONE;
    }
    int colon = -1;
    for (int i = 0; i < bytes.length; i++) {
      if ((bytes[i] >= 0 && bytes[i] < 0x20) || bytes[i] == 0x7f) {
        return NONE;
      }
      if (bytes[i] == ':' && colon < 0) {
        colon = i;
      }
    }
    if (colon < 0) {
      return NONE;
    }
    String decoded = text(bytes);
    int split = decoded.indexOf(':');
    String username = decoded.substring(0, split);
    return isToken.test(username)
        ? new Credentials.Token(username, false)
        : new Credentials.Password(username, decoded.substring(split + 1));
  }

  /** One interpretation of the bytes: UTF-8 where they are that, else ISO-8859-1. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }
}
