package dev.restauth.listener;

import dev.restauth.http.Bytes;
import dev.restauth.http.Limits;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the body of a request from the input (RFC 9112 sections 6 and 7). Stores the body if the
 * route needs it, and otherwise discards it. Allocates memory for the received bytes, not for the
 * announced length. Ignores chunk extensions and trailers. Confined to the connection's event loop.
 */
final class BodyReader {
  private static final int LINE_AT_MOST = 4096;
  private static final int SIZE_DIGITS_AT_MOST = 16;
  private static final int SIZE_SIGNIFICANT_AT_MOST = 7;
  private static final byte[] EMPTY = {};

  /** The reader of a request without a body. */
  static final BodyReader NONE = new BodyReader(false, Part.DONE, 0);

  private enum Part {
    DATA,
    DATA_END,
    SIZE,
    TRAILER,
    DONE
  }

  private final boolean chunked;
  private Part part;
  private long left;
  private int total;
  private int trailers;
  private byte[] body = EMPTY;
  private int length;
  private boolean wanted;

  private BodyReader(boolean chunked, Part part, long left) {
    this.chunked = chunked;
    this.part = part;
    this.left = left;
  }

  /**
   * Returns the reader of the body that follows this head.
   *
   * @throws ProblemException if the end of the body cannot be determined, or the body is too large;
   *     the exception closes the connection
   */
  static BodyReader of(HeadReader head) {
    List<String> codings = head.all("transfer-encoding");
    List<String> lengths = head.all("content-length");
    if (!codings.isEmpty()) {
      if (!lengths.isEmpty()) {
        throw HeadReader.malformed();
      }
      checkCoding(codings);
      return new BodyReader(true, Part.SIZE, 0);
    }
    if (lengths.isEmpty()) {
      return NONE;
    }
    long length = length(lengths);
    if (length > Limits.BODY_BYTES) {
      throw tooLarge();
    }
    return new BodyReader(false, length == 0 ? Part.DONE : Part.DATA, length);
  }

  private static void checkCoding(List<String> codings) {
    String[] all = String.join(",", codings).split(",", -1);
    int chunked = 0;
    for (String each : all) {
      chunked += each.strip().equalsIgnoreCase("chunked") ? 1 : 0;
    }
    if (chunked != 1 || !all[all.length - 1].strip().equalsIgnoreCase("chunked")) {
      throw HeadReader.malformed();
    }
    if (all.length > 1) {
      throw HeadReader.refused(
          ProblemType.NOT_IMPLEMENTED.because(
              "Of the transfer codings only \"chunked\" is supported."));
    }
  }

  private static long length(List<String> lengths) {
    String text = lengths.getFirst();
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (lengths.size() > 1 || !digits || text.length() > 18) {
      throw HeadReader.malformed();
    }
    return Long.parseLong(text);
  }

  private static ProblemException tooLarge() {
    return HeadReader.refused(Limits.bodyTooLarge());
  }

  /** Returns whether the request has a body: a length other than 0, or chunks. */
  boolean isThere() {
    return chunked || part != Part.DONE || total > 0;
  }

  boolean isDone() {
    return part == Part.DONE;
  }

  /** Starts to store the bytes that are read. */
  void keepBody() {
    wanted = part != Part.DONE;
  }

  /** The stored bytes. */
  byte[] body() {
    return body.length == length ? body : Arrays.copyOf(body, length);
  }

  /** The memory that this reader uses, in bytes. */
  int held() {
    return body.length;
  }

  /** Discards the stored bytes. */
  void discard() {
    body = EMPTY;
    length = 0;
  }

  /** Returns the problem (RFC 9457) for a body that ends too early. */
  ProblemException truncated() {
    return unreadable("The body ended before its declared length.");
  }

  private static ProblemException unreadable(String why) {
    return HeadReader.refused(ProblemType.MALFORMED_REQUEST.because(why));
  }

