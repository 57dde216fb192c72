package dev.restauth.blocking;

/**
 * Marks the points at which a request may have to wait: for a database, a file, a queue, another
 * thread, or a computation of more than a few microseconds.
 *
 * <p>An event loop answers a request if all the necessary data are in memory. Code that may have to
 * wait calls {@link #begin} first. On an event loop, {@link #begin} aborts the attempt. A virtual
 * thread, which is allowed to wait, then handles the request again from its beginning. Code must
 * therefore also call {@link #begin} before an action that must not happen twice, such as counting
 * an attempt.
 */
public final class Blocking {
  private Blocking() {}

  /**
   * Announces that the calling thread is about to wait. Does nothing if the thread is allowed to
   * wait.
   *
   * @throws WouldBlock on a thread that must not wait
   */
  public static void begin() {
    if (Thread.currentThread() instanceof NonBlocking) {
      throw WouldBlock.INSTANCE;
    }
  }
}
