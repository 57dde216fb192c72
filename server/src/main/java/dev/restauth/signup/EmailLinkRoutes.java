package dev.restauth.signup;

import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.OwnRequests;
import dev.restauth.email.OwnEmail;
import dev.restauth.http.Answer;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import dev.restauth.signup.MailLinkView.Button;
import dev.restauth.signup.SealedSteps.Kind;
import dev.restauth.signup.SealedSteps.Step;
import dev.restauth.signup.Steps.Sent;
import java.util.List;
import java.util.Optional;

/**
 * The pages to which mails about addresses link. One page confirms an address, after the user has
 * logged in. The other page undoes a change of the address. {@link OwnEmail} does the work, as for
 * {@code POST /api/me/email/confirm} and {@code POST /api/email-undo}.
 */
record EmailLinkRoutes(Steps steps, OwnEmail email, LoggedInUsers users, OwnRequests requests)
    implements RouteTable.Routes {
  private static final String CONFIRM = "/mail/confirm";
  private static final String UNDO = "/mail/undo";
  private static final int OK = 200;
  private static final int CONFLICT = 409;

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, CONFIRM, call -> steps.opened(call, this::showConfirm))
        .page(Method.POST, CONFIRM, call -> steps.sent(call, CONFIRM, this::confirm))
        .page(Method.GET, UNDO, call -> steps.opened(call, this::showUndo))
        .page(Method.POST, UNDO, call -> steps.sent(call, UNDO, this::undo));
  }

  private View confirmView(Asked asked, Optional<String> step, Message error) {
    Optional<String> opened =
        step.filter(each -> steps.open(Kind.CONFIRMATION, asked, step).isPresent());
    return new MailLinkView(
        asked,
        steps.frame(asked, CONFIRM, opened).withoutWork(),
        opened.map(each -> Steps.stepUrl(asked, CONFIRM, each)).orElseGet(() -> asked.url(CONFIRM)),
        "recovery.confirm",
        opened.isEmpty(),
        List.of(new Button("confirm", Message.of("recovery.confirm.confirm"))),
        users
            .find(asked.call())
            .map(user -> Message.of("recovery.confirm.user", user.username()))
            .orElse(Message.NONE),
        error);
  }

  private Answer showConfirm(Asked asked) {
    return steps.show(asked, confirmView(asked, steps.step(asked), Message.NONE));
  }

  private Answer confirm(Sent sent) {
    Asked asked = sent.asked();
    Optional<String> code =
        steps
            .open(Kind.CONFIRMATION, asked, sent.step())
            .map(Step::code)
            .or(() -> sent.field("code").flatMap(PresentedCode::of).map(PresentedCode::code));
    if (code.isEmpty()) {
      return wrong(asked);
    }
    return users
        .find(asked.call())
        .map(user -> confirm(asked, user, code.get()))
        .orElseGet(() -> Steps.go(asked, afterLogin(asked, code.get())));
  }

  private Answer wrong(Asked asked) {
    return steps.again(
        asked, confirmView(asked, Optional.empty(), Message.of("recovery.confirm.wrong")));
  }

  /**
   * Returns the path of the log-in page, for a user who must first log in. The URL contains the
   * code in sealed form.
   */
  private String afterLogin(Asked asked, String code) {
    String sealed = steps.sealed().seal(Kind.CONFIRMATION, asked, Step.proved("", code, ""));
    return LoggedInUsers.login(requests, asked, CONFIRM + "?" + Steps.STEP + "=" + sealed);
  }

  private Answer confirm(Asked asked, Caller.User user, String code) {
    return switch (email.confirm(user, code, Steps.network(asked.call()), steps.language(asked))) {
      case DONE -> steps.message(asked, OK, "recovery.confirmed");
      case INVALID_CODE -> wrong(asked);
      case TAKEN -> steps.message(asked, CONFLICT, "recovery.confirm-taken");
    };
  }

  private View undoView(Asked asked, Message error) {
    return new MailLinkView(
        asked,
        steps.frame(asked, UNDO, Optional.empty()).withoutWork(),
        asked.url(UNDO),
        "recovery.undo",
        true,
        List.of(new Button("undo", Message.of("recovery.undo.undo"))),
        Message.NONE,
        error);
  }

  private Answer showUndo(Asked asked) {
    return steps.show(asked, undoView(asked, Message.NONE));
  }

  private Answer undo(Sent sent) {
    Asked asked = sent.asked();
    return sent.field("code")
        .flatMap(PresentedCode::of)
        .flatMap(PresentedCode::joined)
        .flatMap(code -> email.undo(code, Steps.network(asked.call()), steps.language(asked)))
        .map(request -> Steps.go(asked, ForgotRoutes.afterUndo(steps, asked, request)))
        .orElseGet(() -> steps.again(asked, undoView(asked, Message.of("recovery.link.wrong"))));
  }
}
