package dev.restauth.accountpage;

import dev.restauth.browser.BrowserSessions.Begun;
import dev.restauth.browser.CodesView;
import dev.restauth.browser.TotpView;
import dev.restauth.factor.FactorEnrolment.Added;
import dev.restauth.factor.OwnFactors.Enrolling;
import dev.restauth.factor.TotpEnrolment;
import dev.restauth.factor.TotpEnrolment.Offer;
import dev.restauth.http.Answer;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import java.util.Map;
import java.util.Optional;

/**
 * The page for setting up an authenticator app. Opening the page stores nothing. Its form contains
 * the sealed secret until the user enters the first code.
 */
record TotpPageRoutes(
    AccountPages pages, FactorRules rules, MailboxMarks marks, TotpEnrolment enrolment)
    implements RouteTable.Routes {
  static final String PATH = "/account/factors/totp";

  private static final String ADD = "add";
  private static final String REQUEST = AccountPages.THING;

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, PATH, call -> pages.show(call, PATH, this::show))
        .page(Method.POST, PATH, call -> pages.change(call, PATH, this::add));
  }

  private Answer show(Visit visit) {
    return refusal(visit)
        .orElseGet(
            () ->
                visit
                    .call()
                    .page(
                        AccountPages.OK, view(visit, enrolment.offer(owner(visit)), Message.NONE)));
  }

  /**
   * Returns the refusal for a user who may not add a factor. If the URL has a mark, the log-in was
   * recent when the user requested the mailed code. It need not be recent now, because the mail may
   * have taken a while.
   */
  private Optional<Answer> refusal(Visit visit) {
    return marks.holds(visit, MailboxMarks.in(visit))
        ? Optional.empty()
        : rules.refusal(visit, PATH).or(() -> marks.refusal(visit, NewFactor.TOTP));
  }

  private static TotpEnrolment.Owner owner(Visit visit) {
    return new TotpEnrolment.Owner(
        visit.accountId(),
        visit.account().username(),
        visit.generation(),
        visit.account().factor(),
        visit.session().methods(),
        visit.session().authenticatedAt());
  }

  private static TotpView view(Visit visit, Offer offer, Message error) {
    return new TotpView(
        visit.call().pathOf(PATH),
        Map.of(AccountPages.ACTION, ADD, REQUEST, offer.request()),
        visit.token(PATH, ADD, offer.request()),
        offer,
        error,
        Optional.of(visit.call().pathOf(AccountPages.FACTORS)));
  }

  private Answer add(Visit visit, Form form) {
    String request = form.one(REQUEST).orElse("");
    Optional<String> code = form.one("code");
    if (code.isEmpty()) {
      return again(visit, request, Message.of("account.totp.missing"));
    }
    return switch (enrolment.enrol(
        visit.accountId(), visit.generation(), request, code.get(), visit.client())) {
      case Enrolling.Enrolled(Added added) ->
          added(pages, visit, added, Message.of("account.codes.app-added"));
      case Enrolling.WrongCode _ -> again(visit, request, Message.of("account.totp.wrong"));
      case Enrolling.UnknownRequest _, Enrolling.Changed _ -> ended(visit);
    };
  }

  private Answer again(Visit visit, String request, Message error) {
    return enrolment
        .offered(visit.accountId(), visit.generation(), visit.account().username(), request)
        .map(offer -> pages.again(visit, view(visit, offer, error)))
        .orElseGet(() -> ended(visit));
  }

  /**
   * Answers a form that was sent twice or too late, or whose account was changed in the meantime.
   */
  private static Answer ended(Visit visit) {
    return visit
        .call()
        .page(
            AccountPages.UNPROCESSABLE,
            MessageView.of(
                "account.totp.ended",
                Optional.of(
                    new MessageView.Link(
                        visit.call().pathOf(AccountPages.FACTORS),
                        Message.of("account.factors.title")))));
  }

  /**
   * Answers after a factor was added. If it was the first factor, all sessions are revoked, and the
   * browser continues with a new session that began with both factors.
   */
  static Answer added(AccountPages pages, Visit visit, Added added, Message done) {
    Optional<Begun> begun =
        added
            .first()
            .flatMap(
                authentication ->
                    pages.sessions().begin(authentication, visit.call(), Optional.empty()));
    Answer page =
        visit
            .call()
            .page(
                AccountPages.OK,
                new CodesView(
                    done,
                    added.recoveryCodes(),
                    added.first().isPresent(),
                    visit.call().pathOf(AccountPages.FACTORS)));
    return begun.map(each -> page.with(each.cookie(), visit.call())).orElse(page);
  }
}
