package dev.restauth.blocking;

/**
 * Breaks off what an event loop has begun and another thread has to do. No exception, so that nobody takes it for a
 * failure: who catches those of the program lets it pass.
 */
public final class WouldBlock extends Error {
  /** It has no stack trace, and may be thrown with every request. */
  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final WouldBlock INSTANCE = new WouldBlock();

  private static final long serialVersionUID = 1L;

  private WouldBlock() {
    super("this thread must not wait", null, false, false);
  }
}
