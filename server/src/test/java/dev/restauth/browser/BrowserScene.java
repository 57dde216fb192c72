package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.session.ClientGrant;
import dev.restauth.session.SessionRow;
import dev.restauth.session.SessionRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** Browsers at a server whose accounts have the password {@code python}. */
record BrowserScene(TestServer server) {
  TestBrowser browser() {
    return new TestBrowser(server.calls());
  }

  /** Sends name and password with the page's form. */
  Reply enter(TestBrowser browser, String path, String username, String password) {
    return browser.submit(browser.get(path), Map.of("username", username, "password", password));
  }

  TestBrowser loggedIn(String username) {
    TestBrowser browser = browser();
    Reply reply = enter(browser, "/login", username, "python");
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    assertThat(isLoggedIn(browser)).isTrue();
    return browser;
  }

  boolean isLoggedIn(TestBrowser browser) {
    Reply page = browser.get("/account");
    assertThat(page.status()).isIn(200, 303);
    return page.body().contains("<h1>You are signed in</h1>");
  }

  /** Returns the id of an account's newest browser session. */
  String session(String username) {
    long account = server.account(username).id();
    return server
        .store()
        .reading(tx -> new BrowserSessionRows(tx).of(account, tx.now()).getFirst().id());
  }

  /** Returns the number of session rows of an account. */
  int rows(String username) {
    long account = server.account(username).id();
    return server
        .store()
        .<Integer>reading(tx -> new BrowserSessionRows(tx).of(account, Instant.EPOCH).size());
  }

  /** Begins a client's session within the account's browser session, and returns its id. */
  String client(String username, boolean offline) {
    String id = "client" + server.store().<Instant>reading(tx -> tx.now()).toEpochMilli() + offline;
    String browserSession = session(username);
    server
        .store()
        .inTransaction(
            tx -> {
              Instant now = tx.now().truncatedTo(ChronoUnit.MICROS);
              return new SessionRows(tx)
                  .add(
                      new SessionRow(
                          id,
                          server.account(username).id(),
                          server.account(username).generation(),
                          "password",
                          now,
                          now,
                          now.plusSeconds(3_600),
                          "127.0.0.1",
                          Optional.empty(),
                          Optional.empty(),
                          Optional.of("openid"),
                          Optional.empty(),
                          Optional.of(
                              new ClientGrant(
                                  "app",
                                  Optional.empty(),
                                  Optional.of(browserSession),
                                  offline,
                                  Optional.empty()))));
            });
    return id;
  }

  boolean isLive(String session) {
    return server
        .store()
        .reading(tx -> new SessionRows(tx).findLive(session, tx.now()))
        .isPresent();
  }
}
