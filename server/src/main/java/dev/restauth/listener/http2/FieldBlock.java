package dev.restauth.listener.http2;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes the fields of answers (RFC 7541) without compression. There is no dynamic table, because a
 * client could enlarge or probe the table (section 7.1). There is no Huffman coding, because the
 * coding would save little.
 */
final class FieldBlock {
  private static final int NO_TABLE = 0x20;
  private static final int INDEXED = 0x80;
  private static final int STATUS = 8;
  private static final List<Integer> STATUSES = List.of(200, 204, 206, 304, 400, 404, 500);

  /** Entries of the static table (appendix A) that answers use. */
  private static final Map<String, Integer> STATIC =
      Map.ofEntries(
          Map.entry("access-control-allow-origin", 20),
          Map.entry("allow", 22),
          Map.entry("cache-control", 24),
          Map.entry("content-length", 28),
          Map.entry("content-type", 31),
          Map.entry("date", 33),
          Map.entry("etag", 34),
          Map.entry("location", 46),
          Map.entry("retry-after", 53),
          Map.entry("strict-transport-security", 56),
          Map.entry("vary", 59),
          Map.entry("www-authenticate", 61));

  /**
   * The encoded field names, by name. There are few, because field names are constants of the
   * program.
   */
  private static final Map<String, byte[]> NAMES = new ConcurrentHashMap<>();

  private boolean begun;

  /** Begins the next block of a connection. */
  void begin(ByteBuf out, int status) {
    if (!begun) {
      out.writeByte(NO_TABLE);
      begun = true;
    }
    int index = STATUSES.indexOf(status);
    if (index >= 0) {
      out.writeByte(INDEXED | (STATUS + index));
    } else {
      out.writeByte(STATUS);
      value(out, Integer.toString(status));
    }
  }

  void field(ByteBuf out, String name, String value) {
    byte[] cached = NAMES.get(name);
    out.writeBytes(cached == null ? NAMES.computeIfAbsent(name, FieldBlock::name) : cached);
    value(out, value);
  }

  private static byte[] name(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    int index = STATIC.getOrDefault(lower, 0);
    if (index >= 15) { // the largest value of a prefix of four bits (section 5.1)
      return new byte[] {15, (byte) (index - 15)};
    }
    byte[] text = lower.getBytes(StandardCharsets.US_ASCII);
    if (text.length >= 127) {
      throw new IllegalStateException("a field's name is too long");
    }
    byte[] literal = new byte[2 + text.length];
    literal[1] = (byte) text.length;
    System.arraycopy(text, 0, literal, 2, text.length);
    return literal;
  }

  /**
   * Writes a value. A control character, or a character outside ISO 8859-1, is a bug in the code
   * that created the answer.
   */
  private static void value(ByteBuf out, String value) {
    int length = value.length();
    if (length < 127) {
      out.writeByte(length);
    } else {
      out.writeByte(127);
      int rest = length - 127;
      for (; rest >= 128; rest >>= 7) {
        out.writeByte((rest & 127) | 128);
      }
      out.writeByte(rest);
    }
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalStateException("a field of an answer contains a forbidden character");
      }
      out.writeByte(c);
    }
  }
}
