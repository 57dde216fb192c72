package dev.restauth.signup;

import java.util.Optional;

/**
 * The parts that all forms of this package have in common.
 *
 * @param action the path to which the form is sent
 * @param token the hidden form token
 * @param request the sealed request of an application, if the page belongs to one
 * @param step the sealed step that the user has completed before this page, if any
 * @param work the path for challenges, if the form requires a proof of work
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
