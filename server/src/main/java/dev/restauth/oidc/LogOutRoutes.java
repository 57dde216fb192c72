package dev.restauth.oidc;

import dev.restauth.browser.BrowserSession;
import dev.restauth.browser.BrowserSessions;
import dev.restauth.event.Network;
import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.client.Clients;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Forms;
import dev.restauth.page.MessageView;
import dev.restauth.page.Pages;
import dev.restauth.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The routes for log-outs that a client begins (OpenID Connect RP-Initiated Logout 1.0). A page
 * asks the user for confirmation, and the page's form ends the browser session. The page asks even
 * if the request contains a valid {@code id_token_hint}. Otherwise, anybody who has an old ID token
 * of a user could log that user out with a link.
 *
 * @param texts the languages of pages
 * @param usernames finds the user name of an active account
 */
record LogOutRoutes(
    Store store,
    BrowserSessions sessions,
    Clients clients,
    IdTokenReader hints,
    FormTokens tokens,
    Pages texts,
    LongFunction<Optional<String>> usernames)
    implements RouteTable.Routes {
  static final String PATH = "/oauth/logout";

  private static final String CONFIRMED = PATH + "/confirm";
  private static final String DONE = "/logout/done";
  private static final int OK = 200;

  @Override
  public void declare(RouteTable table) {
    table
        .page(Method.GET, PATH, this::ask)
        .route(Method.POST, PATH, Access.ALL, this::asGet)
        .page(Method.POST, CONFIRMED, this::logOut)
        .page(Method.GET, DONE, this::done);
  }

  /**
   * Redirects a request that a client's page has posted, so that the browser repeats the request
   * with GET. A browser sends no cookies with a form from another site (SameSite=Lax).
   */
  private Answer asGet(Call call) {
    LogOutRequest request = LogOutRequest.read(call.form()).ofRegistered(clients);
    return Answer.seeOther(call.pathOf(PATH) + request.query());
  }

  private Answer ask(Call call) {
    LogOutRequest request = LogOutRequest.read(call.queryForm());
    Optional<String> redirect = request.redirect(clients, hints);
    Optional<String> username =
        sessions.findLive(call).map(BrowserSession::accountId).flatMap(usernames::apply);
    if (username.isEmpty()) {
      return Answer.seeOther(redirect.orElseGet(() -> call.pathOf(DONE)));
    }
    FormTokens.Browser browser = tokens.browser(call);
    LogOutView view =
        new LogOutView(
            username.get(),
            request.wantsRedirect() && redirect.isEmpty(),
            call.pathOf(CONFIRMED),
            browser.token(about(request)),
            fields(request));
    Answer page = browser.remember(call.page(OK, view));
    return redirect.isPresent() ? page.allowingFormToLeave() : page;
  }

  private static List<LogOutView.Field> fields(LogOutRequest request) {
    return request.parameters().entrySet().stream()
        .map(each -> new LogOutView.Field(each.getKey(), each.getValue()))
        .toList();
  }

  /** The text to which the form's token is bound. */
  private static String about(LogOutRequest request) {
    return PATH + request.query();
  }

  private Answer logOut(Call call) {
    Optional<Form> form = Forms.sent(call);
    LogOutRequest request = LogOutRequest.read(form);
    Optional<String> token = form.flatMap(each -> each.one(FormTokens.FIELD));
    if (!tokens.accepts(call, token, about(request))) {
      throw new ProblemException(
          ProblemType.CROSS_ORIGIN_CREDENTIALS.because(
              "This server did not make this form, or made it for another browser."));
    }
    call.locales().request(request.locales());
    String done = doneInThisLanguage(call);
    sessions.findLive(call).ifPresent(session -> end(call, session));
    return Answer.seeOther(request.redirect(clients, hints).orElse(done))
        .with(BrowserSessions.removed(), call);
  }

  /**
   * Returns the path of the page after the log-out. If necessary, the path contains the language,
   * because the request for that page no longer identifies the user.
   */
  private String doneInThisLanguage(Call call) {
    return texts.inThisLanguage(call, call.pathOf(DONE));
  }

  private void end(Call call, BrowserSession session) {
    Optional<Network> from = Optional.of(Network.of(call.client().address()));
    store.inTransaction(tx -> sessions.end(tx, session, from));
  }

  private Answer done(Call call) {
    return call.page(OK, MessageView.of("browser.logged-out", Optional.empty()));
  }
}
