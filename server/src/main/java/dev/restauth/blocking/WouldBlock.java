package dev.restauth.blocking;

/**
 * Aborts work that an event loop has begun, so that another thread does it instead. It is an {@link Error}
 * and not an exception, because it is not a failure: code that catches exceptions of the program lets it
 * pass.
 */
public final class WouldBlock extends Error {
  /** The only instance. It has no stack trace, because it may be thrown with every request. */
  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final WouldBlock INSTANCE = new WouldBlock();

  private static final long serialVersionUID = 1L;

  private WouldBlock() {
    super("this thread must not wait", null, false, false);
  }
}
