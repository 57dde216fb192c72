package dev.restauth.account;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.ProofMethod;
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
 * Requires a new proof, in addition to a token, for actions that must be impossible for a thief of
 * the token. The proof is the password, in the member {@code current_password} of a JSON body. A
 * caller who sent the password with HTTP Basic does not have to send it again.
 *
 * <p>If the account has a second factor, the action also requires a log-in with all factors, at
 * most {@link #MAX_AGE} ago. If the account has a passkey, that log-in must have used a passkey or
 * a recovery code. The reason is phishing: a page can obtain the code of an authenticator app
 * together with the password. A recent log-in with all factors replaces the password only if the
 * account has no password: a thief may have a token of that log-in. Thread-safe.
 *
 * @param currentPassword checks the password
 * @param proofs finds the proofs that the account has, and the proofs with which its user logged in
 */
public record PasswordConfirmation(
    CurrentPassword currentPassword, AccountProofs proofs, InstantSource clock) {
  /** The time for which a log-in with a second factor counts as a new proof. */
  public static final Duration MAX_AGE = Duration.ofMinutes(5);

  private static final Requirement STEP_UP = new Requirement(Acr.TWO, MAX_AGE);

  private static final Requirement PHISHING_RESISTANT =
      new Requirement(Acr.PHISHING_RESISTANT, MAX_AGE);

  private static final String CURRENT_PASSWORD = "current_password";

  /**
   * Checks the form of the body even if the call does not need the password. A mistake in a client
   * is then noticed early.
   *
   * @throws dev.restauth.http.ProblemException if the body of the request is not a JSON object of
   *     the expected form
   */
  public void requireValidBody(Call call) {
    if (call.declaresBody()) {
      var _ = call.json().find(CURRENT_PASSWORD);
    }
  }

  /**
   * Returns the refusal; empty if the caller has given all proofs that this class requires.
   *
   * @param what a sentence that says why the password is required
   * @throws dev.restauth.http.ProblemException if the body of the request is not a JSON object of
   *     the expected form
   */
  public Optional<Answer> refusal(Call call, String what) {
    Caller.User user = call.user();
    if (user.factor()) {
      AccountProofs.Held held = proofs.of(user.accountId());
      Optional<Answer> refusal = refusalOfWeaker(user, held);
      if (refusal.isPresent()) {
        return refusal;
      }
      if (held.passkey() && !held.password()) {
        return refusalOfLimitedToken(user);
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
      // The password is correct. A caller without a second factor has enrolled one during the
      // request.
      case LoginOutcome.FactorMissing _ ->
          user.factor() ? Optional.empty() : Optional.of(Answer.stepUp(STEP_UP));
      case LoginOutcome.EnrolmentDue _ ->
          throw new CallerRevokedException(); // a factor is now needed
      case LoginOutcome.Throttled(Duration retryAfter) -> Optional.of(Answer.throttled(retryAfter));
      case LoginOutcome.Busy busy -> Optional.of(Answer.busy());
      case LoginOutcome.Gone gone ->
          throw new ClientGoneException("the client left before the password was checked");
    };
  }

  /**
   * Returns the refusal of a token, for a request that must contain the password. Returns empty if
   * the caller sent the password, or an unlimited token of a recent log-in with the second factor.
   *
   * @param what a sentence that says what is required
   */
  public Optional<Answer> refusalOfToken(Caller.User user, String what) {
    if (user.factor()) {
      return refusalOfOlder(user).or(() -> refusalOfLimitedToken(user));
    }
    return user.session().map(_ -> Answer.problem(ProblemType.PASSWORD_REQUIRED.because(what)));
  }

  /**
   * Returns the refusal; empty if the user has recently logged in with all factors. If the account
   * has a passkey, that log-in must have used a passkey or a recovery code.
   */
  Optional<Answer> refusalWithoutStepUp(Caller.User user) {
    return refusalOfWeaker(user, proofs.of(user.accountId()));
  }

  private Optional<Answer> refusalOfWeaker(Caller.User user, AccountProofs.Held held) {
    boolean suffices =
        isRecent(user)
            && (held.passkey()
                ? reaches(user, Acr.PHISHING_RESISTANT)
                    || proofs.methods(user).all().contains(ProofMethod.RECOVERY_CODE)
                : reaches(user, Acr.TWO));
    return suffices
        ? Optional.empty()
        : Optional.of(Answer.stepUp(held.passkey() ? PHISHING_RESISTANT : STEP_UP));
  }

  /**
   * Returns the refusal. Returns empty if the user has recently logged in with a passkey or a
   * recovery code, and presents an unlimited token of that log-in. Such a log-in replaces the
   * password if the account has no password.
   */
  public Optional<Answer> refusalWithoutStrongest(Caller.User user) {
    return refusalOfWeaker(user, new AccountProofs.Held(false, true))
        .or(() -> refusalOfLimitedToken(user));
  }

  /**
   * Returns the refusal. Returns empty if the user has recently logged in with a passkey that needs
   * no password, and presents an unlimited token of that log-in.
   */
  public Optional<Answer> refusalWithoutPasskey(Caller.User user) {
    boolean suffices =
        isRecent(user) && proofs.methods(user).all().stream().anyMatch(ProofMethod::standsAlone);
    return suffices ? refusalOfLimitedToken(user) : Optional.of(Answer.stepUp(PHISHING_RESISTANT));
  }

  /** Returns the refusal; empty if the user has recently logged in with all factors. */
  private Optional<Answer> refusalOfOlder(Caller.User user) {
    return isRecent(user) && reaches(user, Acr.TWO)
        ? Optional.empty()
        : Optional.of(Answer.stepUp(STEP_UP));
  }

  /**
   * Refuses a limited token, and each token of a narrowed session. A service may have such a token,
   * and must not act as the user without the user's password.
   */
  private Optional<Answer> refusalOfLimitedToken(Caller.User user) {
    return user.session()
        .filter(
            session ->
                session.token().narrowed()
                    || session.token().organization().isPresent()
                    || proofs.isNarrowed(session.id()))
        .map(
            _ ->
                Answer.problem(
                    ProblemType.INSUFFICIENT_SCOPE.because(
                        "Without a password, this needs a token that was not narrowed and is not for an organisation. Log in again without a token.")));
  }

  private boolean isRecent(Caller.User user) {
    Instant since = clock.instant().minus(MAX_AGE);
    return user.session().filter(session -> !session.authenticatedAt().isBefore(since)).isPresent();
  }

  private static boolean reaches(Caller.User user, Acr least) {
    return user.session()
        .flatMap(session -> session.token().acr())
        .filter(acr -> acr.satisfies(least))
        .isPresent();
  }

  /** Returns the answer to a wrong current password. */
  static Answer wrongPassword() {
    return Answer.problem(
        ProblemType.WRONG_PASSWORD.because("The member \"current_password\" is not the password."));
  }
}
