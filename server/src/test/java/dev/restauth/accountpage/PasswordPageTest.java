package dev.restauth.accountpage;

import static dev.restauth.accountpage.AccountScene.location;
import static dev.restauth.accountpage.AccountScene.ok;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.role.RoleScene;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The password page in a browser without scripts. */
@ExtendWith(QuietLogs.class)
class PasswordPageTest {
  private static final String PASSWORD = "/account/password";

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("account-failures", "2")).withAccount("susan", "python");

  private final AccountScene scene = new AccountScene(server, clock);
  private final FactorScene factors = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(factors);

  private static Reply change(TestBrowser browser, Reply page, String current, String wanted) {
    return browser.submit(page, Map.of("current-password", current, "new-password", wanted));
  }

  private int logIn(String password) {
    return server.calls().get("/api/token", HttpCalls.basic("susan", password)).status();
  }

  @Test
  void changesThePasswordAndContinuesInANewSession() {
    TestBrowser browser = scene.loggedIn("susan");
    TestBrowser other = scene.loggedIn("susan");
    Reply page = ok(browser.get(PASSWORD));
    assertThat(page.body())
        .contains("autocomplete=\"current-password\"", "autocomplete=\"new-password\"")
        .contains("autocomplete=\"username\"", "value=\"susan\"");
    String before = browser.cookie("restauth").orElseThrow();
    Reply done = change(browser, page, "python", "monty");
    assertThat(location(done)).startsWith("/account?done=password-changed&for=");
    assertThat(ok(browser.follow(done)).body()).contains("Your password has been changed.");
    assertThat(browser.cookie("restauth")).isPresent().get().isNotEqualTo(before);
    assertThat(other.get("/account").status()).isEqualTo(303);
    assertThat(scene.browser().with("restauth", before).get("/account").status()).isEqualTo(303);
    assertThat(logIn("python")).isEqualTo(401);
    assertThat(logIn("monty")).isEqualTo(200);
    assertThat(change(browser, page, "monty", "python").status())
        .as("the form of the session that has ended")
        .isEqualTo(403);
  }

  @Test
  void showsTheMistake() {
    TestBrowser browser = scene.loggedIn("susan");
    Reply page = ok(browser.get(PASSWORD));
    Reply wrong = change(browser, page, "wrong", "monty");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.body())
        .contains("The current password is wrong.")
        .doesNotContain("value=\"wrong\"", "monty");
    assertThat(change(browser, page, "python", "").status()).isEqualTo(422);
    assertThat(change(browser, page, "", "monty").status()).isEqualTo(422);
    assertThat(change(browser, page, "python", "\u0007").body())
        .contains("nobody can see, such as a control character");
    assertThat(browser.post(PASSWORD, Map.of("current-password", "python")).status())
        .isEqualTo(403);
    Reply throttled = wrong;
    for (int i = 0; i < 60 && throttled.status() == 422; i++) {
      throttled = change(browser, page, "wrong", "monty");
    }
    assertThat(throttled.status()).isEqualTo(429);
    assertThat(throttled.header("retry-after")).isPresent();
    assertThat(logIn("monty")).isNotEqualTo(200);
  }

  @Test
  void withASecondFactorItNeedsARecentProofOfBoth() {
    FactorScene.App app = factors.enrol("susan");
    TestBrowser browser = scene.loggedIn("susan", app);
    Reply page = ok(browser.get(PASSWORD));
    scene.laterThanAProof();
    String login = location(change(browser, page, "python", "monty"));
    assertThat(login).startsWith("/login?request=own.");
    assertThat(logIn("monty")).isEqualTo(401);
    assertThat(location(browser.get(PASSWORD))).startsWith("/login?request=own.");
    scene.prove(browser, browser.get(login), "susan", app, PASSWORD);
    Reply done = change(browser, ok(browser.get(PASSWORD)), "python", "monty");
    assertThat(ok(browser.follow(done)).body()).contains("Your password has been changed.");
    assertThat(browser.get("/account/factors/totp").status())
        .as("the new session has both proofs")
        .isEqualTo(200);
  }

  private void withoutPassword(SoftAuthenticator first) {
    passkeys.registered("susan", first);
    String token = RoleScene.bearer(passkeys.token(first));
    SoftAuthenticator second = new SoftAuthenticator();
    JsonNode begun =
        FactorScene.ok(
                factors.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token))
            .json();
    FactorScene.ok(passkeys.register(begun, second.create(begun.get("publicKey")), token));
    assertThat(factors.call("DELETE", "/api/me/password", Optional.empty(), token).status())
        .isEqualTo(204);
  }

  private static Reply byPasskey(TestBrowser browser, Reply page, SoftAuthenticator phone) {
    Map<String, String> hidden = TestBrowser.hidden(page);
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("form_token", hidden.getOrDefault("form_token", ""));
    Optional.ofNullable(hidden.get("request")).ifPresent(each -> body.put("login", each));
    JsonNode options = ok(browser.json("/login/passkey/options", body.toString())).json();
    body.put("request", options.get("request").asText());
    body.set("credential", phone.get(options.get("publicKey")));
    return ok(browser.json("/login/passkey", body.toString()));
  }

  private static String link(Reply page, String id) {
    return Pattern.compile("id=\"" + id + "\" class=\"[a-z]*\" href=\"([^\"]*)\"")
        .matcher(page.body())
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  @Test
  void anAccountWithoutAPasswordSetsOneAfterALogInWithAPasskey() {
    SoftAuthenticator phone = new SoftAuthenticator();
    withoutPassword(phone);
    TestBrowser browser = scene.browser();
    byPasskey(browser, browser.get("/login"), phone);
    Reply page = ok(browser.get(PASSWORD));
    assertThat(page.body())
        .contains("<h1>Set a password</h1>", "autocomplete=\"new-password\"")
        .doesNotContain("autocomplete=\"current-password\"");
    assertThat(browser.submit(page, Map.of("new-password", "")).status()).isEqualTo(422);
    assertThat(browser.submit(page, Map.of("new-password", "\u0007")).status()).isEqualTo(422);
    scene.laterThanAProof();
    Reply refused = browser.submit(page, Map.of("new-password", "monty"));
    assertThat(location(refused)).isEqualTo(PASSWORD);
    Reply old = ok(browser.follow(refused));
    assertThat(old.body()).contains("id=\"use-passkey\"", "id=\"use-code\"");
    assertThat(hasPassword()).isFalse();
    byPasskey(browser, browser.get(link(old, "use-passkey")), phone);
    Reply done = browser.submit(ok(browser.get(PASSWORD)), Map.of("new-password", "monty"));
    assertThat(location(done)).startsWith("/account?done=password-added&for=");
    assertThat(ok(browser.follow(done)).body()).contains("Your account has a password again.");
    assertThat(hasPassword()).isTrue();
    assertThat(browser.submit(page, Map.of("new-password", "other")).status())
        .as("the form of the session that has ended")
        .isEqualTo(403);
  }

  /**
   * An account without a password and without a factor, such as an adopted account. Its user can
   * set a password with a mail.
   */
  @Test
  void anAccountWithoutAPasswordAndAFactorGetsOneByMail() {
    TestBrowser browser = scene.loggedIn("susan");
    server
        .store()
        .<Integer>inTransaction(
            tx ->
                tx.sql()
                    .change("UPDATE account SET password_hash = NULL WHERE username = 'susan'"));
    server.restart();
    Reply page = ok(browser.get(PASSWORD));
    assertThat(page.body()).contains("You can set one with a mail", "href=\"/forgot\"");
  }

  private boolean hasPassword() {
    return server.account("susan").passwordHash().isPresent();
  }

  @Test
  void aNewPasswordMakesTheProofOfTheFactorNoNewer() {
    FactorScene.App app = factors.enrol("susan");
    TestBrowser browser = scene.loggedIn("susan", app);
    clock.move(Duration.ofMinutes(4));
    Reply done = change(browser, ok(browser.get(PASSWORD)), "python", "monty");
    assertThat(location(done)).startsWith("/account?done=password-changed");
    ok(browser.get("/account/factors/totp"));
    clock.move(Duration.ofMinutes(2));
    assertThat(location(browser.get("/account/factors/totp"))).startsWith("/login?request=own.");
  }

  @Test
  void passwordManagersFindIt() {
    assertThat(location(scene.browser().get("/.well-known/change-password"))).isEqualTo(PASSWORD);
  }
}
