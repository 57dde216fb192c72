package dev.restauth.operator;

import java.util.List;

/**
 * The failure of an operation, for the log: the types of the exceptions and their stack traces. The messages are left
 * out, since any of them may quote an argument, and an argument may be a password.
 */
final class RedactedThrowable extends Exception {
  private static final long serialVersionUID = 1L;

  private RedactedThrowable(Throwable thrown) {
    super(thrown.getClass().getName() + ", its message withheld: it may quote an argument");
    setStackTrace(thrown.getStackTrace());
  }

  /**
   * Returns the same causes, each without its message. If the request has no arguments, there is nothing to hide, and
   * the failure itself is returned.
   */
  static Throwable from(Throwable thrown, Request request) {
    if (request.arguments().isEmpty()) {
      return thrown;
    }
    List<RedactedThrowable> chain = Causes.of(thrown).map(RedactedThrowable::new).toList();
    for (int i = 1; i < chain.size(); i++) {
      chain.get(i - 1).initCause(chain.get(i));
    }
    return chain.getFirst();
  }
}
