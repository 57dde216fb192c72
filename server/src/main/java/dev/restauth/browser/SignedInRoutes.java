package dev.restauth.browser;

import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.FormTokens;
import dev.restauth.page.Forms;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.store.Store;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The page of a user who is logged in, and logging out of this server.
 *
 * @param usernames finds the name of an account
 */
record SignedInRoutes(
    Store store, BrowserSessions sessions, Forms forms, LongFunction<Optional<String>> usernames)
    implements RouteTable.Routes {
  private static final String LOG_OUT = "/logout";
  private static final int OK = 200;

  @Override
  public void declare(RouteTable table) {
    table.page(Method.POST, LOG_OUT, this::logOut);
  }

  /** Returns the name of the user who is logged in. */
  Optional<String> username(BrowserSession session) {
    return usernames.apply(session.accountId());
  }

  /** Returns the page; empty if the browser is not logged in. */
  Optional<Answer> page(Call call) {
    return sessions
        .find(call)
        .flatMap(session -> usernames.apply(session.accountId()))
        .map(
            username -> {
              FormTokens.Browser browser = forms.tokens().browser(call);
              SignedInView view =
                  new SignedInView(
                      call.pathOf(LoginPages.LOGIN),
                      call.pathOf(LOG_OUT),
                      username,
                      browser.token(LOG_OUT));
              return browser.remember(call.page(OK, view));
            });
  }

  private Answer logOut(Call call) {
    var _ = forms.read(call, _ -> LOG_OUT);
    Optional<BrowserSession> session = sessions.find(call);
    session.ifPresent(
        found ->
            store.inTransaction(
                tx -> sessions.end(tx, found, Optional.of(Network.of(call.client().address())))));
    return call.page(
            OK,
            MessageView.of(
                "browser.logged-out",
                Optional.of(
                    new MessageView.Link(
                        call.pathOf(LoginPages.LOGIN), Message.of("browser.sign-in")))))
        .with(BrowserSessions.removed(), call);
  }
}
