package dev.restauth.blocking;

/**
 * Aborts work that an event loop has begun, so that another thread does the work instead. This type
 * is an {@link Error} because it is not a failure: code that catches exceptions must not catch it.
 */
public final class WouldBlock extends Error {
  /** The only instance. It has no stack trace, because every request may throw it. */
  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final WouldBlock INSTANCE = new WouldBlock();

  private static final long serialVersionUID = 1L;

  private WouldBlock() {
    super("this thread must not wait", null, false, false);
  }
}
