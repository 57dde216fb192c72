package dev.restauth.page;

import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the forms of pages. The form token must have been created for the browser that sends the
 * form. Thread-safe.
 *
 * @param tokens checks the form tokens
 */
public record Forms(FormTokens tokens) {
  /**
   * Returns the form that a browser has sent from a page of this server.
   *
   * @param about returns the text to which the form token is bound
   * @throws ProblemException if the call has no form, or its token was not created for this browser
   *     and this form
   */
  public Form read(Call call, Function<Form, String> about) {
    Form form =
        sent(call)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE.because("Send the form of the page.")));
    require(call, form.one(FormTokens.FIELD), about.apply(form));
    return form;
  }

  /**
   * Returns the form in a call; empty if there is none.
   *
   * @throws ProblemException if the form cannot be read
   */
  public static Optional<Form> sent(Call call) {
    Optional<Form> form = call.form();
    if (form.isEmpty() && call.declaresForm()) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "The form is malformed, or has more than 100 parameters."));
    }
    return form;
  }

  /**
   * Checks the token of a form.
   *
   * @throws ProblemException if the token is missing, or was not created for this browser and this
   *     form
   */
  public void require(Call call, Optional<String> token, String about) {
    if (!tokens.accepts(call, token, about)) {
      throw new ProblemException(
          ProblemType.CROSS_ORIGIN_CREDENTIALS.because(
              "The form was not sent by a page of this server."));
    }
  }
}
