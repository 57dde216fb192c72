package dev.restauth.oauth;

import dev.restauth.http.Form;
import java.util.Optional;
import java.util.Set;

/**
 * The form that all OAuth endpoints receive, with the rules that these endpoints share (RFC 6749
 * section 3.2).
 *
 * @param form a form in which no parameter except {@code resource} is repeated
 */
record OauthForm(Form form) {
  private static final Set<String> REPEATABLE = Set.of(Resources.PARAMETER);

  /**
   * Reads a form.
   *
   * @param sent the form; empty if the body was not a form
   */
  static OauthForm read(Optional<Form> sent) {
    Form form =
        sent.orElseThrow(
            () ->
                OauthError.INVALID_REQUEST.because(
                    "Send a form with the header Content-Type: application/x-www-form-urlencoded,"
                        + " well-formed and of at most 100 parameters."));
    if (form.hasRepeatedExcept(REPEATABLE)) {
      throw OauthError.INVALID_REQUEST.because("A parameter is repeated.");
    }
    return new OauthForm(form);
  }

  /** Returns a parameter. A parameter without a value counts as missing (RFC 6749 section 3.1). */
  Optional<String> parameter(String name) {
    return form.one(name);
  }

  /** Returns a required parameter; throws {@code invalid_request} if it is missing. */
  String required(String name) {
    return parameter(name)
        .orElseThrow(
            () -> OauthError.INVALID_REQUEST.because("The parameter " + name + " is missing."));
  }
}
