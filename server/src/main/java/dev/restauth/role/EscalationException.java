package dev.restauth.role;

import java.util.Optional;

/** Aborts an action for which the actor has too little power. The transaction is rolled back. */
public final class EscalationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Long> target;
  private final String scope;

  EscalationException(Optional<Long> target, String scope) {
    super("the actor does not hold " + scope, null, false, false);
    this.target = target;
    this.scope = scope;
  }

  /** The account on which the actor wanted to act, or to which they wanted to give power. */
  Optional<Long> target() {
    return target;
  }

  /** The administrative scope that the actor does not hold. */
  String scope() {
    return scope;
  }
}
