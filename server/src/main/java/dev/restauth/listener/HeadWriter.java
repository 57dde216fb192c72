package dev.restauth.listener;

import dev.restauth.http.Bytes;
import dev.restauth.http.HeaderField;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Writes the heads of HTTP/1.1 answers (RFC 9112 section 4), one after the other. Confined to one
 * event loop.
 */
final class HeadWriter {
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] NONE = {};
  private static final int STATUSES = 600;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final byte[][] statusLines = new byte[STATUSES][];
  private final LongSupplier millis;
  private byte[] bytes = new byte[2048];
  private int length;
  private long second;
  private String dateText = "";
  private byte[] date = {};
  private List<HeaderField> lastFields = List.of();
  private byte[] lastLines = NONE;

  /**
   * Creates a writer.
   *
   * @param millis the current time, in milliseconds since 1970
   */
  HeadWriter(LongSupplier millis) {
    this.millis = millis;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] interim() {
    return CONTINUE.clone();
  }

  /** Begins an answer with the status line and the date. */
  HeadWriter begin(int status) {
    length = 0;
    return raw(statusLine(status)).raw(date());
  }

  private byte[] statusLine(int status) {
    byte[] line = statusLines[status];
    if (line == null) {
      line = ascii("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
      statusLines[status] = line;
    }
    return line;
  }

  /** Returns the Date field (RFC 9110 section 6.6.1), formatted once a second. */
  private byte[] date() {
    long now = millis.getAsLong() / 1000;
    if (now != second) {
      dateText = DATE.format(Instant.ofEpochSecond(now));
      date = ascii("Date: " + dateText + "\r\n");
      second = now;
    }
    return date;
  }

  /** The value of the Date field for an answer that is written now. */
  String dateText() {
    date();
    return dateText;
  }

  /**
   * Writes fields. Most answers share one list of fields, which does not change. Its lines are
   * copied from the answer before.
   */
  @SuppressWarnings("ReferenceEquality") // an equal list costs only time
  HeadWriter fields(List<HeaderField> fields) {
    if (fields == lastFields && lastLines.length > 0) {
      return raw(lastLines);
    }
    int begin = length;
    fields.forEach(this::field);
    lastLines = fields == lastFields ? Arrays.copyOfRange(bytes, begin, length) : NONE;
    lastFields = fields;
    return this;
  }

  private void field(HeaderField field) {
    text(field.name());
    room(2);
    bytes[length++] = ':';
    bytes[length++] = ' ';
    text(field.value());
    raw(LINE_END);
  }

  HeadWriter connection(boolean closing) {
    return raw(closing ? CLOSE : KEEP_ALIVE);
  }

  HeadWriter chunked() {
    return raw(CHUNKED);
  }

  HeadWriter contentLength(int body) {
    raw(CONTENT_LENGTH);
    text(Integer.toString(body));
    return raw(LINE_END);
  }

  /** Completes the head. Returns the head, followed by the first bytes of the body. */
  byte[] end(byte[] body, int bodyBytes) {
    raw(LINE_END);
    byte[] whole = Arrays.copyOf(bytes, length + bodyBytes);
    System.arraycopy(body, 0, whole, length, bodyBytes);
    return whole;
  }

  private HeadWriter raw(byte[] more) {
    room(more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
    return this;
  }

  /**
   * Writes text. A control character, or a character outside ISO 8859-1, is a bug in the code that
   * created the answer.
   */
  private void text(String text) {
    int end = text.length();
    room(end);
    int high = 0;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      high |= c >> 8;
      bytes[length + i] = (byte) c;
    }
    if (high != 0 || !Bytes.areInValue(bytes, length, length + end)) {
      throw new IllegalStateException("a field of an answer contains a forbidden character");
    }
    length += end;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
