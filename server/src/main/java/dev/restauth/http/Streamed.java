package dev.restauth.http;

/**
 * A body of unknown length that is written piece by piece, as data becomes available. It ends when the
 * connection ends. Used once, by the connection's own thread.
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
  }

  /** Writes until there is no more data. */
  void writeTo(Reader reader);
}
