package dev.restauth.accountpage;

import dev.restauth.account.Account;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.OwnAccount;
import dev.restauth.account.OwnAccount.Outcome;
import dev.restauth.assurance.Assurance;
import dev.restauth.assurance.Assurance.Judgement;
import dev.restauth.assurance.Proof;
import dev.restauth.assurance.ProofMethod;
import dev.restauth.browser.BrowserSessions.Begun;
import dev.restauth.http.Answer;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.page.PasswordTexts;
import dev.restauth.password.PasswordPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The page to change the password, by the use case of {@code POST /api/me/password}: all sessions end. The browser goes on in a
 * new one, which begins with the proofs that the user has just given.
 */
record PasswordPageRoutes(
    AccountPages pages, OwnAccount accounts, FactorPolicy factors, PasswordPolicy policy)
    implements RouteTable.Routes {
  private static final String PATH = AccountPages.PASSWORD;
  private static final String CHANGE = "change";

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, PATH, call -> pages.show(call, PATH, this::show))
        .page(Method.POST, PATH, call -> pages.change(call, PATH, this::change));
  }

  private Answer show(Visit visit) {
    if (visit.account().passwordHash().isEmpty()) {
      return visit
          .call()
          .page(
              AccountPages.OK,
              new MessageView(
                  Message.of("account.password.title"),
                  Message.of("account.password.none"),
                  Optional.of(back(visit))));
    }
    return stepUp(visit)
        .orElseGet(() -> visit.call().page(AccountPages.OK, view(visit, Message.NONE)));
  }

  private static MessageView.Link back(Visit visit) {
    return new MessageView.Link(
        visit.call().pathOf(AccountPages.ACCOUNT), Message.of("account.back"));
  }

  /** With a second factor, the current password does not suffice. */
  private Optional<Answer> stepUp(Visit visit) {
    return visit.account().factor() ? pages.stepUp(visit, PATH) : Optional.empty();
  }

  private static PasswordView view(Visit visit, Message error) {
    return new PasswordView(
        visit.call().pathOf(PATH),
        visit.call().pathOf(AccountPages.ACCOUNT),
        visit.token(PATH, CHANGE, ""),
        visit.account().username(),
        error);
  }

  private Answer change(Visit visit, Form form) {
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

  /** Returns why the new password is refused, in the language of the page. The rules may have changed a moment ago. */
  private Message refusal(Visit visit, String wanted) {
    return PasswordTexts.refusal(policy, wanted, visit.account().username())
        .orElseGet(() -> Message.of("account.changed"));
  }

  /** Begins a session in the place of the one that has ended. The user has proved the old password a moment ago. */
  private Answer goOn(Visit visit, Account changed) {
    List<Proof> proofs =
        Stream.concat(
                Stream.of(new Proof(ProofMethod.PASSWORD, visit.at())),
                visit.account().factor()
                    ? visit.session().methods().all().stream()
                        .filter(method -> method != ProofMethod.PASSWORD)
                        .map(method -> new Proof(method, visit.session().authenticatedAt()))
                    : Stream.empty())
            .toList();
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
                    .done(visit, each.session(), AccountPages.ACCOUNT, Notice.PASSWORD_CHANGED)
                    .with(each.cookie(), visit.call()))
        .orElseGet(() -> Answer.seeOther(visit.call().pathOf(AccountPages.ACCOUNT)));
  }
}
