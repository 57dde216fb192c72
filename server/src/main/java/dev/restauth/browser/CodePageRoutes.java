package dev.restauth.browser;

import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.browser.CodeRequests.CodeRequest;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.LoginPages.Finished;
import dev.restauth.crypto.ConstantTime;
import dev.restauth.email.AskedCodes.Ask;
import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.logincode.LoginCodes;
import dev.restauth.logincode.LoginCodes.Proved;
import dev.restauth.mail.EmailAddress;
import dev.restauth.page.Message;
import dev.restauth.password.HashRequest;
import dev.restauth.work.SignUpWork;
import java.time.Duration;
import java.util.Optional;

/**
 * The pages for a log-in with a mailed code. The pages decide nothing themselves: {@link
 * LoginCodes} mails and checks codes as for {@code POST /api/login-codes}, with the same limits.
 *
 * @param codes log-ins with mailed codes; empty if the operator does not allow such log-ins
 * @param missing continues the log-in if a second factor is needed
 * @param work the proof of work that each mail requires
 */
record CodePageRoutes(
    LoginPages pages,
    Optional<LoginCodes> codes,
    CodeRequests requests,
    MissingFactor missing,
    SignUpWork work)
    implements RouteTable.Routes {
  private static final String EMAIL = "email";
  private static final String CODE = "code";

  /**
   * The maximum length of the text in the code field. A user may paste the whole link from the
   * mail.
   */
  private static final int PRESENTED_AT_MOST = 2_048;

  private static final Message WRONG_ADDRESS = Message.of("browser.code.wrong-address");
  private static final Message TOO_MANY_MAILS = Message.of("browser.code.too-many");
  private static final Message TOO_EARLY = Message.of("browser.code.too-early");
  private static final Message MISSING = Message.of("browser.code.missing");
  private static final Message WRONG = Message.of("browser.code.wrong");
  private static final Message OTHER_REQUEST = Message.of("browser.code.other-request");
  private static final Message WORK_MISSING = Message.of("signup.work-missing");
  private static final Message EXCLUDED = Message.of("browser.code.excluded");
  private static final int OK = 200;

  /** A browser that waits for its user to enter a code. */
  private record Waiting(Asked asked, String attempt, CodeRequest code) {}

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, LoginPages.CODE, this::show)
        .page(Method.POST, LoginPages.CODE, this::ask)
        .page(Method.GET, LoginPages.ENTER_CODE, this::showEntry)
        .page(Method.POST, LoginPages.ENTER_CODE, this::enter)
        .page(Method.GET, LoginCodes.LINK, this::showLink);
  }

  private LoginCodes allowed() {
    return codes.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.NOT_FOUND.because(
                    "Log-in by mailed codes is off on this server. Its operator can set email-login.")));
  }

  private Answer show(Call call) {
    var _ = allowed();
    return pages
        .asked(call, LoginPages.query(call, LoginPages.REQUEST))
        .map(asked -> pages.page(OK, asked, view(asked, hint(asked), Message.NONE)))
        .orElseGet(() -> LoginPages.ended(call, Optional.empty()));
  }

  /**
   * Returns the address to show in the form, from the log-in hint. The hint may also be a user
   * name.
   */
  private static String hint(Asked asked) {
    return asked
        .wanted()
        .flatMap(LoginRequests.Wanted::loginHint)
        .filter(hint -> EmailAddress.of(hint).isPresent())
        .orElse("");
  }

  private AskCodeView view(Asked asked, String address, Message error) {
    return new AskCodeView(
        asked,
        address.length() > EmailAddress.BYTES_AT_MOST ? "" : address,
        error,
        asked.browser().token(about(LoginPages.CODE, asked.sealed(), Optional.empty())),
        work.challenges(asked.call()));
  }

  private static String about(String page, Optional<String> request, Optional<String> attempt) {
    return LoginPages.about(page, request, attempt);
  }

  private Answer ask(Call call) {
    var _ = allowed();
    Form form =
        pages
            .forms()
            .read(
                call,
                each -> about(LoginPages.CODE, each.one(LoginPages.REQUEST), Optional.empty()));
    Optional<String> sealed = form.one(LoginPages.REQUEST);
    Optional<Asked> asked = pages.asked(call, sealed);
    return asked
        .map(each -> pages.decided(call, form, sealed).orElseGet(() -> ask(call, form, each)))
        .orElseGet(() -> LoginPages.ended(call, Optional.empty()));
  }

  private Answer ask(Call call, Form form, Asked asked) {
    String typed = form.one(EMAIL).orElse("");
    Optional<EmailAddress> address = EmailAddress.of(typed);
    if (address.isEmpty()) {
      return pages.page(LoginPages.again(), asked, view(asked, typed, WRONG_ADDRESS));
    }
    if (!work.accepts(form.one(SignUpWork.FORM_FIELD))) {
      return pages.page(LoginPages.again(), asked, view(asked, typed, WORK_MISSING));
    }
    return switch (mail(call, address.get())) {
      case Ask.Started(String request) -> waiting(asked, request, address.get().text());
      case Ask.Throttled(Duration retryAfter) ->
          pages.throttled(asked, view(asked, typed, TOO_MANY_MAILS), retryAfter);
    };
  }

  private Ask mail(Call call, EmailAddress address) {
    return allowed()
        .ask(
            address,
            Network.of(call.client().address()),
            LoginPages.client(call).source(),
            pages.texts().language(call),
            true);
  }

  /**
   * Redirects to the page for the code. Also sets the cookie with which the browser can open the
   * link in the mail.
   */
  private Answer waiting(Asked asked, String request, String address) {
    String attempt = requests.begin(asked, request, address);
    return Answer.seeOther(asked.url(LoginPages.ENTER_CODE, LoginPages.ATTEMPT, attempt))
        .with(CodeRequests.cookie(attempt, asked.sealed()), asked.call());
  }

  private Optional<Waiting> waiting(Call call, Optional<String> sealed, Optional<String> attempt) {
    return pages
        .asked(call, sealed)
        .flatMap(
            asked ->
                attempt.flatMap(
                    each ->
                        requests.open(asked, each).map(code -> new Waiting(asked, each, code))));
  }

  private Answer showEntry(Call call) {
    var _ = allowed();
    Optional<String> sealed = LoginPages.query(call, LoginPages.REQUEST);
    return waiting(call, sealed, LoginPages.query(call, LoginPages.ATTEMPT))
        .map(waiting -> pages.page(OK, waiting.asked(), view(waiting, Message.NONE, false)))
        .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed)));
  }

  private EnterCodeView view(Waiting waiting, Message error, boolean link) {
    Asked asked = waiting.asked();
    return new EnterCodeView(
        asked,
        waiting.code().address(),
        error,
        asked
            .browser()
            .token(about(LoginPages.ENTER_CODE, asked.sealed(), Optional.of(waiting.attempt()))),
        waiting.attempt(),
        requests.left(waiting.code()).toSeconds(),
        link,
        work.challenges(asked.call()));
  }

  /**
   * Shows the page to which the link in a mail leads. Only the browser that requested the mail can
   * log in on this page.
   */
  private Answer showLink(Call call) {
    var _ = allowed();
    Optional<CodeRequests.Remembered> remembered = CodeRequests.remembered(call);
    return remembered
        .flatMap(each -> waiting(call, each.request(), Optional.of(each.attempt())))
        .map(waiting -> pages.page(OK, waiting.asked(), view(waiting, Message.NONE, true)))
        .orElseGet(() -> call.page(OK, new ForeignLinkView(call.pathOf(LoginCodes.LINK))));
  }

  private Answer enter(Call call) {
    var _ = allowed();
    Form form =
        pages
            .forms()
            .read(
                call,
                each ->
                    about(
                        LoginPages.ENTER_CODE,
                        each.one(LoginPages.REQUEST),
                        each.one(LoginPages.ATTEMPT)));
    Optional<String> sealed = form.one(LoginPages.REQUEST);
    return pages
        .decided(call, form, sealed)
        .orElseGet(
            () ->
                waiting(call, sealed, form.one(LoginPages.ATTEMPT))
                    .map(
                        waiting ->
                            form.one("decision").filter("resend"::equals).isPresent()
                                ? resend(call, form, waiting)
                                : enter(call, waiting, form.one(CODE).orElse("")))
                    .orElseGet(() -> LoginPages.ended(call, pages.asked(call, sealed))));
  }

  private Answer resend(Call call, Form form, Waiting waiting) {
    Duration wait = requests.left(waiting.code());
    if (wait.isPositive()) {
      return pages.throttled(waiting.asked(), view(waiting, TOO_EARLY, false), wait);
    }
    if (!work.accepts(form.one(SignUpWork.FORM_FIELD))) {
      return again(waiting, WORK_MISSING);
    }
    String address = waiting.code().address();
    return switch (mail(call, EmailAddress.of(address).orElseThrow())) {
      case Ask.Started(String request) -> waiting(waiting.asked(), request, address);
      case Ask.Throttled(Duration retryAfter) ->
          pages.throttled(waiting.asked(), view(waiting, TOO_MANY_MAILS, false), retryAfter);
    };
  }

  private Answer enter(Call call, Waiting waiting, String presented) {
    if (presented.isBlank()) {
      return again(waiting, MISSING);
    }
    if (presented.length() > PRESENTED_AT_MOST) {
      return again(waiting, WRONG);
    }
    String code = presented.strip();
    code = code.substring(code.indexOf('#') + 1); // the code from a complete link
    int dot = code.indexOf('.');
    if (dot >= 0 && !ConstantTime.equals(waiting.code().request(), code.substring(0, dot))) {
      return again(waiting, OTHER_REQUEST); // somebody else may have requested this link
    }
    HashRequest client = LoginPages.client(call);
    return switch (allowed().prove(waiting.code().request(), code.substring(dot + 1), client)) {
      case Proved.Enough enough -> finish(call, waiting, enough, client);
      case Proved.FactorMissing(HalfAuthentication half) ->
          go(waiting, missing.begin(waiting.asked(), half, client));
      case Proved.EnrolmentDue(HalfAuthentication half) ->
          go(waiting, missing.enrol(waiting.asked(), half, client));
      case Proved.Excluded _ -> again(waiting, EXCLUDED);
      case Proved.InvalidCode _ -> again(waiting, WRONG);
    };
  }

  private Answer again(Waiting waiting, Message error) {
    return pages.page(LoginPages.again(), waiting.asked(), view(waiting, error, false));
  }

  private Answer finish(Call call, Waiting waiting, Proved.Enough enough, HashRequest client) {
    Asked asked = waiting.asked();
    return switch (pages.finish(call, asked, enough.authentication(), enough.use())) {
      case Finished.LoggedIn(String location, var cookie) -> {
        allowed().completed(enough.account(), client);
        yield Answer.seeOther(location).with(cookie, call).with(CodeRequests.removed(), call);
      }
      case Finished.OtherAccount _ -> again(waiting, pages.otherAccount(asked));
      case Finished.TooWeak _ -> pages.tooWeak(asked);
      case Finished.Changed _ -> {
        allowed().refused(Optional.of(enough.account().id()), client);
        yield again(waiting, WRONG);
      }
    };
  }

  private Answer go(Waiting waiting, MissingFactor.Outcome outcome) {
    return switch (outcome) {
      case MissingFactor.Outcome.Other(Answer answer) ->
          answer.with(CodeRequests.removed(), waiting.asked().call());
      case MissingFactor.Outcome.OtherAccount _ ->
          again(waiting, pages.otherAccount(waiting.asked()));
      case MissingFactor.Outcome.Changed _ -> again(waiting, LoginPages.CHANGED);
    };
  }
}
