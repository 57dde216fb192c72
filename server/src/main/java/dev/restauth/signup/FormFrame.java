package dev.restauth.signup;

import java.util.Optional;

/**
 * What all forms of this package have.
 *
 * @param action the path
 * @param token the hidden token
 * @param request the sealed request of an application
 * @param step the sealed step
 * @param work the path of challenges, if the server requires a proof of work
 */
public record FormFrame(
    String action,
    String token,
    Optional<String> request,
    Optional<String> step,
    Optional<String> work) {
  /** Returns this frame for a form that needs no proof of work. */
  FormFrame withoutWork() {
    return new FormFrame(action, token, request, step, Optional.empty());
  }

  /** Leaves out all of it. */
  @Override
  public String toString() {
    return "FormFrame[]";
  }
}
