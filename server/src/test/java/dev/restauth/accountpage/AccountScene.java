package dev.restauth.accountpage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.role.RoleScene;
import java.time.Duration;
import java.util.Map;

/** Browsers on the account pages of a server whose accounts have the password {@code python}. */
record AccountScene(TestServer server, SetClock clock) {
  static final String FIREFOX =
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  TestBrowser browser() {
    return new TestBrowser(server.calls());
  }

  TestBrowser loggedIn(String username, String... headers) {
    TestBrowser browser = browser();
    Reply reply = enter(browser, browser.get("/login"), username, headers);
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    assertThat(reply.header("location")).hasValue("/account");
    return browser;
  }

  Reply enter(TestBrowser browser, Reply page, String username, String... headers) {
    return browser.submit(page, Map.of("username", username, "password", "python"), headers);
  }

  /** Returns a browser that is logged in with the password and an app code. */
  TestBrowser loggedIn(String username, FactorScene.App app) {
    TestBrowser browser = browser();
    prove(browser, browser.get("/login"), username, app, "/account");
    return browser;
  }

  /** Logs in on a page with the password and an app code, and continues to a path. */
  void prove(
      TestBrowser browser, Reply page, String username, FactorScene.App app, String expected) {
    clock.move(Duration.ofSeconds(90));
    Reply half = enter(browser, page, username);
    assertThat(half.status()).as(half.body()).isEqualTo(303);
    Reply done =
        browser.submit(
            browser.follow(half), Map.of("code", new FactorScene(server, clock).code(app.totp())));
    assertThat(done.status()).as(done.body()).isEqualTo(303);
    assertThat(done.header("location")).hasValue(expected);
  }

  /** Adds a passkey to an account that has an authenticator app. */
  void addPasskey(String username, FactorScene.App app) {
    FactorScene factors = new FactorScene(server, clock);
    String token = RoleScene.bearer(factors.token(username, app));
    JsonNode begun =
        FactorScene.ok(
                factors.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token))
            .json();
    JsonNode created = new SoftAuthenticator().create(begun.get("publicKey"));
    assertThat(new PasskeyScene(factors).register(begun, created, token).status()).isEqualTo(200);
  }

  /** Moves the clock until every session's latest proof of identity is too old. */
  void laterThanAProof() {
    clock.move(Duration.ofMinutes(6));
  }

  static String location(Reply redirect) {
    assertThat(redirect.status()).as(redirect.body()).isEqualTo(303);
    return redirect.header("location").orElseThrow();
  }

  static Reply ok(Reply page) {
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    return page;
  }
}
