package dev.restauth.http;

/**
 * A body that is written piece by piece, as there is something to say, for as long as there may be more.
 * Its end is the end of the connection. Used once, by the connection's own thread.
 */
public interface Streamed {

  /** Whoever reads it. */
  interface Reader {
    /**
     * Writes all of this, and waits until the reader's side has room for it.
     *
     * @throws ClientGoneException where the reader is gone, or has had no room for 5 seconds; nothing can
     *     be written any more then, and the exception has to be let through
     */
    void write(byte[] bytes);
  }

  /** Writes until there is nothing more to say. */
  void writeTo(Reader reader);
}
