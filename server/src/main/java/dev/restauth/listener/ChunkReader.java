package dev.restauth.listener;

import dev.restauth.http.Limits;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import java.util.function.Supplier;

/**
 * Reads a connection, strict about chunked bodies (RFC 9112 section 7.1) where Helidon 4.5 is not: a
 * size line without an end would fill the memory; a sign before the size, or anything but a line end
 * behind a chunk, would let a proxy in front of us see other requests in the same bytes. Extensions
 * and trailers are read and ignored, as section 7.1.1 and 7.1.2 want it.
 *
 * <p>Relies on Helidon reading size lines and trailers, and nothing else, by {@link #readLine}.
 */
final class ChunkReader extends DataReader {
  private static final int LINE_AT_MOST = 4 * 1024;
  private static final int DIGITS_AT_MOST = 16;

  private boolean trailersFollow;
  private boolean lineEndFollows;

  @SuppressWarnings("removal") // Helidon wants its factory used, which makes no subclasses
  ChunkReader(Supplier<byte[]> bytes) {
    super(bytes);
  }

  /** A chunk's size in hexadecimal, or the empty line behind the last chunk. */
  @Override
  public String readLine() {
    if (trailersFollow) {
      trailersFollow = false;
      skipTrailers();
      return "";
    }
    String size = size(line());
    trailersFollow = size.chars().allMatch(digit -> digit == '0');
    return size;
  }

  private String line() {
    int length = findNewLine(LINE_AT_MOST);
    if (length >= LINE_AT_MOST) {
      throw malformed();
    }
    String line = readAsciiString(length);
    super.skip(2);
    if (line.indexOf('\n') >= 0) { // Helidon looks for the carriage return alone
      throw malformed();
    }
    return line;
  }

  private static String size(String line) {
    int extension = line.indexOf(';');
    String size = extension < 0 ? line : line.substring(0, extension).stripTrailing();
    if (size.isEmpty()
        || size.length() > DIGITS_AT_MOST
        || size.chars().anyMatch(c -> Character.digit(c, 16) < 0 || c > 'f')) {
      throw malformed();
    }
    return size;
  }

  private void skipTrailers() {
    int total = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      total += line.length();
      if (total > Limits.HEADERS_BYTES) {
        throw malformed();
      }
    }
  }

  @Override
  public BufferData readBuffer(int length) {
    lineEndFollows = false;
    BufferData buffer = super.readBuffer(length);
    lineEndFollows = true;
    return buffer;
  }

  /** Helidon skips two bytes behind a chunk, whatever they are. */
  @Override
  public void skip(int length) {
    boolean lineEnd = lineEndFollows && length == 2;
    lineEndFollows = false;
    if (!lineEnd) {
      super.skip(length);
    } else if (read() != '\r' || read() != '\n') {
      throw malformed();
    }
  }

  private static RequestException malformed() {
    return RequestException.builder()
        .type(DirectHandler.EventType.BAD_REQUEST)
        .setKeepAlive(false)
        .message("malformed chunk")
        .build();
  }
}
