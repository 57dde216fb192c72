package dev.restauth.browser;

import dev.restauth.event.Network;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import dev.restauth.page.Forms;
import dev.restauth.page.Message;
import dev.restauth.page.MessageView;
import dev.restauth.store.Store;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The routes through which a logged-in user opens their account page or logs out of this server.
 *
 * @param usernames finds the user name of an account
 */
record SignedInRoutes(
    Store store, BrowserSessions sessions, Forms forms, LongFunction<Optional<String>> usernames)
    implements RouteTable.Routes {
  private static final int OK = 200;

  @Override
  public void declare(RouteTable table) {
    table.page(Method.POST, BrowserFeature.LOG_OUT, this::logOut);
  }

  /** Returns the name of the logged-in user. */
  Optional<String> username(BrowserSession session) {
    return usernames.apply(session.accountId());
  }

  /** Returns the redirect to the account page; empty if the browser is not logged in. */
  Optional<Answer> page(Call call) {
    return sessions.find(call).map(_ -> Answer.seeOther(call.pathOf(LoginPages.ACCOUNT)));
  }

  private Answer logOut(Call call) {
    var _ = forms.read(call, _ -> BrowserFeature.LOG_OUT);
    Optional<BrowserSession> session = sessions.findLive(call);
    session.ifPresent(
        found -> {
          call.locales().concern(found.accountId());
          var _ =
              store.inTransaction(
                  tx -> sessions.end(tx, found, Optional.of(Network.of(call.client().address()))));
        });
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
