package dev.restauth.listener;

import dev.restauth.http.ProblemException;
import io.netty.buffer.ByteBuf;

/**
 * What has come on a connection and nobody has taken yet. What was taken stays as it is, for whoever refers to it. Used by
 * the loop of the connection.
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

  /** What is there, in bytes. */
  int size() {
    return to - from;
  }

  /** The room it takes, in bytes. */
  int held() {
    return bytes.length;
  }

  void clear() {
    bytes = EMPTY;
    from = 0;
    to = 0;
  }

  /** Lets go of what was taken, if that is all. */
  void trim() {
    if (from == to) {
      clear();
    }
  }

  /**
   * Has a head read on.
   *
   * @return whether it is complete, and was taken
   * @throws ProblemException which ends the connection, if it is none
   */
  boolean into(HeadReader head) {
    if (from == to || !head.read(bytes, from, to)) {
      return false;
    }
    from = head.end();
    return true;
  }

  /**
   * Has a body take what belongs to it.
   *
   * @return whether it is complete
   * @throws ProblemException which ends the connection, if it is malformed or too large
   */
  boolean into(BodyReader body) {
    from = body.read(bytes, from, to);
    return body.isDone();
  }
}
