package dev.restauth.signup;

import dev.restauth.account.Account;
import dev.restauth.account.Registration.Outcome;
import dev.restauth.browser.BrowserFeature;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.email.AskedCodes.Ask;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.mail.EmailAddress;
import dev.restauth.mail.Mailer;
import dev.restauth.page.Message;
import dev.restauth.page.View;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.registration.RegistrationSettings.Mode;
import dev.restauth.registration.SignUps;
import dev.restauth.registration.SignUps.Newcomer;
import dev.restauth.signup.NewAccountView.Errors;
import dev.restauth.signup.SealedSteps.Kind;
import dev.restauth.signup.SealedSteps.Step;
import dev.restauth.signup.Steps.Sent;
import dev.restauth.work.SignUpWork;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pages on which people sign up, as the setting {@code registration} allows. {@link SignUps}
 * does the work, as for {@code POST /api/users} and {@code POST /api/registrations}. Then the
 * browser is logged in with the new password, as on the log-in page.
 *
 * @param sender the sender address of mails
 */
record SignUpRoutes(
    Steps steps, SignUps signUps, BrowserFeature browser, Mailer mailer, Optional<String> sender)
    implements RouteTable.Routes {
  /** The path of the first page of signing up. */
  static final String SIGN_UP = "/signup";

  private static final String CODE = "/signup/code";
  private static final String ACCOUNT = "/signup/account";
  private static final String USERNAME = "username";
  private static final String EMAIL = "email";
  private static final Message NO_ADDRESS = Message.of("signup.address.wrong");

  /** The maximum length of a name that the page shows again, in characters. */
  private static final int SHOWN_AT_MOST = 320;

  private static final int FORBIDDEN = 403;
  private static final int CONFLICT = 409;

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, SIGN_UP, call -> steps.opened(call, this::show))
        .page(Method.POST, SIGN_UP, call -> steps.sent(call, SIGN_UP, this::signUp))
        .page(Method.GET, CODE, call -> steps.opened(call, this::showCode))
        .page(Method.POST, CODE, call -> steps.sent(call, CODE, this::enterCode))
        .page(Method.GET, ACCOUNT, call -> steps.opened(call, this::showAccount))
        .page(Method.POST, ACCOUNT, call -> steps.sent(call, ACCOUNT, this::makeAccount));
  }

  private Answer show(Asked asked) {
    return switch (signUps.mode()) {
      case OPEN -> steps.show(asked, openView(asked, "", "", Errors.NONE));
      case VERIFIED -> steps.show(asked, addressView(asked, "", Message.NONE));
      case INVITED -> steps.message(asked, FORBIDDEN, "signup.invited-only");
      case CLOSED -> steps.message(asked, FORBIDDEN, "signup.closed");
    };
  }

  private Answer signUp(Sent sent) {
    return switch (signUps.mode()) {
      case OPEN -> open(sent);
      case VERIFIED -> ask(sent);
      case INVITED, CLOSED -> show(sent.asked());
    };
  }

  private View openView(Asked asked, String username, String email, Errors errors) {
    return new NewAccountView(
        asked,
        steps.frame(asked, SIGN_UP, Optional.empty()),
        asked.url(SIGN_UP),
        "signup.account",
        shown(username),
        Optional.of(shown(email)).filter(_ -> mailer.isConfigured()),
        Message.NONE,
        Optional.empty(),
        true,
        Optional.empty(),
        errors);
  }

  private static String shown(String typed) {
    return typed.length() > SHOWN_AT_MOST ? "" : typed;
  }

  private Answer open(Sent sent) {
    Asked asked = sent.asked();
    String username = sent.field(USERNAME).orElse("");
    Optional<String> typed = sent.field(EMAIL).filter(_ -> mailer.isConfigured());
    Function<Errors, View> view = errors -> openView(asked, username, typed.orElse(""), errors);
    Optional<EmailAddress> address = typed.flatMap(EmailAddress::of);
    if (address.isPresent() != typed.isPresent()) {
      return steps.again(asked, view.apply(Errors.email(NO_ADDRESS)));
    }
    if (!steps.work().accepts(sent.field(SignUpWork.FORM_FIELD))) {
      return steps.again(asked, view.apply(Errors.of(Steps.WORK_MISSING)));
    }
    Newcomer newcomer = newcomer(sent);
    Outcome outcome = signUps.open(newcomer, address, steps.language(asked));
    return registered(asked, outcome, newcomer, view);
  }

  private static Newcomer newcomer(Sent sent) {
    Call call = sent.asked().call();
    return new Newcomer(
        sent.field(USERNAME).orElse(""),
        sent.field("password").orElse(""),
        Steps.client(call, Priority.REGISTRATION),
        Steps.network(call));
  }

  /** Logs the browser in to the new account, or shows why there is none. */
  Answer registered(Asked asked, Outcome outcome, Newcomer newcomer, Function<Errors, View> view) {
    return switch (outcome) {
      case Outcome.Registered(Account account) ->
          asked.browser().remember(browser.logIn(asked, account.username(), newcomer.password()));
      case Outcome.NameTaken _ ->
          steps.again(asked, view.apply(Errors.username(Message.of("signup.username.taken"))));
      case Outcome.InvalidName(String reason) ->
          steps.again(asked, view.apply(Errors.username(NameRefusals.text(reason))));
      case Outcome.InvalidPassword _ ->
          steps.again(
              asked,
              view.apply(Errors.password(steps.refusal(newcomer.password(), newcomer.username()))));
      case Outcome.Throttled(Duration retryAfter) ->
          steps.throttled(
              asked, view.apply(Errors.of(Message.of("signup.too-many-accounts"))), retryAfter);
      case Outcome.MailThrottled(Duration retryAfter) ->
          steps.throttled(asked, view.apply(Errors.of(Steps.TOO_MANY_MAILS)), retryAfter);
      case Outcome.Busy _ -> steps.busy(asked, view.apply(Errors.of(Steps.BUSY)));
      case Outcome.CodeUsed _ -> steps.ended(asked, SIGN_UP);
      case Outcome.AddressTaken _ -> steps.message(asked, CONFLICT, "signup.address-taken");
    };
  }

  private View addressView(Asked asked, String typed, Message error) {
    return new AskView(
        asked,
        steps.frame(asked, SIGN_UP, Optional.empty()),
        asked.url(SIGN_UP),
        "signup.ask",
        shown(typed),
        true,
        error);
  }

  private Answer ask(Sent sent) {
    Asked asked = sent.asked();
    String typed = sent.field(EMAIL).orElse("");
    Function<Message, View> view = error -> addressView(asked, typed, error);
    return EmailAddress.of(typed)
        .map(address -> ask(sent, address, view))
        .orElseGet(() -> steps.again(asked, view.apply(NO_ADDRESS)));
  }

  /** Requests a mail. The answer does not show whether an account has the address. */
  private Answer ask(Sent sent, EmailAddress address, Function<Message, View> again) {
    Asked asked = sent.asked();
    if (!steps.work().accepts(sent.field(SignUpWork.FORM_FIELD))) {
      return steps.again(asked, again.apply(Steps.WORK_MISSING));
    }
    return switch (signUps.ask(address, Steps.network(asked.call()), steps.language(asked))) {
      case Ask.Started(String request) ->
          Steps.go(
              asked,
              steps.url(
                  asked,
                  CODE,
                  Kind.REGISTRATION_ASKED,
                  steps.sealed().asked(request, address.text())));
      case Ask.Throttled(Duration retryAfter) ->
          steps.throttled(asked, again.apply(Steps.TOO_MANY_MAILS), retryAfter);
    };
  }

  private View codeView(Asked asked, String sealed, Step step, Message error) {
    return new MailedCodeView(
        asked,
        steps.frame(asked, CODE, Optional.of(sealed)),
        Steps.stepUrl(asked, CODE, sealed),
        "signup.code",
        sender,
        Optional.of(steps.sealed().secondsToWait(step)),
        error);
  }

  private Answer showCode(Asked asked) {
    return steps
        .open(Kind.REGISTRATION_ASKED, asked, steps.step(asked))
        .map(
            step ->
                steps.show(
                    asked, codeView(asked, steps.step(asked).orElseThrow(), step, Message.NONE)))
        .orElseGet(() -> steps.ended(asked, SIGN_UP));
  }

  private Answer enterCode(Sent sent) {
    return steps
        .open(Kind.REGISTRATION_ASKED, sent.asked(), sent.step())
        .filter(_ -> signUps.mode() == Mode.VERIFIED)
        .map(step -> sent.isDecided("again") ? askAgain(sent, step) : enterCode(sent, step))
        .orElseGet(() -> steps.ended(sent.asked(), SIGN_UP));
  }

  private Answer askAgain(Sent sent, Step step) {
    Asked asked = sent.asked();
    Function<Message, View> view = error -> codeView(asked, sent.step().orElseThrow(), step, error);
    long seconds = steps.sealed().secondsToWait(step);
    return seconds > 0
        ? steps.throttled(
            asked, view.apply(Message.of("signup.code.early")), Duration.ofSeconds(seconds))
        : ask(sent, EmailAddress.of(step.text()).orElseThrow(), view);
  }

  private Answer enterCode(Sent sent, Step step) {
    Asked asked = sent.asked();
    String sealed = sent.step().orElseThrow();
    Optional<String> text = sent.field("code");
    if (text.isEmpty()) {
      return steps.again(asked, codeView(asked, sealed, step, Steps.CODE_MISSING));
    }
    return PresentedCode.of(text.get())
        .flatMap(
            code ->
                signUps
                    .check(step.request(), code.code())
                    .map(address -> Step.proved(step.request(), code.code(), address.text())))
        .map(proved -> Steps.go(asked, steps.url(asked, ACCOUNT, Kind.REGISTRATION_PROVED, proved)))
        .orElseGet(() -> steps.again(asked, codeView(asked, sealed, step, Steps.WRONG_CODE)));
  }

  private View accountView(Asked asked, String sealed, Step step, String username, Errors errors) {
    return new NewAccountView(
        asked,
        steps.frame(asked, ACCOUNT, Optional.of(sealed)).withoutWork(),
        Steps.stepUrl(asked, ACCOUNT, sealed),
        "signup.account",
        shown(username),
        Optional.empty(),
        Message.of("signup.account.address", step.text()),
        Optional.empty(),
        true,
        Optional.empty(),
        errors);
  }

  private Answer showAccount(Asked asked) {
    return steps
        .open(Kind.REGISTRATION_PROVED, asked, steps.step(asked))
        .map(
            step ->
                steps.show(
                    asked,
                    accountView(asked, steps.step(asked).orElseThrow(), step, "", Errors.NONE)))
        .orElseGet(() -> steps.ended(asked, SIGN_UP));
  }

  private Answer makeAccount(Sent sent) {
    return steps
        .open(Kind.REGISTRATION_PROVED, sent.asked(), sent.step())
        .filter(_ -> signUps.mode() == Mode.VERIFIED)
        .map(step -> makeAccount(sent, step))
        .orElseGet(() -> steps.ended(sent.asked(), SIGN_UP));
  }

  private Answer makeAccount(Sent sent, Step step) {
    Asked asked = sent.asked();
    Newcomer newcomer = newcomer(sent);
    return registered(
        asked,
        signUps.verified(step.request(), step.code(), newcomer),
        newcomer,
        errors -> accountView(asked, sent.step().orElseThrow(), step, newcomer.username(), errors));
  }
}
