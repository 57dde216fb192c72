package dev.restauth.signup;

import java.util.Optional;

/**
 * The parts that all forms of this package have in common.
 *
 * @param action the path to which the form is sent
 * @param token the hidden form token
 * @param request the sealed request of an application
 * @param step the sealed step
 * @param work the path for work challenges, if the server requires a proof of work
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

  /** Returns a text without any of the values. */
  @Override
  public String toString() {
    return "FormFrame[]";
  }
}
