package dev.restauth.browser;

import dev.restauth.challenge.Challenges;
import dev.restauth.email.AskedCodes.Ask;
import dev.restauth.enrolment.EnrolmentCodes;
import dev.restauth.enrolment.EnrolmentCodes.MailboxUse;
import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Message;
import java.time.Duration;
import java.util.Optional;

/**
 * The page for a user who has given the correct password, and who must have a second factor but has
 * none. A thief may have the password. The page therefore asks for a code from the mailbox or from
 * the operator before the user can set up an app. {@code POST /api/enrolments} requires the same
 * code.
 */
record EnrolPageRoutes(
    LoginPages pages, Challenges challenges, SealedAttempts attempts, EnrolmentCodes codes)
    implements RouteTable.Routes {
  static final String PATH = "/login/enrol";

  private static final int OK = 200;

  @Override
  public void declare(RouteTable table) {
    table.page(Method.GET, PATH, this::show).page(Method.POST, PATH, this::change);
  }

  private Answer show(Call call) {
    Optional<String> sealed = LoginPages.query(call, LoginPages.REQUEST);
    return enrolling(call, sealed, LoginPages.query(call, LoginPages.ATTEMPT))
        .map(
            each ->
                each.enrolment().proved()
                    ? app(each)
                    : pages.page(OK, each.asked(), view(each, Message.NONE)))
        .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed)));
  }

  private Optional<Enrolling> enrolling(
      Call call, Optional<String> sealed, Optional<String> attempt) {
    return Enrolling.of(call, pages, attempts, challenges, sealed, attempt);
  }

  private static Answer app(Enrolling each) {
    return Answer.seeOther(each.asked().url(EnrolAppRoutes.PATH, each.attempt()));
  }

  private EnrolView view(Enrolling each, Message error) {
    return new EnrolView(
        each.asked(),
        error,
        each.asked()
            .browser()
            .token(LoginPages.about(PATH, each.asked().sealed(), Optional.of(each.attempt()))),
        each.attempt(),
        each.mailed().isPresent(),
        codes.canMail(each.enrolment()),
        codes.mailboxUse(each.enrolment()).equals(Optional.of(MailboxUse.PASSWORD_RESET)));
  }

  private Answer change(Call call) {
    Form form =
        pages
            .forms()
            .read(
                call,
                each ->
                    LoginPages.about(
                        PATH, each.one(LoginPages.REQUEST), each.one(LoginPages.ATTEMPT)));
    Optional<String> sealed = form.one(LoginPages.REQUEST);
    return pages
        .decided(call, form, sealed)
        .orElseGet(
            () ->
                enrolling(call, sealed, form.one(LoginPages.ATTEMPT))
                    .map(each -> change(call, each, form))
                    .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed))));
  }

  private Answer change(Call call, Enrolling each, Form form) {
    if (each.enrolment().proved()) {
      return app(each); // the browser sent the form twice
    }
    return form.one("mail").isPresent()
        ? mail(call, each)
        : prove(each, form.one("code").map(String::strip).orElse(""));
  }

  private Answer mail(Call call, Enrolling each) {
    Optional<Ask> ask =
        codes.canMail(each.enrolment())
            ? codes.mail(
                each.enrolment(),
                Network.of(call.client().address()).text(),
                LoginPages.client(call).source(),
                pages.texts().language(call))
            : Optional.empty();
    return ask.map(outcome -> mailed(each, outcome))
        .orElseGet(() -> Answer.seeOther(each.asked().url(PATH, each.attempt())));
  }

  private Answer mailed(Enrolling each, Ask outcome) {
    return switch (outcome) {
      case Ask.Started(String request) ->
          Answer.seeOther(each.asked().url(PATH, each.mailed(attempts, request)));
      case Ask.Throttled(Duration retryAfter) ->
          pages.throttled(
              each.asked(), view(each, Message.of("account.enrol.no-mail")), retryAfter);
    };
  }

  /**
   * Checks a code. An operator's code contains a dot, because it includes its request id. A mailed
   * code belongs to the request of this browser.
   */
  private Answer prove(Enrolling each, String code) {
    if (code.isEmpty()) {
      return again(each, Message.of("account.enrol.missing"));
    }
    boolean byOperator = code.indexOf('.') >= 0;
    boolean proved =
        byOperator
            ? codes.prove(each.enrolment(), Optional.empty(), code)
            : each.mailed().isPresent() && codes.prove(each.enrolment(), each.mailed(), code);
    return proved ? app(each) : again(each, Message.of("account.enrol.wrong"));
  }

  private Answer again(Enrolling each, Message error) {
    return pages.page(LoginPages.again(), each.asked(), view(each, error));
  }
}