  /**
   * Reads the bytes that belong to the body.
   *
   * @return the position after the last byte read; less than {@code to} if the body ends before
   *     {@code to}, or the last line is incomplete
   * @throws ProblemException if the body is too large or malformed; the exception closes the
   *     connection
   */
  int read(byte[] bytes, int from, int to) {
    int at = from;
    while (part != Part.DONE) {
      int next =
          switch (part) {
            case DATA -> data(bytes, at, to);
            case DATA_END -> dataEnd(bytes, at, to);
            case SIZE, TRAILER -> line(bytes, at, to);
            case DONE -> at;
          };
      if (next == at) {
        return at;
      }
      at = next;
    }
    return at;
  }

  private int data(byte[] bytes, int from, int to) {
    int some = (int) Math.min(left, to - from);
    if (wanted) {
      keep(bytes, from, some);
    }
    left -= some;
    total += some;
    if (total > Limits.BODY_BYTES) {
      throw tooLarge();
    }
    if (left == 0) {
      part = chunked ? Part.DATA_END : Part.DONE;
    }
    return from + some;
  }

  private void keep(byte[] bytes, int from, int some) {
    if (length + some > body.length) {
      int needed = length + some;
      body = Arrays.copyOf(body, left == some ? needed : Math.max(needed, 2 * body.length));
    }
    System.arraycopy(bytes, from, body, length, some);
    length += some;
  }

  private int dataEnd(byte[] bytes, int from, int to) {
    if (to - from < 2) {
      return from;
    }
    if (bytes[from] != '\r' || bytes[from + 1] != '\n') {
      throw malformed();
    }
    part = Part.SIZE;
    return from + 2;
  }

  /** Reads a line with a chunk's size, or with a trailer field. */
  private int line(byte[] bytes, int from, int to) {
    int end = Bytes.indexOf(bytes, from, to, '\n');
    int length = (end < 0 ? to : end) - from;
    if (length > LINE_AT_MOST || trailers + length > Limits.HEADERS_BYTES) {
      throw malformed();
    }
    if (end < 0) {
      return from;
    }
    if (end == from || bytes[end - 1] != '\r') {
      throw malformed();
    }
    if (part == Part.SIZE) {
      size(bytes, from, end - 1);
    } else if (end - 1 == from) {
      part = Part.DONE;
    } else {
      trailers += end + 1 - from;
      trailer(bytes, from, end - 1);
    }
    return end + 1;
  }

  private void size(byte[] bytes, int from, int to) {
    int size = 0;
    int digits = 0;
    int at = from;
    for (; at < to && Bytes.hex(bytes[at]) >= 0; at++) {
      size = size * 16 + Bytes.hex(bytes[at]);
      digits += size == 0 ? 0 : 1;
      if (digits > SIZE_SIGNIFICANT_AT_MOST || at - from >= SIZE_DIGITS_AT_MOST) {
        throw malformed();
      }
    }
    if (at == from || !isExtension(bytes, at, to)) {
      throw malformed();
    }
    if (size > Limits.BODY_BYTES) {
      throw tooLarge();
    }
    left = size;
    part = size == 0 ? Part.TRAILER : Part.DATA;
  }

  /**
   * Returns whether the bytes after a chunk size are valid: none, or a semicolon and text. Blanks
   * may precede the semicolon, but are not allowed without one (RFC 9112 section 7.1.1).
   */
  private static boolean isExtension(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && Bytes.isBlank(bytes[at])) {
      at++;
    }
    if (at == to) {
      return at == from;
    }
    for (int i = at; i < to; i++) {
      if (!Bytes.isInValue(bytes[i])) {
        return false;
      }
    }
    return bytes[at] == ';';
  }

  private static void trailer(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && Bytes.isToken(bytes[at])) {
      at++;
    }
    if (at == from || at == to || bytes[at] != ':') {
      throw malformed();
    }
    for (int i = at; i < to; i++) {
      if (!Bytes.isInValue(bytes[i])) {
        throw malformed();
      }
    }
  }

  private static ProblemException malformed() {
    return unreadable("The body's chunks are malformed.");
  }
}
