package dev.restauth.account;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Requirement;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RemoteClient;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Requires a new proof, in addition to a token, for actions that a thief of the token must not be able to do: the
 * password, as the member {@code current_password} of a JSON body. A caller who sent the password with HTTP Basic need
 * not send it again. If the account has a second factor, a log-in with all factors, at most {@link #MAX_AGE} ago, is
 * required as well. Such a log-in alone does not suffice, because a thief may have its token. Thread-safe.
 *
 * @param currentPassword checks the password
 */
public record PasswordConfirmation(CurrentPassword currentPassword, InstantSource clock) {
  /** The time for which a log-in with a second factor counts as a new proof. */
  public static final Duration MAX_AGE = Duration.ofMinutes(5);

  private static final Requirement STEP_UP = new Requirement(Acr.TWO, MAX_AGE);

  private static final String CURRENT_PASSWORD = "current_password";

  /**
   * Returns the refusal; empty if the caller has proved the password.
   *
   * @param what a sentence that says why the password is needed
   * @throws dev.restauth.http.ProblemException if there is a body that is not such a JSON object
   */
  public Optional<Answer> refusal(Call call, String what) {
    Caller.User user = call.user();
    if (user.factor()) {
      Optional<Answer> refusal = refusalWithoutStepUp(user);
      if (refusal.isPresent()) {
        return refusal;
      }
    } else if (user.session().isEmpty()) {
      return Optional.empty();
    }
    if (!call.declaresBody() || call.json().find(CURRENT_PASSWORD).isEmpty()) {
      return Optional.of(
          Answer.problem(
              ProblemType.PASSWORD_REQUIRED.because(
                  what
                      + (user.factor()
                          ? " Send the token and a JSON object"
                          : " Send user name and password with HTTP Basic, or the token and a JSON object")
                      + " with the member \""
                      + CURRENT_PASSWORD
                      + "\".")));
    }
    RemoteClient client = call.client();
    return switch (currentPassword.check(
        user.username(),
        call.json().string(CURRENT_PASSWORD),
        HashRequest.fromClient(Priority.RETURNING, client.address(), client::gone))) {
      case LoginOutcome.LoggedIn loggedIn -> Optional.empty();
      case LoginOutcome.Refused refused -> Optional.of(wrongPassword());
      // The password is correct; if the caller had no second factor, it has just been enrolled.
      case LoginOutcome.FactorMissing _ ->
          user.factor() ? Optional.empty() : Optional.of(Answer.stepUp(STEP_UP));
      case LoginOutcome.EnrolmentDue _ -> throw new CallerRevokedException(); // since a moment ago
      case LoginOutcome.Throttled(Duration retryAfter) -> Optional.of(Answer.throttled(retryAfter));
      case LoginOutcome.Busy busy -> Optional.of(Answer.busy());
      case LoginOutcome.Gone gone ->
          throw new ClientGoneException("the client left before the password was checked");
    };
  }

  /**
   * Returns the refusal of a token for a request that must contain the password. Empty if the password was sent, or if the
   * user has a second factor and has recently logged in with it.
   *
   * @param what a sentence that says what is required
   */
  public Optional<Answer> refusalOfToken(Caller.User user, String what) {
    if (user.factor()) {
      return refusalWithoutStepUp(user);
    }
    return user.session().map(_ -> Answer.problem(ProblemType.PASSWORD_REQUIRED.because(what)));
  }

  /** Returns the refusal unless the user has recently logged in with all factors. */
  Optional<Answer> refusalWithoutStepUp(Caller.User user) {
    Instant since = clock.instant().minus(MAX_AGE);
    return user.session()
            .filter(session -> !session.authenticatedAt().isBefore(since))
            .flatMap(session -> session.token().acr())
            .filter(acr -> acr.satisfies(STEP_UP.least()))
            .isPresent()
        ? Optional.empty()
        : Optional.of(Answer.stepUp(STEP_UP));
  }

  /** Returns the answer to a wrong current password. */
  static Answer wrongPassword() {
    return Answer.problem(
        ProblemType.WRONG_PASSWORD.because("The member \"current_password\" is not the password."));
  }
}
