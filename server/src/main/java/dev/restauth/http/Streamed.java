package dev.restauth.http;

/**
 * A body of unknown length that is written piece by piece, as data becomes available. It ends when the
 * connection ends. Used once, by a thread of its own.
 */
public interface Streamed {

  /** The client that reads the body. */
  interface Reader {
    /**
     * Writes all bytes, and waits until the reader can receive them.
     *
     * @throws ClientGoneException if the reader is gone, or could receive nothing for 5 seconds. After that nothing can
     *     be written, and the caller must not catch the exception
     */
    void write(byte[] bytes);

    /**
     * Writes all bytes later if the reader has received everything before them; never waits.
     *
     * @return whether the bytes will be written
     * @throws ClientGoneException if the reader is gone
     */
    default boolean offer(byte[] bytes) {
      write(bytes);
      return true;
    }

    /** Returns whether the listener is stopping, so that the body should end soon. Any thread may call this. */
    default boolean isStopping() {
      return false;
    }
  }

  /** The kind of thread that writes this body. */
  default Thread.Builder thread() {
    return Thread.ofVirtual().name("stream");
  }

  /** Writes until there is no more data. */
  void writeTo(Reader reader);
}
