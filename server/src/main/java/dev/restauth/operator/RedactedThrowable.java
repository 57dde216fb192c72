package dev.restauth.operator;

import java.util.List;

/**
 * The failure of an operation, for the log: the types of the exceptions and their stack traces.
 * Messages are left out, because they may quote an argument, and an argument may be a password.
 */
final class RedactedThrowable extends Exception {
  private static final long serialVersionUID = 1L;

  private RedactedThrowable(Throwable thrown) {
    super(thrown.getClass().getName() + ", its message withheld: it may quote an argument");
    setStackTrace(thrown.getStackTrace());
  }

  /**
   * Returns the same exceptions without their messages. If the request has no arguments, there is
   * nothing to hide, and the result is the failure itself.
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
