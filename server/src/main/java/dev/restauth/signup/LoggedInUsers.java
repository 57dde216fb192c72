package dev.restauth.signup;

import dev.restauth.browser.BrowserSessions;
import dev.restauth.browser.LoginPages.Asked;
import dev.restauth.browser.OwnRequests;
import dev.restauth.browser.OwnRequests.Wish;
import dev.restauth.http.Call;
import dev.restauth.http.Caller;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The users who are logged in with a browser session. Thread-safe.
 *
 * @param usernames finds the user name of an account
 */
record LoggedInUsers(BrowserSessions sessions, LongFunction<Optional<String>> usernames) {
  /** Returns the logged-in user of the browser that makes a call. */
  Optional<Caller.User> find(Call call) {
    return sessions
        .find(call)
        .flatMap(
            session ->
                usernames
                    .apply(session.accountId())
                    .map(
                        username ->
                            new Caller.User(
                                session.accountId(),
                                username,
                                session.generation(),
                                Optional.empty(),
                                Optional.empty())));
  }

  /**
   * Returns the path of the log-in page, from which the user continues to another page. The path
   * begins with the path of the public URL.
   */
  static String login(OwnRequests requests, Asked asked, String page) {
    Wish wish = new Wish(page, Instant.EPOCH, Optional.empty(), Optional.empty());
    return asked.call().pathOf(requests.login(wish, asked.browser().binding()));
  }
}
