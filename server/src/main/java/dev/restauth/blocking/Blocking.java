package dev.restauth.blocking;

/**
 * Where a request may wait for something else than memory: a database, a file, a queue, another thread, or a
 * computation of more than a few microseconds.
 *
 * <p>A request is answered by an event loop if memory knows the answer. Whatever would need more calls {@link
 * #begin} first; on an event loop that breaks the attempt off, and the request is answered again from its
 * beginning by a thread that may wait. So {@link #begin} also comes before anything that must not happen twice,
 * such as counting an attempt.
 */
public final class Blocking {
  private Blocking() {}

  /**
   * Does nothing on a thread that may wait.
   *
   * @throws WouldBlock on a thread that must not
   */
  public static void begin() {
    if (Thread.currentThread() instanceof NonBlocking) {
      throw WouldBlock.INSTANCE;
    }
  }
}
