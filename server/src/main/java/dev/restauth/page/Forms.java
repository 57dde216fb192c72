package dev.restauth.page;

import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the forms of pages, whose hidden token must be for the browser that sends them. Thread-safe.
 *
 * @param tokens the tokens
 */
public record Forms(FormTokens tokens) {
  /**
   * Returns the form that a page of this server has sent.
   *
   * @param about what its hidden token is about
   * @throws ProblemException if it is none, or has no token that was made for this browser and this form
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
   * Returns the form of a call; empty if it has none.
   *
   * @throws ProblemException if it cannot be read
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
   * Requires the hidden token of a form.
   *
   * @throws ProblemException if it was not made for this browser and this form
   */
  public void require(Call call, Optional<String> token, String about) {
    if (!tokens.accepts(call, token, about)) {
      throw new ProblemException(
          ProblemType.CROSS_ORIGIN_CREDENTIALS.because(
              "The form was not sent by a page of this server."));
    }
  }
}
