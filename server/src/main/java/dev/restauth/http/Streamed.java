package dev.restauth.http;

/**
 * A body of unknown length that is written piece by piece, as data becomes available. The body ends
 * when its connection or HTTP/2 stream is closed. Each body is written once, by a separate thread.
 */
public interface Streamed {

  /** The client that reads the body. */
  interface Reader {
    /**
     * Writes all bytes, and waits until the client can receive them.
     *
     * @throws ClientGoneException if the client is gone, or could receive nothing for 5 seconds. No
     *     more bytes can then be written, and the caller must not catch the exception
     */
    void write(byte[] bytes);

    /**
     * Starts to write all bytes if the client has received everything that was written earlier.
     * Never waits.
     *
     * @return whether the bytes will be written
     * @throws ClientGoneException if the client is gone
     */
    default boolean offer(byte[] bytes) {
      write(bytes);
      return true;
    }

    /**
     * Returns whether the listener is stopping, so that the body should end soon. Any thread may
     * call this method.
     */
    default boolean isStopping() {
      return false;
    }
  }

  /**
   * The kind of thread that writes this body over HTTP/1.1. Over HTTP/2, a virtual thread writes
   * it.
   */
  default Thread.Builder thread() {
    return Thread.ofVirtual().name("stream");
  }

  /** Writes until there is no more data. */
  void writeTo(Reader reader);
}
