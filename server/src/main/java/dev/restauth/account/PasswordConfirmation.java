package dev.restauth.account;

import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Client;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.ProblemType;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.time.Duration;
import java.util.Optional;

/**
 * Requires the password, in addition to a token, for actions that a thief of the token must not be
 * able to do: the member {@code current_password} of a JSON body. A caller who sent the password
 * with HTTP Basic need not send it again. Thread-safe.
 *
 * @param currentPassword checks the password
 */
public record PasswordConfirmation(CurrentPassword currentPassword) {
  private static final String CURRENT_PASSWORD = "current_password";

  /**
   * Returns the refusal; empty if the caller has proved the password.
   *
   * @param what the reason that the password is needed: a sentence
   * @throws dev.restauth.http.ProblemException if there is a body that is no such JSON object
   */
  public Optional<Answer> refusal(Call call, String what) {
    Caller.User user = call.user();
    if (user.session().isEmpty()) {
      return Optional.empty();
    }
    if (!call.declaresBody() || call.json().find(CURRENT_PASSWORD).isEmpty()) {
      return Optional.of(
          Answer.problem(
              ProblemType.PASSWORD_REQUIRED.because(
                  what
                      + " Send user name and password with HTTP Basic, or the token and a JSON object"
                      + " with the member \""
                      + CURRENT_PASSWORD
                      + "\".")));
    }
    Client client = call.client();
    return switch (currentPassword.check(
        user.username(),
        call.json().string(CURRENT_PASSWORD),
        HashRequest.fromClient(Priority.RETURNING, client.address(), client::gone))) {
      case LoginOutcome.LoggedIn loggedIn -> Optional.empty();
      case LoginOutcome.Refused refused -> Optional.of(wrongPassword());
      case LoginOutcome.FactorMissing missing -> Optional.of(wrongPassword());
      case LoginOutcome.Throttled(Duration retryAfter) -> Optional.of(Answer.throttled(retryAfter));
      case LoginOutcome.Busy busy -> Optional.of(Answer.busy());
      case LoginOutcome.Gone gone ->
          throw new ClientGoneException("the client left before the password was checked");
    };
  }

  /** Returns the answer to a wrong current password. */
  static Answer wrongPassword() {
    return Answer.problem(
        ProblemType.WRONG_PASSWORD.because("The member \"current_password\" is not the password."));
  }
}
