package dev.restauth.accountpage;

import dev.restauth.account.Account;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.OwnAccount;
import dev.restauth.account.OwnAccount.Outcome;
import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.browser.BrowserSessions.Begun;
import dev.restauth.factor.FactorAccess;
import dev.restauth.http.Answer;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.page.PasswordTexts;
import dev.restauth.page.View;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.passwordless.OwnPassword;
import dev.restauth.passwordless.OwnPassword.Addition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The page for changing the password, with the same use case as {@code POST /api/me/password}. For
 * an account without a password, it is the page for setting one. Changing or setting the password
 * revokes all sessions. The browser continues with a new session, which has the proofs that the
 * user has given.
 *
 * @param additions sets the password of an account that has none
 */
record PasswordPageRoutes(
    AccountPages pages,
    FactorRules rules,
    OwnAccount accounts,
    OwnPassword additions,
    FactorPolicy factors,
    PasswordPolicy policy)
    implements RouteTable.Routes {
  private static final String PATH = AccountPages.PASSWORD;
  private static final String CHANGE = "change";
  private static final String ADD = "add";

  /** The path of the page on which users request a mail for setting a password. */
  private static final String FORGOT = "/forgot";

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, PATH, call -> pages.show(call, PATH, this::show))
        .page(Method.POST, PATH, call -> pages.change(call, PATH, this::change));
  }

  private Answer show(Visit visit) {
    if (visit.account().passwordHash().isEmpty()) {
      return visit.call().page(AccountPages.OK, addPage(visit));
    }
    return stepUp(visit)
        .orElseGet(() -> visit.call().page(AccountPages.OK, view(visit, Message.NONE)));
  }

  /**
   * Returns the page for an account without a password. The user can set one after a recent log-in
   * with a passkey or a recovery code, as with {@code PUT /api/me/password}. The owner of an
   * account that has neither can set a password only through a mail.
   */
  private View addPage(Visit visit) {
    if (visit.account().factor()) {
      return isProved(visit) ? addView(visit, Message.NONE) : proveView(visit);
    }
    return new MessageView(
        Message.of("account.password.add-title"),
        Message.of("account.password.none"),
        Optional.of(
            new MessageView.Link(
                visit.call().pathOf(FORGOT), Message.of("account.password.by-mail"))));
  }

  private static boolean isProved(Visit visit) {
    return visit.account().factor()
        && visit.isRecent()
        && FactorAccess.suffices(visit.session().methods(), Acr.PHISHING_RESISTANT);
  }

  private PasswordView proveView(Visit visit) {
    return addView(visit, Message.NONE)
        .before(
            pages.proof(visit, PATH, Acr.PHISHING_RESISTANT), pages.proof(visit, PATH, Acr.TWO));
  }

  /**
   * Returns the answer that asks for the second factor, if the account has one. For such an
   * account, the current password alone is not enough.
   */
  private Optional<Answer> stepUp(Visit visit) {
    return visit.account().factor() ? rules.refusalOfWeaker(visit, PATH) : Optional.empty();
  }

  private static PasswordView view(Visit visit, Message error) {
    return view(visit, CHANGE, error);
  }

  private static PasswordView addView(Visit visit, Message error) {
    return view(visit, ADD, error);
  }

  private static PasswordView view(Visit visit, String action, Message error) {
    return new PasswordView(
        visit.call().pathOf(PATH),
        visit.call().pathOf(AccountPages.ACCOUNT),
        visit.token(PATH, action, ""),
        visit.account().username(),
        action.equals(ADD),
        Optional.empty(),
        error);
  }

  private Answer add(Visit visit, Form form) {
    Optional<String> wanted = form.one("new-password");
    if (wanted.isEmpty()) {
      return pages.again(visit, addView(visit, Message.of("account.password.add-missing")));
    }
    return switch (additions.add(
        visit.accountId(),
        visit.account().username(),
        visit.generation(),
        wanted.get(),
        visit.client())) {
      case Addition.Added(Account changed) ->
          goOn(visit, changed, proofs(visit, _ -> true), Notice.PASSWORD_ADDED);
      case Addition.Invalid _ -> pages.again(visit, addView(visit, refusal(visit, wanted.get())));
      case Addition.Changed _ -> Answer.seeOther(visit.call().pathOf(PATH));
      case Addition.Busy _ -> pages.busy(visit, addView(visit, Message.of("account.busy")));
    };
  }

  private static List<Proof> proofs(Visit visit, Predicate<ProofMethod> which) {
    return visit.session().methods().all().stream()
        .filter(which)
        .map(method -> new Proof(method, visit.session().authenticatedAt()))
        .toList();
  }

  private Answer change(Visit visit, Form form) {
    if (visit.account().passwordHash().isEmpty()) {
      return isProved(visit)
          ? add(visit, form)
          : Answer.seeOther(visit.call().pathOf(PATH)); // the page shows which proof is missing
    }
    Optional<String> current = form.one("current-password");
    Optional<String> wanted = form.one("new-password");
    return stepUp(visit)
        .orElseGet(
            () ->
                current.isEmpty() || wanted.isEmpty()
                    ? again(visit, Message.of("account.password.missing"))
                    : change(visit, current.get(), wanted.get()));
  }

  private Answer again(Visit visit, Message error) {
    return pages.again(visit, view(visit, error));
  }

  private Answer change(Visit visit, String current, String wanted) {
    return switch (accounts.changePassword(
        visit.accountId(),
        visit.generation(),
        current,
        wanted,
        visit.client(),
        Optional.of(pages.language(visit).text()))) {
      case Outcome.Done(Optional<Account> changed) -> goOn(visit, changed.orElseThrow());
      case Outcome.WrongPassword _ -> again(visit, Message.of("account.password.wrong"));
      case Outcome.InvalidPassword _ -> again(visit, refusal(visit, wanted));
      case Outcome.Conflict _ -> again(visit, Message.of("account.changed"));
      case Outcome.Throttled(Duration retryAfter) ->
          pages.throttled(visit, view(visit, Message.of("account.throttled")), retryAfter);
      case Outcome.Busy _ -> pages.busy(visit, view(visit, Message.of("account.busy")));
    };
  }

  /**
   * Returns why the new password is refused, in the language of the page. The rules may have been
   * changed since they were shown.
   */
  private Message refusal(Visit visit, String wanted) {
    return PasswordTexts.refusal(policy, wanted, visit.account().username())
        .orElseGet(() -> Message.of("account.changed"));
  }

  /**
   * Begins a session that replaces the revoked one. If the account has a second factor, the new
   * session has the authentication time of the old session: the user has just proved only the
   * password. Otherwise a thief with the password and an open browser could change the password
   * repeatedly without ever being asked for the factor.
   */
  private Answer goOn(Visit visit, Account changed) {
    Instant provedAt = visit.account().factor() ? visit.session().authenticatedAt() : visit.at();
    List<Proof> proofs =
        Stream.concat(
                Stream.of(new Proof(ProofMethod.PASSWORD, provedAt)),
                visit.account().factor()
                    ? proofs(visit, method -> method != ProofMethod.PASSWORD).stream()
                    : Stream.empty())
            .toList();
    return goOn(visit, changed, proofs, Notice.PASSWORD_CHANGED);
  }

  private Answer goOn(Visit visit, Account changed, List<Proof> proofs, Notice notice) {
    Optional<Begun> begun =
        switch (Assurance.judge(changed.id(), changed.generation(), factors.of(changed), proofs)) {
          case Judgement.Enough(var authentication) ->
              pages.sessions().begin(authentication, visit.call(), Optional.empty());
          case Judgement.Missing _, Judgement.Due _ -> Optional.empty();
        };
    return begun
        .map(
            each ->
                pages
                    .done(visit, each.session(), AccountPages.ACCOUNT, notice)
                    .with(each.cookie(), visit.call()))
        .orElseGet(() -> Answer.seeOther(visit.call().pathOf(AccountPages.ACCOUNT)));
  }
}
