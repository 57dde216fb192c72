package dev.restauth.signup;

import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.browser.BrowserFeature;
import dev.restauth.browser.LoginPages;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.http.Answer;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.language.TimeText;
import dev.restauth.lostfactor.FactorRemovals;
import dev.restauth.lostfactor.FactorRemovals.Asking;
import dev.restauth.lostfactor.FactorRemovals.Presented;
import dev.restauth.mail.Mailer;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.page.View;
import dev.restauth.signup.MailLinkView.Button;
import dev.restauth.signup.Steps.Sent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The pages for a lost second factor: requesting its removal during a log-in, and the page to which
 * the mail links. {@link FactorRemovals} does the work, as for {@code POST /api/factor-removals}.
 */
record LostFactorPageRoutes(
    Steps steps, BrowserFeature browser, FactorRemovals removals, Mailer mailer)
    implements RouteTable.Routes {
  private static final String ASK = "/login/factor/lost";
  private static final String LINK = "/mail/lost-factor";

  /**
   * The name of the parameter that contains the sealed challenge on the page for the second factor.
   */
  private static final String ATTEMPT = "attempt";

  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;
  private static final int NOT_IMPLEMENTED = 501;

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, ASK, call -> steps.opened(call, this::showAsk))
        .page(Method.POST, ASK, call -> steps.sent(call, ASK, this::ask))
        .page(Method.GET, LINK, call -> steps.opened(call, this::showLink))
        .page(Method.POST, LINK, call -> steps.sent(call, LINK, this::enterLink));
  }

  /**
   * Returns the sealed challenge of a log-in that lacks its second factor. The form that requests
   * the removal contains the challenge as its step.
   */
  private Optional<String> attempt(Asked asked) {
    return LoginPages.query(asked.call(), ATTEMPT).filter(each -> half(asked, each).isPresent());
  }

  private Optional<HalfAuthentication> half(Asked asked, String attempt) {
    return browser.half(asked, attempt);
  }

  private Answer showAsk(Asked asked) {
    return attempt(asked)
        .map(attempt -> steps.show(asked, askView(asked, attempt, Message.NONE)))
        .orElseGet(() -> steps.ended(asked, LoginPages.LOGIN));
  }

  private View askView(Asked asked, String attempt, Message error) {
    return new MailLinkView(
        asked,
        steps.frame(asked, ASK, Optional.of(attempt)).withoutWork(),
        LoginPages.withAttempt(asked, ASK, attempt),
        "recovery.lost",
        false,
        List.of(new Button("ask", Message.of("recovery.lost.ask"))),
        Message.NONE,
        error);
  }

  private Answer ask(Sent sent) {
    Asked asked = sent.asked();
    Optional<HalfAuthentication> half = sent.step().flatMap(each -> half(asked, each));
    if (half.isEmpty()) {
      return steps.ended(asked, LoginPages.LOGIN);
    }
    if (!mailer.isConfigured()) {
      return steps.message(asked, NOT_IMPLEMENTED, "recovery.no-mail");
    }
    return switch (removals.ask(half.get(), Steps.network(asked.call()), steps.language(asked))) {
      case Asking.Waiting(Instant worksAt, Instant until) ->
          steps
              .logins()
              .page(
                  OK,
                  asked,
                  new MessageView(
                      Message.of("recovery.lost-asked.title"),
                      Message.of(
                          "recovery.lost-asked.text", TimeText.of(worksAt), TimeText.of(until)),
                      Optional.empty()));
      case Asking.NoAddress _ -> steps.message(asked, CONFLICT, "recovery.lost-no-address");
      case Asking.Excluded _ -> steps.message(asked, CONFLICT, "recovery.lost-excluded");
      case Asking.PasswordMissing _ -> steps.message(asked, FORBIDDEN, "recovery.lost-password");
      case Asking.Throttled(Duration retryAfter) ->
          steps.throttled(
              asked, askView(asked, sent.step().orElseThrow(), Steps.TOO_MANY_MAILS), retryAfter);
      case Asking.Changed _ -> steps.ended(asked, LoginPages.LOGIN);
    };
  }

  private View linkView(Asked asked, Message error) {
    return new MailLinkView(
        asked,
        steps.frame(asked, LINK, Optional.empty()).withoutWork(),
        asked.url(LINK),
        "recovery.removal",
        true,
        List.of(
            new Button("stop", Message.of("recovery.removal.stop")),
            new Button("remove", Message.of("recovery.removal.remove"))),
        Message.NONE,
        error);
  }

  private Answer showLink(Asked asked) {
    return steps.show(asked, linkView(asked, Message.NONE));
  }

  private Answer enterLink(Sent sent) {
    Asked asked = sent.asked();
    boolean removing = sent.isDecided("remove");
    Optional<String> code =
        sent.field("code").flatMap(PresentedCode::of).flatMap(PresentedCode::joined);
    if (code.isEmpty() || !(removing || sent.isDecided("stop"))) {
      return wrong(asked);
    }
    var network = Steps.network(asked.call());
    return switch (removing
        ? removals.complete(code.get(), network)
        : removals.stop(code.get(), network)) {
      case Presented.Done _ ->
          steps.message(asked, OK, removing ? "recovery.removed" : "recovery.stopped");
      case Presented.NotYet(Instant worksAt) ->
          steps.again(
              asked, linkView(asked, Message.of("recovery.removal.early", TimeText.of(worksAt))));
      case Presented.InvalidCode _ -> wrong(asked);
    };
  }

  private Answer wrong(Asked asked) {
    return steps.again(asked, linkView(asked, Message.of("recovery.link.wrong")));
  }
}
