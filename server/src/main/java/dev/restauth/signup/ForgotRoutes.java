package dev.restauth.signup;

import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.LoginRequests;
import dev.restauth.email.AskedCodes.Ask;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.Mailer;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.recovery.PasswordResets;
import dev.restauth.recovery.PasswordResets.Checked;
import dev.restauth.recovery.PasswordResets.Outcome;
import dev.restauth.recovery.ResetTarget;
import dev.restauth.signup.MailLinkView.Button;
import dev.restauth.signup.SealedSteps.Kind;
import dev.restauth.signup.SealedSteps.Step;
import dev.restauth.signup.Steps.Sent;
import dev.restauth.work.SignUpWork;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pages for a forgotten password: requesting a mail, entering its code or its link, setting the
 * password. {@link PasswordResets} does the work, as for {@code POST /api/password-resets}.
 *
 * @param sender the address from which mails come
 */
record ForgotRoutes(Steps steps, PasswordResets resets, Mailer mailer, Optional<String> sender)
    implements RouteTable.Routes {
  /** The path of the page on which users request the mail. */
  static final String FORGOT = "/forgot";

  /** The path of the page that asks for the code. */
  static final String CODE = "/forgot/code";

  private static final String PASSWORD = "/forgot/password";
  private static final String DONE = "/forgot/done";
  private static final String LINK = "/mail/reset";

  private static final String USERNAME = "username";

  /** The separator between the id of an account and its name. */
  private static final String ID_ENDS = " ";

  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final int NOT_IMPLEMENTED = 501;

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, FORGOT, this::showAsk)
        .page(Method.POST, FORGOT, this::ask)
        .page(Method.GET, CODE, this::showCode)
        .page(Method.POST, CODE, this::enterCode)
        .page(Method.GET, PASSWORD, this::showPassword)
        .page(Method.POST, PASSWORD, this::setPassword)
        .page(Method.GET, DONE, call -> steps.opened(call, this::done))
        .page(Method.GET, LINK, this::showLink)
        .page(Method.POST, LINK, this::enterLink);
  }

  private Answer showAsk(Call call) {
    return steps.opened(
        call,
        asked ->
            mailer.isConfigured()
                ? steps.show(asked, askView(asked, hint(asked), Message.NONE))
                : noMail(asked));
  }

  private static String hint(Asked asked) {
    return asked.wanted().flatMap(LoginRequests.Wanted::loginHint).orElse("");
  }

  private Answer noMail(Asked asked) {
    return steps.message(asked, NOT_IMPLEMENTED, "recovery.no-mail");
  }

  private View askView(Asked asked, String typed, Message error) {
    return new AskView(
        asked,
        steps.frame(asked, FORGOT, Optional.empty()),
        asked.url(FORGOT),
        "recovery.ask",
        typed,
        false,
        error);
  }

  private Answer ask(Call call) {
    return steps.sent(
        call, FORGOT, sent -> mailer.isConfigured() ? ask(sent) : noMail(sent.asked()));
  }

  private Answer ask(Sent sent) {
    Asked asked = sent.asked();
    Optional<String> typed = sent.field(USERNAME);
    if (typed.isEmpty()) {
      return steps.again(asked, askView(asked, "", Message.of("recovery.ask.missing")));
    }
    return ask(sent, typed.get(), error -> askView(asked, typed.get(), error));
  }

  /** Requests a mail. The answer does not show whether an account exists. */
  private Answer ask(Sent sent, String typed, Function<Message, View> again) {
    Asked asked = sent.asked();
    if (!steps.work().accepts(sent.field(SignUpWork.FORM_FIELD))) {
      return steps.again(asked, again.apply(Steps.WORK_MISSING));
    }
    Call call = asked.call();
    HashRequest client = Steps.client(call, Priority.RETURNING);
    return switch (resets.ask(
        ResetTarget.of(typed), Steps.network(call), client.source(), steps.language(asked))) {
      case Ask.Started(String request) ->
          Steps.go(
              asked,
              steps.url(asked, CODE, Kind.RESET_ASKED, steps.sealed().asked(request, typed)));
      case Ask.Throttled(Duration retryAfter) ->
          steps.throttled(asked, again.apply(Steps.TOO_MANY_MAILS), retryAfter);
    };
  }

  /**
   * The page that asks for the code from a mail. The user sees it after requesting a mail, or after
   * undoing a change of the address.
   */
  private record Waiting(Asked asked, String sealed, Step step, boolean again) {}

  private Optional<Waiting> waiting(Asked asked, Optional<String> sealed) {
    return steps
        .open(Kind.RESET_ASKED, asked, sealed)
        .map(step -> new Waiting(asked, sealed.orElseThrow(), step, true))
        .or(
            () ->
                steps
                    .open(Kind.RESET_BY_UNDO, asked, sealed)
                    .map(step -> new Waiting(asked, sealed.orElseThrow(), step, false)));
  }

  private View codeView(Waiting waiting, Message error) {
    Asked asked = waiting.asked();
    return new MailedCodeView(
        asked,
        steps.frame(asked, CODE, Optional.of(waiting.sealed())),
        Steps.stepUrl(asked, CODE, waiting.sealed()),
        waiting.again() ? "recovery.code" : "recovery.undone",
        sender,
        waiting.again()
            ? Optional.of(steps.sealed().secondsToWait(waiting.step()))
            : Optional.empty(),
        error);
  }

  private Answer showCode(Call call) {
    return steps.opened(
        call,
        asked ->
            waiting(asked, steps.step(asked))
                .map(waiting -> steps.show(asked, codeView(waiting, Message.NONE)))
                .orElseGet(() -> steps.ended(asked, FORGOT)));
  }

  private Answer enterCode(Call call) {
    return steps.sent(
        call,
        CODE,
        sent ->
            waiting(sent.asked(), sent.step())
                .map(
                    waiting ->
                        sent.isDecided("again") && waiting.again()
                            ? askAgain(sent, waiting)
                            : enterCode(sent, waiting))
                .orElseGet(() -> steps.ended(sent.asked(), FORGOT)));
  }

  private Answer askAgain(Sent sent, Waiting waiting) {
    long seconds = steps.sealed().secondsToWait(waiting.step());
    return seconds > 0
        ? steps.throttled(
            sent.asked(),
            codeView(waiting, Message.of("signup.code.early")),
            Duration.ofSeconds(seconds))
        : ask(sent, waiting.step().text(), error -> codeView(waiting, error));
  }

  private Answer enterCode(Sent sent, Waiting waiting) {
    Asked asked = sent.asked();
    Optional<String> text = sent.field("code");
    if (text.isEmpty()) {
      return steps.again(asked, codeView(waiting, Steps.CODE_MISSING));
    }
    return PresentedCode.of(text.get())
        .flatMap(
            code -> proved(asked, code.request().orElse(waiting.step().request()), code.code()))
        .orElseGet(() -> steps.again(asked, codeView(waiting, Steps.WRONG_CODE)));
  }

  /** Continues with a correct code; empty if the code is not correct. */
  private Optional<Answer> proved(Asked asked, String request, String code) {
    return switch (resets.check(request, code)) {
      case Checked.Correct(long accountId, String username) ->
          Optional.of(
              Steps.go(
                  asked,
                  steps.url(
                      asked,
                      PASSWORD,
                      Kind.RESET_PROVED,
                      Step.proved(request, code, accountId + ID_ENDS + username))));
      case Checked.Excluded _ -> Optional.of(excluded(asked));
      case Checked.InvalidCode _ -> Optional.empty();
    };
  }

  /**
   * Opens the step of a user who has proved that they can read the mailbox. From then on, the pages
   * are in the language of the account.
   */
  private Optional<Step> proved(Asked asked, Optional<String> sealed) {
    return steps
        .open(Kind.RESET_PROVED, asked, sealed)
        .map(
            step -> {
              String[] account = step.text().split(ID_ENDS, 2);
              asked.call().locales().concern(Long.parseLong(account[0]));
              return Step.proved(step.request(), step.code(), account[1]);
            });
  }

  private Answer excluded(Asked asked) {
    return steps.message(asked, CONFLICT, "recovery.excluded");
  }

  private View passwordView(Asked asked, String sealed, Step step, Message error) {
    return new NewPasswordView(
        asked,
        steps.frame(asked, PASSWORD, Optional.of(sealed)).withoutWork(),
        Steps.stepUrl(asked, PASSWORD, sealed),
        "recovery.password",
        step.text(),
        error);
  }

  private Answer showPassword(Call call) {
    return steps.opened(
        call,
        asked ->
            proved(asked, steps.step(asked))
                .map(
                    step ->
                        steps.show(
                            asked,
                            passwordView(
                                asked, steps.step(asked).orElseThrow(), step, Message.NONE)))
                .orElseGet(() -> steps.ended(asked, FORGOT)));
  }

  private Answer setPassword(Call call) {
    return steps.sent(
        call,
        PASSWORD,
        sent ->
            proved(sent.asked(), sent.step())
                .map(step -> setPassword(sent, step))
                .orElseGet(() -> steps.ended(sent.asked(), FORGOT)));
  }

  private Answer setPassword(Sent sent, Step step) {
    Asked asked = sent.asked();
    Function<Message, View> view =
        error -> passwordView(asked, sent.step().orElseThrow(), step, error);
    Optional<String> password = sent.field("password");
    if (password.isEmpty()) {
      return steps.again(asked, view.apply(Message.of("signup.password.empty")));
    }
    return switch (resets.reset(
        step.request(),
        step.code(),
        password.get(),
        Steps.client(asked.call(), Priority.RETURNING),
        steps.language(asked))) {
      case Outcome.Done _ -> Steps.go(asked, steps.inThisLanguage(asked, DONE));
      case Outcome.InvalidCode _ -> steps.ended(asked, FORGOT);
      case Outcome.Excluded _ -> excluded(asked);
      case Outcome.InvalidPassword _ ->
          steps.again(asked, view.apply(steps.refusal(password.get(), step.text())));
      case Outcome.Busy _ -> steps.busy(asked, view.apply(Steps.BUSY));
    };
  }

  private Answer done(Asked asked) {
    return steps.message(asked, OK, "recovery.done");
  }

  private View linkView(Asked asked, Message error) {
    return new MailLinkView(
        asked,
        steps.frame(asked, LINK, Optional.empty()).withoutWork(),
        asked.url(LINK),
        "recovery.reset",
        true,
        List.of(new Button("continue", Message.of("recovery.reset.continue"))),
        Message.NONE,
        error);
  }

  private Answer showLink(Call call) {
    return steps.opened(call, asked -> steps.show(asked, linkView(asked, Message.NONE)));
  }

  private Answer enterLink(Call call) {
    return steps.sent(
        call,
        LINK,
        sent ->
            sent.field("code")
                .flatMap(PresentedCode::of)
                .flatMap(
                    code ->
                        code.request()
                            .flatMap(request -> proved(sent.asked(), request, code.code())))
                .orElseGet(
                    () ->
                        steps.again(
                            sent.asked(),
                            linkView(sent.asked(), Message.of("recovery.link.wrong")))));
  }

  /** Returns the path of the page that asks for a mailed code, after an undo has sent the mail. */
  static String afterUndo(Steps steps, Asked asked, String request) {
    return steps.url(asked, CODE, Kind.RESET_BY_UNDO, steps.sealed().asked(request, ""));
  }
}
