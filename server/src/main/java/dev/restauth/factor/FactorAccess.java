package dev.restauth.factor;

import dev.restauth.account.FactorPolicy;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.http.Problem;
import dev.restauth.http.ProblemType;
import dev.restauth.json.JsonWriter;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.token.AskedOrganization;
import dev.restauth.token.LoginTokens;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The rules that all calls for changing factors share: their requirements, and their answers.
 * Thread-safe.
 */
public final class FactorAccess {
  static final Problem LAST =
      ProblemType.LAST_FACTOR.because(
          "Your account must have a second factor. Add another one before you remove this one.");

  private final Store store;
  private final LoginTokens tokens;
  private final PasswordConfirmation confirmation;
  private final FactorPolicy policy;
  private final MailboxProof mailbox;

  FactorAccess(
      Store store,
      LoginTokens tokens,
      PasswordConfirmation confirmation,
      FactorPolicy policy,
      MailboxProof mailbox) {
    this.store = store;
    this.tokens = tokens;
    this.confirmation = confirmation;
    this.policy = policy;
    this.mailbox = mailbox;
  }

  /**
   * Returns the refusal, unless the user has given the proofs that {@link PasswordConfirmation}
   * requires.
   *
   * @param what a sentence that says which action requires the password
   */
  public Optional<Answer> refusal(Call call, String what) {
    confirmation.requireValidBody(call);
    return confirmation.refusal(call, what);
  }

  /**
   * Returns the refusal for adding a factor, with the rules of {@link #refusal} and one more. If an
   * account has a password and a confirmed address, its first factor also requires a code from the
   * mailbox or from an operator. The body contains the code in the members {@code request} and
   * {@code code}. A thief with the password does not have this code.
   */
  public Optional<Answer> refusalToAdd(Call call, String what) {
    Optional<String> request = member(call, "request");
    Optional<String> code = member(call, "code");
    return refusal(call, what).or(() -> refusalWithoutMailbox(call.user(), request, code));
  }

  private static Optional<String> member(Call call, String name) {
    return call.declaresBody() ? call.json().find(name) : Optional.empty();
  }

  private Optional<Answer> refusalWithoutMailbox(
      Caller.User user, Optional<String> request, Optional<String> code) {
    if (user.factor() || !mailbox.isNeeded(user.accountId())) {
      return Optional.empty();
    }
    if (code.isEmpty()) {
      return Optional.of(
          Answer.problem(
              ProblemType.CODE_REQUIRED.because(
                  "The first second factor of an account requires a code from its mailbox. Have one mailed with POST /api/me/factors/code, and send it with the members \"request\" and \"code\".")));
    }
    return mailbox.accepts(user.accountId(), user.generation(), request, code.get())
        ? Optional.empty()
        : Optional.of(
            Answer.problem(
                ProblemType.INVALID_CODE.because(
                    "The code from the mailbox is wrong, or has ended. After five tries a code ends: ask for a new one.")));
  }

  /**
   * Returns the refusal for removing a factor, with the rules of {@link #refusal} and one more. If
   * an account must have a factor, its last factor cannot be removed.
   */
  public Optional<Answer> refusalToRemove(Call call, String what) {
    return refusal(call, what)
        .or(
            () ->
                isNeeded(call.user().accountId())
                    ? Optional.of(Answer.problem(LAST))
                    : Optional.empty());
  }

  /** Returns whether an account must have a second factor and has exactly one. */
  public boolean isNeeded(long accountId) {
    return store.<Boolean>reading(tx -> AccountFactors.of(tx, accountId).single())
        && policy.requires(accountId);
  }

  private static boolean isStrongest(AuthenticationMethods methods) {
    return methods.acr().satisfies(Acr.PHISHING_RESISTANT)
        || methods.all().contains(ProofMethod.RECOVERY_CODE);
  }

  /**
   * Returns the minimum class of a log-in with which a user may change factors. It is the class of
   * the account's strongest kind of factor. A phishing page can obtain a code of an authenticator
   * app from the user, but cannot use a passkey.
   *
   * @param factor whether the account has a second factor
   */
  public Acr least(long accountId, boolean factor) {
    if (!factor) {
      return Acr.ONE;
    }
    return store.<Boolean>reading(tx -> AccountFactors.of(tx, accountId).passkeys() > 0)
        ? Acr.PHISHING_RESISTANT
        : Acr.TWO;
  }

  /**
   * Returns whether a log-in has at least the class that {@link #least} returns, or was completed
   * with a recovery code.
   */
  public static boolean suffices(AuthenticationMethods methods, Acr least) {
    return methods.acr().satisfies(least)
        || (least == Acr.PHISHING_RESISTANT && isStrongest(methods));
  }

  /**
   * Returns the methods of the current log-in. If the token does not contain them, the call itself
   * was confirmed with the password.
   */
  public AuthenticationMethods methods(Caller.User user) {
    return confirmation.proofs().methods(user);
  }

  /** Returns the time of the current log-in. */
  public static Instant provedAt(Caller.User user) {
    return user.authentication()
        .map(Authentication::at)
        .or(() -> user.session().map(Caller.Session::authenticatedAt))
        .orElseThrow();
  }

  /**
   * Answers a request that added a factor. If it was the first factor, all sessions are revoked,
   * and the client continues with a new session, which began with both factors.
   *
   * @param more writes further members
   */
  public Answer added(Call call, Added added, Consumer<JsonWriter> more) {
    Consumer<JsonWriter> members =
        json -> {
          writeCodes(json, added.recoveryCodes());
          more.accept(json);
        };
    if (added.first().isEmpty()) {
      return Answer.json(200, members);
    }
    Sender sender = new Sender(call.client().address().getHostAddress(), call.userAgent());
    LoginTokens.Wanted usual =
        new LoginTokens.Wanted(false, Optional.empty(), new AskedOrganization(Optional.empty()));
    return tokens
        .begin(added.first().get(), sender, usual, _ -> true, members)
        .orElseThrow(CallerRevokedException::new);
  }

  static void writeCodes(JsonWriter json, List<String> codes) {
    if (!codes.isEmpty()) {
      json.array("recovery_codes", array -> codes.forEach(array::item));
    }
  }
}
