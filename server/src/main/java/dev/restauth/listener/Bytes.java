package dev.restauth.listener;

/** What a byte may be in a head (RFC 9110 section 5.6.2, RFC 3986 section 2), and finding some. */
final class Bytes {
  private static final byte TOKEN = 1;
  private static final byte TARGET = 2;
  private static final byte VALUE = 4;
  private static final byte[] KINDS = kinds();

  private Bytes() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = 0; c < kinds.length; c++) {
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (alphanumeric || (c != 0 && c < 0x7f && "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
        kinds[c] |= TOKEN;
      }
      if (alphanumeric || (c > ' ' && c < 0x7f && "\"#<>\\^`{|}".indexOf(c) < 0)) {
        kinds[c] |= TARGET;
      }
      if (c == '\t' || (c >= ' ' && c != 0x7f)) {
        kinds[c] |= VALUE;
      }
    }
    return kinds;
  }

  static boolean isToken(byte b) {
    return (KINDS[b & 0xff] & TOKEN) != 0;
  }

  /** Whether a target may have it: what a URI may be made of, but no fragment. */
  static boolean isInTarget(byte b) {
    return (KINDS[b & 0xff] & TARGET) != 0;
  }

  static boolean isInValue(byte b) {
    return (KINDS[b & 0xff] & VALUE) != 0;
  }

  static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The value of a hexadecimal digit; -1 of anything else. */
  static int hex(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }

  /** Where the byte is first; -1 if it is not between. */
  static int indexOf(byte[] bytes, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the bytes from there on are this name, of letters, digits and hyphens, in any case. */
  static boolean equalsIgnoreCase(byte[] bytes, int from, String name) {
    for (int i = 0; i < name.length(); i++) {
      if ((bytes[from + i] | 0x20) != (name.charAt(i) | 0x20)) {
        return false;
      }
    }
    return true;
  }
}
