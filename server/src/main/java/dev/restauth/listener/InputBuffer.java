package dev.restauth.listener;

import dev.restauth.http.ProblemException;
import io.netty.buffer.ByteBuf;

/**
 * The received bytes of a connection that have not been consumed yet. Consumed bytes are never
 * overwritten, because readers refer to them. Confined to the connection's event loop.
 */
final class InputBuffer {
  private static final byte[] EMPTY = {};

  private byte[] bytes = EMPTY;
  private int from;
  private int to;

  void append(ByteBuf more) {
    int count = more.readableBytes();
    if (from == to) {
      bytes = new byte[count];
      from = 0;
      to = 0;
    } else if (bytes.length - to < count) {
      byte[] larger = new byte[Math.max(size() + count, 2 * size())];
      System.arraycopy(bytes, from, larger, 0, size());
      bytes = larger;
      to -= from;
      from = 0;
    }
    more.readBytes(bytes, to, count);
    to += count;
  }

  boolean isEmpty() {
    return from == to;
  }

  /** The number of bytes that have not been consumed yet. */
  int size() {
    return to - from;
  }

  /** The memory that the buffer uses, in bytes. */
  int held() {
    return bytes.length;
  }

  void clear() {
    bytes = EMPTY;
    from = 0;
    to = 0;
  }

  /** Releases the memory if all bytes were consumed. */
  void trim() {
    if (from == to) {
      clear();
    }
  }

  /**
   * Passes the bytes to the reader of a head, and consumes them if the head is complete.
   *
   * @return whether the head is complete
   * @throws ProblemException if the head is malformed or too large; the exception closes the
   *     connection
   */
  boolean into(HeadReader head) {
    if (from == to || !head.read(bytes, from, to)) {
      return false;
    }
    from = head.end();
    return true;
  }

  /**
   * Passes the bytes to the reader of a body, which consumes the bytes of the body.
   *
   * @return whether the body is complete
   * @throws ProblemException if the body is malformed or too large; the exception closes the
   *     connection
   */
  boolean into(BodyReader body) {
    from = body.read(bytes, from, to);
    return body.isDone();
  }
}
