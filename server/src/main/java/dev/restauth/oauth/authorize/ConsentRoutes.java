package dev.restauth.oauth.authorize;

import dev.restauth.blocking.Blocking;
import dev.restauth.browser.BrowserSession;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.authorize.AuthorizationCodes.Question;
import dev.restauth.oauth.authorize.SealedRequests.Begun;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Message;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The routes of the page on which a user consents to an application's request (RFC 6749 section
 * 10.2, RFC 8252 section 8.6).
 */
final class ConsentRoutes implements RouteTable.Routes {
  static final String PATH = "/consent";

  private static final String ALLOW = "allow";
  private static final String CANCEL = "cancel";

  private final AuthorizationEndpoint endpoint;
  private final AuthorizationCodes codes;
  private final BrowserSessions sessions;
  private final FormTokens tokens;
  private final Function<Long, Optional<String>> usernames;

  ConsentRoutes(
      AuthorizationEndpoint endpoint,
      AuthorizationCodes codes,
      BrowserSessions sessions,
      FormTokens tokens,
      Function<Long, Optional<String>> usernames) {
    this.endpoint = endpoint;
    this.codes = codes;
    this.sessions = sessions;
    this.tokens = tokens;
    this.usernames = usernames;
  }

  @Override
  public void declare(RouteTable table) {
    table.page(Method.GET, PATH, this::ask).page(Method.POST, PATH, this::decide);
  }

  private Answer ask(Call call) {
    Blocking.begin();
    Optional<String> sealed = call.queryForm().flatMap(form -> form.one(SealedRequests.PARAMETER));
    return switch (endpoint.open(call, sealed)) {
      case PresentedRequest.Good(Begun begun) -> ask(call, begun, sealed.orElseThrow());
      case PresentedRequest.Refused(Answer page) -> page;
    };
  }

  private Answer ask(Call call, Begun begun, String sealed) {
    Optional<BrowserSession> session = sufficient(call, begun);
    if (session.isEmpty()) {
      return endpoint.advance(call, begun);
    }
    Optional<Question> question = codes.question(begun.request(), session.get().accountId());
    if (question.isEmpty()) {
      return AuthorizationEndpoint.notRegistered(call);
    }
    Optional<AuthorizationError> refusal = question.get().refusal();
    if (refusal.isPresent()) {
      return endpoint.refused(call, begun.request(), refusal.get());
    }
    return question.get().mustAsk()
        ? page(call, session.get(), question.get(), sealed)
        : endpoint.advance(call, begun);
  }

  private Optional<BrowserSession> sufficient(Call call, Begun begun) {
    Optional<BrowserSession> session = sessions.find(call);
    return session.filter(_ -> LoginRule.judge(begun, session) == LoginRule.ENOUGH);
  }

  private Answer page(Call call, BrowserSession session, Question question, String sealed) {
    call.locales().concern(session.accountId());
    RedirectUris.Match match = question.match();
    ConsentView view =
        new ConsentView(
            question.client().name(),
            usernames.apply(session.accountId()).orElse(""),
            ScopeWords.of(question.consented()),
            question.audience(),
            recipient(match),
            warning(match),
            sealed,
            call.pathOf(PATH),
            tokens.browser(call).token(about(session, sealed, question)));
    return call.page(200, view).allowingFormToLeave();
  }

  /**
   * Returns the text to which the form token is bound. The form is valid only for one request, in
   * one log-in and one browser, and only for the scopes, resources and recipient that the page
   * shows: an operator may change the client while the user reads the page.
   */
  private static String about(BrowserSession session, String sealed, Question question) {
    String shown =
        String.join(" ", question.consented())
            + "\n"
            + String.join(" ", question.audience())
            + "\n"
            + question.match().uri();
    return "consent " + session.id() + " " + Sha256.textOf(sealed + "\n" + shown);
  }

  private static String recipient(RedirectUris.Match match) {
    URI uri = URI.create(match.uri());
    return switch (match.target()) {
      case WEB, LOOPBACK -> uri.getRawAuthority();
      case APP -> uri.getScheme() + ":";
    };
  }

  private static Optional<Message> warning(RedirectUris.Match match) {
    return switch (match.target()) {
      case WEB -> Optional.empty();
      case LOOPBACK -> Optional.of(Message.of("authorize.consent.loopback"));
      case APP -> Optional.of(Message.of("authorize.consent.app"));
    };
  }

  private Answer decide(Call call) {
    Blocking.begin();
    Form form =
        call.form()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.INVALID_PARAMETER.because(
                            "The form of this page is expected.")));
    Optional<String> sealed = form.one(SealedRequests.PARAMETER);
    return switch (endpoint.open(call, sealed)) {
      case PresentedRequest.Good(Begun begun) -> decide(call, begun, sealed.orElseThrow(), form);
      case PresentedRequest.Refused(Answer page) -> page;
    };
  }

  private Answer decide(Call call, Begun begun, String sealed, Form form) {
    Optional<BrowserSession> session = sufficient(call, begun);
    if (session.isEmpty()) {
      return endpoint.advance(call, begun);
    }
    Optional<Question> question = codes.question(begun.request(), session.get().accountId());
    if (question.isEmpty()) {
      return AuthorizationEndpoint.notRegistered(call);
    }
    Optional<AuthorizationError> refusal = question.get().refusal();
    if (refusal.isPresent()) {
      return endpoint.refused(call, begun.request(), refusal.get());
    }
    String about = about(session.get(), sealed, question.get());
    if (!tokens.accepts(call, form.one(FormTokens.FIELD), about)) {
      return Answer.problem(
          ProblemType.CROSS_ORIGIN_CREDENTIALS.because(
              "The form was not made for this log-in, or the application was changed meanwhile."));
    }
    List<String> decision = form.all("decision");
    if (decision.equals(List.of(ALLOW))) {
      return endpoint.issue(call, begun, session.get(), true);
    }
    return decision.equals(List.of(CANCEL))
        ? endpoint.error(
            call, begun.request(), AuthorizationError.ACCESS_DENIED, "The user did not allow it.")
        : Answer.problem(ProblemType.INVALID_PARAMETER.because("The form has no decision."));
  }
}
