package dev.restauth.signup;

import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.OwnRequests;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.registration.SignUps;
import dev.restauth.registration.SignUps.Accepted;
import dev.restauth.registration.SignUps.Newcomer;
import dev.restauth.signup.MailLinkView.Button;
import dev.restauth.signup.NewAccountView.Errors;
import dev.restauth.signup.SealedSteps.Kind;
import dev.restauth.signup.SealedSteps.Step;
import dev.restauth.signup.Steps.Sent;
import java.util.List;
import java.util.Optional;

/**
 * The pages to which the mail of an invitation links. {@link SignUps} accepts the invitation, for a
 * new account or for the account of a logged-in user, as for {@code POST
 * /api/invitations/{invitation}}.
 *
 * @param signUp logs the browser in to a new account
 */
record InvitationPageRoutes(
    Steps steps, SignUps signUps, SignUpRoutes signUp, LoggedInUsers users, OwnRequests requests)
    implements RouteTable.Routes {
  private static final String LINK = "/mail/invitation";
  private static final String ACCOUNT = "/signup/invitation";
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, LINK, call -> steps.opened(call, this::showLink))
        .page(Method.POST, LINK, call -> steps.sent(call, LINK, this::enterLink))
        .page(Method.GET, ACCOUNT, call -> steps.opened(call, this::showAccount))
        .page(Method.POST, ACCOUNT, call -> steps.sent(call, ACCOUNT, this::accept));
  }

  private View linkView(Asked asked, Message error) {
    return new MailLinkView(
        asked,
        steps.frame(asked, LINK, Optional.empty()).withoutWork(),
        asked.url(LINK),
        "signup.invitation",
        true,
        List.of(new Button("continue", Message.of("signup.invitation.continue"))),
        Message.NONE,
        error);
  }

  private Answer showLink(Asked asked) {
    return steps.show(asked, linkView(asked, Message.NONE));
  }

  private Answer enterLink(Sent sent) {
    Asked asked = sent.asked();
    return sent.field("code")
        .flatMap(PresentedCode::of)
        .flatMap(
            code ->
                code.request()
                    .flatMap(
                        id ->
                            signUps
                                .checkInvitation(id, code.code())
                                .map(address -> Step.proved(id, code.code(), address.text()))))
        .map(proved -> Steps.go(asked, steps.url(asked, ACCOUNT, Kind.INVITED, proved)))
        .orElseGet(
            () -> steps.again(asked, linkView(asked, Message.of("signup.invitation.wrong"))));
  }

  private View accountView(Asked asked, String sealed, Step step, String username, Errors errors) {
    Optional<Caller.User> user = users.find(asked.call());
    String page = Steps.stepUrl(asked, ACCOUNT, sealed);
    return new NewAccountView(
        asked,
        steps.frame(asked, ACCOUNT, Optional.of(sealed)).withoutWork(),
        page,
        "signup.invited",
        username,
        Optional.empty(),
        Message.of("signup.invited.address", step.text()),
        user.map(Caller.User::username),
        signUps.isInviting(),
        user.isEmpty() ? Optional.of(login(asked, sealed)) : Optional.empty(),
        errors);
  }

  /**
   * Returns the path of the log-in page, for invited people who already have an account. After the
   * log-in, the user returns to the invitation.
   */
  private String login(Asked asked, String sealed) {
    return LoggedInUsers.login(requests, asked, "%s?%s=%s".formatted(ACCOUNT, Steps.STEP, sealed));
  }

  private Answer showAccount(Asked asked) {
    return steps
        .open(Kind.INVITED, asked, steps.step(asked))
        .map(
            step ->
                steps.show(
                    asked,
                    accountView(asked, steps.step(asked).orElseThrow(), step, "", Errors.NONE)))
        .orElseGet(() -> steps.ended(asked, LINK));
  }

  private Answer accept(Sent sent) {
    return steps
        .open(Kind.INVITED, sent.asked(), sent.step())
        .map(step -> sent.isDecided("join") ? join(sent.asked(), step) : create(sent, step))
        .orElseGet(() -> steps.ended(sent.asked(), LINK));
  }

  private Answer create(Sent sent, Step step) {
    Asked asked = sent.asked();
    Call call = asked.call();
    if (!signUps.isInviting()) {
      return steps.message(asked, FORBIDDEN, "signup.closed");
    }
    Newcomer newcomer =
        new Newcomer(
            sent.field("username").orElse(""),
            sent.field("password").orElse(""),
            Steps.client(call, Priority.REGISTRATION),
            Steps.network(call));
    return switch (signUps.accept(step.request(), step.code(), newcomer)) {
      case Accepted.InviterGone _ -> inviterGone(asked);
      case Accepted.TooManyRoles _ -> tooManyRoles(asked);
      case Accepted.TooManyOrganizations _ -> tooManyOrganizations(asked);
      case Accepted.Answered(var outcome) ->
          signUp.registered(
              asked,
              outcome,
              newcomer,
              errors ->
                  accountView(asked, sent.step().orElseThrow(), step, newcomer.username(), errors));
    };
  }

  private Answer inviterGone(Asked asked) {
    return steps.message(asked, FORBIDDEN, "signup.inviter-gone");
  }

  private Answer tooManyRoles(Asked asked) {
    return steps.message(asked, CONFLICT, "signup.too-many-roles");
  }

  private Answer tooManyOrganizations(Asked asked) {
    return steps.message(asked, CONFLICT, "signup.too-many-organizations");
  }

  private Answer join(Asked asked, Step step) {
    Optional<Caller.User> user = users.find(asked.call());
    if (user.isEmpty()) { // the log-in has ended in the meantime
      return Steps.go(asked, login(asked, steps.sealed().seal(Kind.INVITED, asked, step)));
    }
    return switch (signUps.join(
        step.request(), step.code(), user.get(), Steps.network(asked.call()))) {
      case DONE -> steps.message(asked, OK, "signup.joined");
      case INVALID_CODE -> steps.ended(asked, LINK);
      case NOT_INVITED -> steps.message(asked, FORBIDDEN, "signup.not-invited");
      case INVITER_GONE -> inviterGone(asked);
      case TOO_MANY_ROLES -> tooManyRoles(asked);
      case TOO_MANY_ORGANIZATIONS -> tooManyOrganizations(asked);
    };
  }
}
