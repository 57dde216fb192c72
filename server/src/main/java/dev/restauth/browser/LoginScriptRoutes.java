package dev.restauth.browser;

import dev.restauth.assurance.Authentication;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.LoginPages.Finished;
import dev.restauth.challenge.Challenges.Pending;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.FieldNames;
import dev.restauth.http.JsonBody;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.job.Lazy;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Message;
import dev.restauth.page.StaticFile;
import dev.restauth.passkey.PagePasskeys;
import dev.restauth.passkey.PasskeyLogins.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * The routes for the script on the log-in pages. The script uses a passkey as the only proof or as
 * the second factor. The script sends JSON that contains the form token. The answer contains the
 * URL at which the browser continues, or a sentence to show to the user.
 *
 * @param factors finds the challenge of a log-in whose second factor is missing
 */
record LoginScriptRoutes(
    LoginPages pages,
    FactorPageRoutes factors,
    Optional<PagePasskeys> passkeys,
    Lazy<StaticFile> script,
    Lazy<StaticFile> linkScript)
    implements RouteTable.Routes {
  /** The path of the script. */
  static final String SCRIPT = "/login.js";

  private static final String PASSKEY = "/login/passkey";

  /**
   * The member with the encrypted request for which the user logs in. The member {@code request}
   * contains the WebAuthn request.
   */
  private static final String LOGIN = "login";

  /**
   * The separator between a WebAuthn request and the text that binds the request to the browser.
   * Neither contains a dot.
   */
  private static final String BOUND_BY = ".";

  private static final Message REFUSED = Message.of("browser.script.refused");

  private static final int TOO_MANY = 429;

  /** The path of the script for the links in mails. */
  static final String LINK_SCRIPT = "/login-link.js";

  /** A short caching time, because the script may change with each version of the program. */
  private static final String CACHE_CONTROL = "max-age=300";

  LoginScriptRoutes(LoginPages pages, FactorPageRoutes factors, Optional<PagePasskeys> passkeys) {
    this(
        pages,
        factors,
        passkeys,
        new Lazy<>(() -> StaticFile.script(LoginScriptRoutes.class, "login.js")),
        new Lazy<>(() -> StaticFile.script(LoginScriptRoutes.class, "login-link.js")));
  }

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.POST, PASSKEY + "/options", this::options)
        .page(Method.POST, PASSKEY, this::logIn)
        .route(Method.GET, SCRIPT, Access.ALL, call -> answer(script, call))
        .route(Method.GET, LINK_SCRIPT, Access.ALL, call -> answer(linkScript, call));
  }

  private static Answer answer(Lazy<StaticFile> script, Call call) {
    return script.get().answer(call).with(FieldNames.CACHE_CONTROL, CACHE_CONTROL);
  }

  /**
   * A log-in of the calling browser.
   *
   * @param attempt the encrypted challenge of the log-in that the passkey completes; empty if the
   *     passkey is the only proof
   * @param pending the log-in that the passkey completes
   */
  private record Begun(
      PagePasskeys passkeys, Asked asked, Optional<String> attempt, Optional<Pending> pending) {
    /**
     * Binds a WebAuthn request to this browser and this log-in, like all encrypted texts on pages.
     * Otherwise a stranger could complete their own request with their passkey, and make another
     * browser log in with the result.
     */
    String bind(String request) {
      return request + BOUND_BY + asked.browser().token(about(request));
    }

    /** Returns the WebAuthn request; empty if it is not bound to this browser and this log-in. */
    Optional<String> unbound(FormTokens tokens, String presented) {
      int end = presented.lastIndexOf(BOUND_BY);
      return Optional.of(presented.substring(0, Math.max(0, end)))
          .filter(
              request ->
                  tokens.accepts(
                      asked.call(), Optional.of(presented.substring(end + 1)), about(request)));
    }

    private String about(String request) {
      return LoginPages.about(PASSKEY, asked.sealed(), attempt) + " " + request;
    }
  }

  /** A step of a log-in. Returns the answer for the script. */
  private interface Step {
    Answer of(Begun begun);
  }

  private Answer with(Call call, JsonBody body, Step step) {
    Optional<String> sealed = body.find(LOGIN);
    Optional<String> attempt = body.find(LoginPages.ATTEMPT);
    pages
        .forms()
        .require(
            call,
            body.find(FormTokens.FIELD),
            attempt.isPresent()
                ? FactorPageRoutes.about(sealed, attempt)
                : LoginPageRoutes.about(sealed));
    if (passkeys.isEmpty()) {
      return Answer.problem(
          ProblemType.PASSKEYS_NOT_CONFIGURED.because(
              "This server does not know the domain of its passkeys."));
    }
    Optional<Asked> asked = pages.asked(call, sealed);
    Optional<Pending> pending =
        asked.flatMap(each -> attempt.flatMap(half -> factors.pending(half, each)));
    return asked.isEmpty() || pending.isPresent() != attempt.isPresent()
        ? sentence(call, LoginPages.again(), Message.of("browser.script.ended"))
        : step.of(new Begun(passkeys.get(), asked.get(), attempt, pending));
  }

  private Answer options(Call call) {
    JsonBody body = call.json().only(FormTokens.FIELD, LOGIN, LoginPages.ATTEMPT);
    return with(call, body, begun -> begun.passkeys().options(begun.pending(), begun::bind));
  }

  private Answer logIn(Call call) {
    JsonBody body =
        call.json()
            .only(
                FormTokens.FIELD,
                LOGIN,
                LoginPages.ATTEMPT,
                LoginPages.REQUEST,
                "credential",
                FactorPageRoutes.REMEMBER);
    return with(
        call,
        body,
        begun ->
            begun
                .unbound(pages.forms().tokens(), body.string(LoginPages.REQUEST))
                .map(request -> logIn(begun, request, body))
                .orElseGet(() -> again(begun.asked(), REFUSED)));
  }

  private Answer logIn(Begun begun, String request, JsonBody body) {
    Call call = begun.asked().call();
    return answer(
        call,
        begun.asked(),
        begun.passkeys().logIn(request, body, begun.pending(), LoginPages.client(call)),
        begun.pending().isPresent() && body.flag(FactorPageRoutes.REMEMBER));
  }

  private Answer answer(Call call, Asked asked, Outcome outcome, boolean isRemembered) {
    return switch (outcome) {
      case Outcome.LoggedIn(Authentication authentication) ->
          finish(call, asked, authentication, isRemembered);
      case Outcome.Refused _ -> again(asked, REFUSED);
      case Outcome.Throttled(Duration retryAfter) ->
          sentence(call, TOO_MANY, LoginPages.THROTTLED)
              .with(
                  FieldNames.RETRY_AFTER,
                  Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds())));
    };
  }

  private Answer finish(
      Call call, Asked asked, Authentication authentication, boolean isRemembered) {
    return switch (pages.finish(call, asked, authentication)) {
      case Finished.LoggedIn(String location, var cookie) -> {
        Answer next = Answer.json(200, json -> json.text("location", location)).with(cookie, call);
        yield isRemembered ? factors.remembering(call, authentication, next) : next;
      }
      case Finished.OtherAccount _ -> again(asked, Message.of("browser.script.other-account"));
      case Finished.TooWeak _ -> again(asked, Message.of("browser.script.too-weak"));
      case Finished.Changed _ -> again(asked, LoginPages.CHANGED);
    };
  }

  private Answer again(Asked asked, Message text) {
    return sentence(asked.call(), LoginPages.again(), text);
  }

  private Answer sentence(Call call, int status, Message text) {
    String sentence = pages.texts().texts(call).text(text);
    return Answer.json(status, json -> json.text("error", sentence));
  }
}
