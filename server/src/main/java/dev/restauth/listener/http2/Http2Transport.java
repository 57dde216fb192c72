package dev.restauth.listener.http2;

import org.jspecify.annotations.Nullable;

/** The connection below: bytes in both directions, and who is told what they are for. */
public interface Http2Transport {

  /** What a connection has to do. */
  enum Load {
    /** There is no stream. */
    NONE,
    /** There are streams, and no request that is complete. */
    INCOMPLETE,
    /** Something is answered. */
    ANSWERING
  }

  /**
   * Waits for what comes next. Called by the connection's own thread alone.
   *
   * @return null, or nothing in it, at the end, and where the connection is broken
   */
  byte @Nullable [] read();

  /**
   * Writes, and waits until all of it is written. Not called by two threads at once.
   *
   * @throws java.io.UncheckedIOException where the connection is broken
   */
  void write(byte[] bytes, int length);

  /** Whether the end of what is read was our doing: then what was asked before it is answered. */
  boolean endedHere();

  /** Ends what is read, which wakes who waits for it. */
  void endInput();

  /** Notes what there is from now on. Never waits. */
  void note(Load load);
}
