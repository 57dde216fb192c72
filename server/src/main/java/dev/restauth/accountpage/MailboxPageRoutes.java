package dev.restauth.accountpage;

import dev.restauth.enrolment.FirstFactorCodes;
import dev.restauth.enrolment.FirstFactorCodes.Mailing;
import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.language.Language;
import dev.restauth.page.Message;
import java.time.Duration;
import java.util.Optional;

/**
 * The page on which the owner of an account requests and enters a code from the mailbox. The code
 * allows them to add a second factor to an account that has none, like a code that {@code POST
 * /api/me/factors/code} mails. Then the browser continues to the page that adds the factor, with a
 * mark in the URL.
 */
record MailboxPageRoutes(
    AccountPages pages, FactorRules rules, FirstFactorCodes codes, MailboxMarks marks)
    implements RouteTable.Routes {
  private static final String PATH = MailboxMarks.PATH;
  private static final String MAIL = "mail";
  private static final String CHECK = "check";

  @Override
  public void declare(RouteTable table) {
    table
        .page(
            Method.GET,
            PATH,
            call -> {
              NewFactor factor = NewFactor.in(call);
              return pages.show(call, factor.codePath(), visit -> show(visit, factor));
            })
        .page(Method.POST, PATH, call -> pages.change(call, PATH, this::change));
  }

  private Answer show(Visit visit, NewFactor factor) {
    return refusal(visit, factor)
        .orElseGet(
            () ->
                visit
                    .call()
                    .page(AccountPages.OK, view(visit, factor, Optional.empty(), Message.NONE)));
  }

  private Optional<Answer> refusal(Visit visit, NewFactor factor) {
    return rules
        .refusal(visit, factor.codePath())
        .or(
            () ->
                marks.isNeeded(visit)
                    ? Optional.empty()
                    : Optional.of(next(visit.call(), factor, "")));
  }

  private static Answer next(Call call, NewFactor factor, String query) {
    return Answer.seeOther(call.pathOf(factor.path()) + query);
  }

  private static MailboxView view(
      Visit visit, NewFactor factor, Optional<String> request, Message error) {
    return new MailboxView(
        visit.call().pathOf(PATH),
        visit.call().pathOf(factor.codePath()),
        visit.call().pathOf(AccountPages.FACTORS),
        new MailboxView.Thing(factor.text(), visit.token(PATH, MAIL, factor.text())),
        request
            .map(factor::with)
            .map(thing -> new MailboxView.Thing(thing, visit.token(PATH, CHECK, thing))),
        error);
  }

  private Answer change(Visit visit, Form form) {
    String thing = form.one(AccountPages.THING).orElse("");
    NewFactor factor = NewFactor.of(thing);
    return CHECK.equals(form.one(AccountPages.ACTION).orElse(""))
        ? check(visit, factor, factor.request(thing), form.one("code").orElse("").strip())
        : refusal(visit, factor).orElseGet(() -> mail(visit, factor));
  }

  private Answer mail(Visit visit, NewFactor factor) {
    Language language = Language.of(Optional.empty(), visit.call().acceptLanguage());
    Network network = Network.of(visit.call().client().address());
    return switch (codes.mail(visit.accountId(), visit.generation(), network, language)) {
      case Mailing.Mailed(String request) ->
          visit
              .call()
              .page(AccountPages.OK, view(visit, factor, Optional.of(request), Message.NONE));
      case Mailing.NotNeeded _ -> next(visit.call(), factor, "");
      case Mailing.Throttled(Duration retryAfter) ->
          pages.throttled(
              visit,
              view(visit, factor, Optional.empty(), Message.of("account.enrol.no-mail")),
              retryAfter);
    };
  }

  /**
   * Checks the code. The user's log-in was recent when they requested the mail, but need not be
   * recent now, because the mail may have taken a while.
   */
  private Answer check(Visit visit, NewFactor factor, String request, String code) {
    if (code.isEmpty()) {
      return again(visit, factor, request, Message.of("account.enrol.missing"));
    }
    // A code from an operator contains a dot and its request id.
    Optional<String> of = code.indexOf('.') < 0 ? Optional.of(request) : Optional.empty();
    return codes.accepts(visit.accountId(), visit.generation(), of, code)
        ? next(visit.call(), factor, marks.query(visit))
        : again(visit, factor, request, Message.of("account.enrol.wrong"));
  }

  private Answer again(Visit visit, NewFactor factor, String request, Message error) {
    return pages.again(visit, view(visit, factor, Optional.of(request), error));
  }
}
