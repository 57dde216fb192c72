package dev.restauth.browser;

import dev.restauth.assurance.Authentication;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.LoginPages.Finished;
import dev.restauth.device.RememberedDevices;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import dev.restauth.http.ClientGoneException;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.login.FactorWaiver;
import dev.restauth.login.LoginFlow;
import dev.restauth.page.Message;
import dev.restauth.passkey.PagePasskeys;
import dev.restauth.password.HashRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * The page for user name and password. The page decides nothing itself: {@link LoginFlow} checks
 * the password as for {@code POST /api/login}, with the same limits.
 *
 * @param missing continues the log-in if a second factor is needed
 * @param links the other ways to log in
 * @param passkeys log-ins with passkeys; empty if no domain for passkeys is configured
 */
record LoginPageRoutes(
    LoginPages pages,
    LoginFlow logins,
    RememberedDevices devices,
    MissingFactor missing,
    LoginLinks links,
    SignedInRoutes signedIn,
    Optional<PagePasskeys> passkeys)
    implements RouteTable.Routes {
  private static final String USERNAME = "username";

  /** The parameter with which a logged-in user asks to log in with another account. */
  private static final String OTHER = "other";

  /** The text for a refusal. It is the same for an unknown user and for a wrong password. */
  private static final Message REFUSED = Message.of("browser.login.refused");

  private static final Message MISSING = Message.of("browser.login.missing");
  private static final Message BUSY = Message.of("browser.busy");

  /**
   * The maximum length of a name that the page shows again, in characters. The longest e-mail
   * addresses are shorter.
   */
  private static final int SHOWN_AT_MOST = 320;

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final String RETRY_SECONDS = "2";

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, LoginPages.LOGIN, this::show)
        .page(Method.POST, LoginPages.LOGIN, this::logIn);
  }

  private Answer show(Call call) {
    Optional<String> sealed = LoginPages.query(call, LoginPages.REQUEST);
    Optional<Answer> present = sealed.isEmpty() ? signedIn.page(call) : Optional.empty();
    return present.orElseGet(
        () ->
            pages
                .asked(call, sealed)
                .map(
                    asked ->
                        pages.page(
                            OK,
                            asked,
                            view(
                                asked,
                                confirming(asked).orElseGet(() -> hint(asked)),
                                Message.NONE)))
                .orElseGet(() -> LoginPages.ended(call, Optional.empty())));
  }

  private static String hint(Asked asked) {
    return asked.wanted().flatMap(LoginRequests.Wanted::loginHint).orElse("");
  }

  /**
   * Returns the name of a logged-in user who only has to authenticate again. Empty in each of these
   * cases: nobody is logged in, there is no request, the request is for another account, or the
   * user wants to use another account.
   */
  private Optional<String> confirming(Asked asked) {
    return asked.sealed().isEmpty() || LoginPages.query(asked.call(), OTHER).isPresent()
        ? Optional.empty()
        : pages
            .sessions()
            .find(asked.call())
            .filter(session -> asked.accepts(session.accountId()))
            .flatMap(signedIn::username);
  }

  private LoginView view(Asked asked, String username, Message error) {
    return new LoginView(
        asked,
        username.length() > SHOWN_AT_MOST ? "" : username,
        error,
        asked.browser().token(about(asked.sealed())),
        passkeys.isPresent(),
        links,
        confirming(asked).filter(username::equals).isPresent());
  }

  /** Returns the text to which the form's token is bound. */
  static String about(Optional<String> sealed) {
    return LoginPages.about(LoginPages.LOGIN, sealed, Optional.empty());
  }

  private Answer logIn(Call call) {
    Form form = pages.forms().read(call, each -> about(each.one(LoginPages.REQUEST)));
    Optional<String> sealed = form.one(LoginPages.REQUEST);
    Optional<Asked> asked = pages.asked(call, sealed);
    return asked
        .map(each -> pages.decided(call, form, sealed).orElseGet(() -> logIn(form, each)))
        .orElseGet(() -> LoginPages.ended(call, Optional.empty()));
  }

  private Answer logIn(Form form, Asked asked) {
    String username = form.one(USERNAME).orElse("");
    Optional<String> password = form.one("password");
    if (username.isEmpty() || password.isEmpty()) {
      return again(asked, username, MISSING);
    }
    return logIn(asked, username, password.get());
  }

  /** Logs in with the password from the browser. */
  Answer logIn(Asked asked, String username, String password) {
    Call call = asked.call();
    HashRequest client = LoginPages.client(call);
    return switch (logins.logIn(username, password, client, waiver(call, asked))) {
      case LoginOutcome.LoggedIn(Caller.User user) ->
          finish(call, asked, username, user.authentication().orElseThrow());
      case LoginOutcome.FactorMissing(HalfAuthentication half) ->
          factor(asked, username, half, client);
      case LoginOutcome.EnrolmentDue(HalfAuthentication half) ->
          enrolmentDue(asked, username, half, client);
      case LoginOutcome.Refused _ -> again(asked, username, REFUSED);
      case LoginOutcome.Throttled(Duration retryAfter) ->
          pages.throttled(asked, view(asked, username, LoginPages.THROTTLED), retryAfter);
      case LoginOutcome.Busy _ ->
          pages
              .page(UNAVAILABLE, asked, view(asked, username, BUSY))
              .with(FieldNames.RETRY_AFTER, RETRY_SECONDS);
      case LoginOutcome.Gone _ ->
          throw new ClientGoneException("the browser no longer waits for the password check");
    };
  }

  /**
   * Returns the rule by which a remembered device replaces the second factor. A device never
   * replaces the factor if the application requires a new proof or a certain class. Neither does it
   * in a step-up, in which the user is already logged in.
   */
  private FactorWaiver waiver(Call call, Asked asked) {
    return asked.isContentWithAny()
        ? lacking ->
            pages.sessions().find(call).isEmpty()
                ? devices.authenticate(lacking, call)
                : Optional.empty()
        : FactorWaiver.NONE;
  }

  private Answer again(Asked asked, String username, Message error) {
    return pages.page(LoginPages.again(), asked, view(asked, username, error));
  }

  private Answer finish(Call call, Asked asked, String username, Authentication authentication) {
    return switch (pages.finish(call, asked, authentication)) {
      case Finished.LoggedIn(String location, var cookie) ->
          Answer.seeOther(location).with(cookie, call);
      case Finished.OtherAccount _ -> otherAccount(asked);
      case Finished.TooWeak _ -> pages.tooWeak(asked);
      case Finished.Changed _ -> again(asked, username, LoginPages.CHANGED);
    };
  }

  /**
   * Returns the page for a user who has authenticated, but not with the account that the request
   * names.
   */
  Answer otherAccount(Asked asked) {
    return again(asked, "", pages.otherAccount(asked));
  }

  /**
   * Continues with the page for the second factor: the password is correct, and the account has a
   * second factor.
   */
  private Answer factor(Asked asked, String username, HalfAuthentication half, HashRequest client) {
    return go(asked, username, missing.begin(asked, half, client));
  }

  /**
   * Continues with the enrolment: the password is correct, but the account must have a second
   * factor and has none.
   */
  private Answer enrolmentDue(
      Asked asked, String username, HalfAuthentication half, HashRequest client) {
    return go(asked, username, missing.enrol(asked, half, client));
  }

  private Answer go(Asked asked, String username, MissingFactor.Outcome outcome) {
    return switch (outcome) {
      case MissingFactor.Outcome.Other(Answer answer) -> answer;
      case MissingFactor.Outcome.OtherAccount _ -> otherAccount(asked);
      case MissingFactor.Outcome.Changed _ -> again(asked, username, LoginPages.CHANGED);
    };
  }
}
