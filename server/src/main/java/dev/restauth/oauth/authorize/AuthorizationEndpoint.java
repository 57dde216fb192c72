package dev.restauth.oauth.authorize;

import dev.restauth.browser.BrowserSession;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.oauth.authorize.AuthorizationCodes.Outcome;
import dev.restauth.oauth.authorize.SealedRequests.Begun;
import dev.restauth.oauth.client.Clients;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.page.FormTokens;
import java.util.Optional;

/**
 * Processes an authorization request from its beginning to its answer. Each page checks the request
 * again, so the order of the pages does not matter. Neither the back button nor a second tab can
 * skip a page. Thread-safe.
 */
final class AuthorizationEndpoint {
  private static final int BAD_REQUEST = 400;

  private final Issuer issuer;
  private final Clients clients;
  private final SealedRequests requests;
  private final FormTokens tokens;
  private final BrowserSessions sessions;
  private final AuthorizationCodes codes;
  private final AuthorizationCounts counts;

  AuthorizationEndpoint(
      Issuer issuer,
      Clients clients,
      SealedRequests requests,
      FormTokens tokens,
      BrowserSessions sessions,
      AuthorizationCodes codes,
      AuthorizationCounts counts) {
    this.issuer = issuer;
    this.clients = clients;
    this.requests = requests;
    this.tokens = tokens;
    this.sessions = sessions;
    this.codes = codes;
    this.counts = counts;
  }

  /** Begins the processing of a checked request. Sets the browser's cookie, if it has none. */
  Answer begin(Call call, AuthorizationRequest request) {
    FormTokens.Browser browser = tokens.browser(call);
    return browser.remember(advance(call, requests.begin(request, browser.binding())));
  }

  /** Processes a request as far as possible without its user. */
  Answer advance(Call call, Begun begun) {
    Optional<BrowserSession> session = sessions.find(call);
    return switch (LoginRule.judge(begun, session)) {
      case ENOUGH -> issue(call, begun, session.orElseThrow(), false);
      case LOG_IN ->
          interrupt(
              call,
              begun,
              "/login",
              AuthorizationError.LOGIN_REQUIRED,
              "The user has to log in, which prompt=none forbids.");
      case STEP_UP ->
          interrupt(
              call,
              begun,
              "/login",
              AuthorizationError.INTERACTION_REQUIRED,
              "The user has to be authenticated better, which prompt=none forbids.");
    };
  }

  /**
   * Issues a code, if the log-in and the consent suffice.
   *
   * @param yes whether the user has just consented to exactly this request
   */
  Answer issue(Call call, Begun begun, BrowserSession session, boolean yes) {
    Network from = Network.of(call.client().address());
    return switch (codes.issue(begun, session, yes, from)) {
      case Outcome.Issued(String code) -> {
        counts.issued();
        yield begun.request().answer().code(call, code, issuer.text());
      }
      case Outcome.ConsentRequired() ->
          interrupt(
              call,
              begun,
              ConsentRoutes.PATH,
              AuthorizationError.CONSENT_REQUIRED,
              "The user has to be asked, which prompt=none forbids.");
      case Outcome.LoginEnded() ->
          interrupt(
              call,
              begun,
              "/login",
              AuthorizationError.LOGIN_REQUIRED,
              "The user has to log in, which prompt=none forbids.");
      case Outcome.Used() ->
          error(
              call,
              begun.request(),
              AuthorizationError.INVALID_REQUEST_URI,
              "This request_uri was used: push the request again.");
      case Outcome.Refused(AuthorizationError error) -> refused(call, begun.request(), error);
      case Outcome.ClientGone() -> notRegistered(call);
    };
  }

  /** Sends the error to the client whose scopes or resources no longer permit its request. */
  Answer refused(Call call, AuthorizationRequest request, AuthorizationError error) {
    return error(
        call,
        request,
        error,
        error == AuthorizationError.INVALID_TARGET
            ? "A resource that was asked for is no longer registered for this client."
            : "This client can get none of the scopes that it asked for; offline_access needs prompt=consent.");
  }

  /**
   * Sends the browser to a page on which its user continues. If the client has forbidden pages
   * ({@code prompt=none}), sends an error to the client instead.
   */
  private Answer interrupt(
      Call call, Begun begun, String page, AuthorizationError silently, String why) {
    if (begun.request().isSilent()) {
      return error(call, begun.request(), silently, why);
    }
    return requests
        .seal(begun)
        .map(text -> Answer.seeOther(call.pathOf(SealedRequests.path(page, text))))
        .orElseGet(
            () ->
                error(
                    call,
                    begun.request(),
                    AuthorizationError.INVALID_REQUEST,
                    "The request is too long: push it to /oauth/par (RFC 9126), and send its request_uri."));
  }

  /** Sends an error to the client of a request. */
  Answer error(
      Call call, AuthorizationRequest request, AuthorizationError error, String description) {
    return error(call, request.answer(), error, description);
  }

  Answer error(Call call, Destination to, AuthorizationError error, String description) {
    counts.failed(error);
    return to.error(call, error, description, issuer.text());
  }

  /** Opens a sealed request, and checks that its answer may still be sent to the client. */
  PresentedRequest open(Call call, Optional<String> sealed) {
    String binding = tokens.browser(call).binding();
    Optional<Begun> begun = sealed.flatMap(text -> requests.find(text, binding));
    if (begun.isEmpty()) {
      return new PresentedRequest.Refused(refusal(call, "ended"));
    }
    call.locales().request(begun.get().request().uiLocale());
    return isRegistered(begun.get().request())
        ? new PresentedRequest.Good(begun.get())
        : new PresentedRequest.Refused(notRegistered(call));
  }

  private boolean isRegistered(AuthorizationRequest request) {
    Destination answer = request.answer();
    return clients
        .find(request.clientId())
        .filter(
            client ->
                RedirectUris.match(
                        client,
                        answer.given() ? Optional.of(answer.redirectUri()) : Optional.empty())
                    .filter(match -> match.uri().equals(answer.redirectUri()))
                    .isPresent())
        .isPresent();
  }

  /** Returns the page for a redirect URI to which no answer may be sent. */
  static Answer notRegistered(Call call) {
    return refusal(call, "not-registered");
  }

  /**
   * Returns the page for a request whose answer cannot be sent to any client.
   *
   * @param name the word after {@code authorize.} in the names of the page's texts, such as {@code
   *     ended}
   */
  static Answer refusal(Call call, String name) {
    return call.page(BAD_REQUEST, RefusalView.of(name));
  }
}
