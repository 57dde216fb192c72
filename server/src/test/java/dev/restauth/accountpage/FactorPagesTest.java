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
import dev.restauth.factor.Totp;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.passkey.SoftAuthenticator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The second factor pages in a browser without scripts. */
@ExtendWith(QuietLogs.class)
class FactorPagesTest {
  private static final String FACTORS = "/account/factors";
  private static final String TOTP = FACTORS + "/totp";
  private static final String PASSKEYS = FACTORS + "/passkeys";

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "http://localhost:5000"))
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final AccountScene scene = new AccountScene(server, clock);
  private final FactorScene factors = new FactorScene(server, clock);

  private static List<String> codes(Reply page) {
    return Pattern.compile("<li><code>([^<]*)</code></li>")
        .matcher(page.body())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static Totp totp(Reply page) {
    MatchResult key =
        Pattern.compile("id=\"key\">([^<]*)<")
            .matcher(page.body())
            .results()
            .findFirst()
            .orElseThrow();
    return FactorScene.totp(key.group(1).replace(" ", ""));
  }

  private boolean hasApp(String username) {
    long id = server.account(username).id();
    return server
        .store()
        .<Boolean>reading(
            tx ->
                tx.sql()
                    .one("SELECT account_id FROM totp WHERE account_id = ?", _ -> true, id)
                    .isPresent());
  }

  @Test
  void setsUpAnApp() {
    TestBrowser browser = scene.loggedIn("susan");
    TestBrowser other = scene.loggedIn("susan");
    assertThat(ok(browser.get(FACTORS)).body())
        .contains("Your account has no second factor", "id=\"add-app\"")
        .doesNotContain("value=\"new-codes\"");
    Reply page = ok(browser.get(TOTP));
    assertThat(page.body())
        .contains("src=\"data:image/svg+xml;base64,", "autocomplete=\"one-time-code\"")
        .contains("href=\"otpauth://totp/");
    Reply wrong = browser.submit(page, Map.of("code", "000000"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(totp(wrong).secret()).as("the same secret").isEqualTo(totp(page).secret());
    assertThat(browser.submit(page, Map.of()).status()).isEqualTo(422);

    String before = browser.cookie("restauth").orElseThrow();
    String code = factors.code(totp(page));
    Reply made = ok(browser.submit(wrong, Map.of("code", code)));
    assertThat(codes(made)).hasSize(10);
    assertThat(made.body()).contains("id=\"stored\"", "All other sessions have ended.");
    assertThat(made.header("cache-control")).hasValue("no-store");
    assertThat(browser.cookie("restauth")).isPresent().get().isNotEqualTo(before);
    assertThat(other.get("/account").status()).isEqualTo(303);

    assertThat(browser.submit(wrong, Map.of("code", code)).status())
        .as("loaded again, by the form of the session that has ended")
        .isEqualTo(403);
    assertThat(ok(browser.get(FACTORS)).body())
        .contains("id=\"app\"", "You have 10 recovery codes left.")
        .doesNotContain(codes(made).getFirst());
    factors.nextStep();
    assertThat(factors.logIn("susan", factors.code(totp(page))).status()).isEqualTo(200);
    assertThat(factors.logIn("susan", codes(made).getFirst()).status()).isEqualTo(200);
  }

  @Test
  void aFormIsValidOnceAndForItsAccount() {
    FactorScene.App app = factors.enrol("susan");
    TestBrowser browser = scene.loggedIn("susan", app);
    Reply page = ok(browser.get(TOTP));
    Reply second = ok(browser.get(TOTP));
    factors.nextStep();
    Map<String, String> code = Map.of("code", factors.code(totp(page)));
    Reply made = ok(browser.submit(page, code));
    assertThat(codes(made)).as("there were codes already").isEmpty();
    assertThat(browser.submit(page, code).body()).contains("<h1>Begin again</h1>");
    assertThat(browser.submit(second, Map.of("code", factors.code(totp(second)))).body())
        .as("a second tab")
        .contains("<h1>Begin again</h1>");
    TestBrowser thief = scene.loggedIn("david");
    assertThat(thief.post(TOTP, TestBrowser.hidden(page)).status()).isEqualTo(403);
    assertThat(hasApp("david")).isFalse();
  }

  @Test
  void needsARecentProof() {
    TestBrowser browser = scene.loggedIn("susan", factors.enrol("susan"));
    Reply list = ok(browser.get(FACTORS));
    scene.laterThanAProof();
    assertThat(location(browser.get(TOTP))).startsWith("/login?request=own.");
    assertThat(location(browser.submit(list, "value=\"new-codes\"", Map.of())))
        .startsWith("/login?request=own.");
    assertThat(hasApp("susan")).isTrue();
  }

  @Test
  void removesTheAppAndMakesNewCodes() {
    FactorScene.App app = factors.enrol("susan");
    TestBrowser browser = scene.loggedIn("susan", app);
    Reply list = ok(browser.get(FACTORS));
    Reply made = ok(browser.submit(list, "value=\"new-codes\"", Map.of()));
    assertThat(codes(made)).hasSize(10).doesNotContainAnyElementsOf(app.recoveryCodes());
    scene.laterThanAProof();
    assertThat(location(browser.submit(list, "value=\"new-codes\"", Map.of())))
        .startsWith("/login?request=own.");
    String login = location(browser.submit(list, "value=\"remove-app\"", Map.of()));
    scene.prove(browser, browser.get(login), "susan", app, FACTORS);
    Reply removed = browser.submit(list, "value=\"remove-app\"", Map.of());
    assertThat(ok(browser.follow(removed)).body())
        .contains("The authenticator app has been removed.", "no second factor");
    assertThat(hasApp("susan")).isFalse();
  }

  @Test
  void addsNamesAndRemovesPasskeys() {
    TestBrowser browser = scene.loggedIn("susan");
    Reply list = ok(browser.get(FACTORS));
    String token =
        TestBrowser.hidden(TestBrowser.form(list, "add-passkey")).getOrDefault("form_token", "");
    SoftAuthenticator phone = new SoftAuthenticator();
    JsonNode begun = options(browser, token);
    assertThat(register(browser, token, begun, phone, "\u202e").status()).isEqualTo(422);
    Reply added = register(browser, token, begun, phone, "<i>Phone</i>");
    assertThat(added.status()).as(added.body()).isEqualTo(200);
    assertThat(added.json().get("recovery_codes")).hasSize(10);
    String next = added.json().get("location").asText();
    Reply named = ok(browser.get(next));
    assertThat(named.body())
        .contains("The passkey has been added.", "<bdi>&lt;i&gt;Phone&lt;/i&gt;</bdi>")
        .doesNotContain("<i>");
    ok(browser.get(TOTP)); // the proofs of the new session include the passkey
  }

  private static JsonNode options(TestBrowser browser, String token) {
    Reply reply = browser.json(PASSKEYS + "/options", "{\"form_token\":\"" + token + "\"}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json();
  }

  private static Reply register(
      TestBrowser browser, String token, JsonNode begun, SoftAuthenticator phone, String name) {
    ObjectNode body = new ObjectMapper().createObjectNode();
    body.put("form_token", token).put("request", begun.get("request").asText()).put("name", name);
    body.set("credential", phone.create(begun.get("publicKey")));
    return browser.json(PASSKEYS, body.toString());
  }

  /**
   * A phishing page can get a code from an authenticator app. On an account with a passkey, such a
   * code is therefore too weak to change the factors. A recovery code is strong enough.
   */
  @Test
  void withAPasskeyACodeIsTooWeakButARecoveryCodeIsNot() {
    FactorScene.App app = factors.enrol("susan");
    scene.addPasskey("susan", app);

    TestBrowser browser = scene.loggedIn("susan", app);
    Reply list = ok(browser.get(FACTORS));
    assertThat(location(browser.submit(list, "value=\"remove-app\"", Map.of())))
        .startsWith("/login?request=own.");
    assertThat(hasApp("susan")).isTrue();
    String login =
        Pattern.compile("id=\"use-code\" href=\"([^\"]*)\"")
            .matcher(list.body())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    Reply half = scene.enter(browser, browser.get(login), "susan");
    Reply done =
        browser.submit(browser.follow(half), Map.of("code", app.recoveryCodes().getFirst()));
    assertThat(location(done)).startsWith("/login/recovered?request=own.");
    assertThat(ok(browser.follow(done)).body()).contains("href=\"" + FACTORS + "\"");
    assertThat(location(browser.submit(list, "value=\"remove-app\"", Map.of())))
        .startsWith(FACTORS + "?done=app-removed");

    Reply renamed =
        browser.submit(ok(browser.get(FACTORS)), "value=\"rename-passkey\"", Map.of("name", "Key"));
    assertThat(ok(browser.follow(renamed)).body()).contains("<bdi>Key</bdi>");
    assertThat(
            browser
                .submit(
                    ok(browser.get(FACTORS)),
                    "value=\"rename-passkey\"",
                    Map.of("name", "x".repeat(65)))
                .status())
        .isEqualTo(422);
    Reply removed = browser.submit(ok(browser.get(FACTORS)), "value=\"remove-passkey\"", Map.of());
    assertThat(ok(browser.follow(removed)).body())
        .contains("The passkey has been removed.", "no second factor");
  }

  @Test
  void theScriptGetsThePageForAFurtherProof() {
    TestBrowser browser = scene.loggedIn("susan");
    Reply list = ok(browser.get(FACTORS));
    String token =
        TestBrowser.hidden(TestBrowser.form(list, "add-passkey")).getOrDefault("form_token", "");
    String body = "{\"form_token\":\"" + token + "\"}";
    assertThat(browser.json(PASSKEYS + "/options", "{\"form_token\":\"x\"}").status())
        .isEqualTo(403);
    assertThat(scene.loggedIn("david").json(PASSKEYS + "/options", body).status()).isEqualTo(403);
    scene.laterThanAProof();
    assertThat(browser.json(PASSKEYS + "/options", body).json().get("location").asText())
        .startsWith("/login?request=own.");
    browser.submit(ok(browser.get("/account")), "id=\"log-out\"", Map.of());
    assertThat(browser.json(PASSKEYS + "/options", body).json().get("location").asText())
        .isEqualTo(FACTORS);
  }
}
