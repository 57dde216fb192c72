package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Log-ins with a passkey on the log-in pages. The test sends the requests of the page's script. */
@ExtendWith(QuietLogs.class)
class PasskeyPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "http://localhost:5000"))
          .with(requests)
          .withAccount("susan", "python");

  private final BrowserScene scene = new BrowserScene(server);
  private final PasskeyScene passkeys = new PasskeyScene(new FactorScene(server, clock));

  @Test
  void logsInByPasskey() {
    SoftAuthenticator phone = new SoftAuthenticator();
    passkeys.registered("susan", phone);
    String sealed = requests.forSusan();
    TestBrowser browser = scene.browser();
    String token = TestBrowser.hidden(browser.get("/login?request=" + sealed)).get("form_token");
    String bound = "\"form_token\":\"" + token + "\",\"login\":\"" + sealed + "\"";
    Reply options = browser.json("/login/passkey/options", "{" + bound + "}");
    assertThat(options.status()).as(options.body()).isEqualTo(200);
    assertThat(options.json().get("publicKey").get("allowCredentials")).isEmpty();
    String answer =
        ",\"request\":\"%s\",\"credential\":%s"
            .formatted(
                options.json().get("request").asText(), phone.get(options.json().get("publicKey")));
    assertThat(browser.json("/login/passkey", "{\"form_token\":\"x\"" + answer + "}").status())
        .isEqualTo(403);
    Reply reply = browser.json("/login/passkey", "{" + bound + answer + "}");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().get("location").asText())
        .isEqualTo("/trial/continue?request=" + sealed);
    assertThat(scene.isLoggedIn(browser)).isTrue();
    Reply replayed = browser.json("/login/passkey", "{" + bound + answer + "}");
    assertThat(replayed.status()).isEqualTo(422);
    assertThat(replayed.json().get("error").asText()).contains("not accepted");
  }

  private static String bound(TestBrowser browser, String path) {
    Map<String, String> hidden = TestBrowser.hidden(browser.get(path));
    String bound = "\"form_token\":\"%s\"".formatted(hidden.get("form_token"));
    return hidden.containsKey("request")
        ? bound + ",\"login\":\"%s\"".formatted(hidden.get("request"))
        : bound;
  }

  /**
   * If any browser could send the passkey's response, the attacker's response could log another
   * user in to the attacker's account.
   */
  @Test
  void requestOfAPasskeyBelongsToItsBrowserAndItsLogIn() {
    SoftAuthenticator phone = new SoftAuthenticator();
    passkeys.registered("susan", phone);
    TestBrowser stranger = scene.browser();
    String theirs = bound(stranger, "/login");
    JsonNode options = stranger.json("/login/passkey/options", "{" + theirs + "}").json();
    String request = options.get("request").asText();
    String credential = ",\"credential\":" + phone.get(options.get("publicKey"));
    TestBrowser victim = scene.browser();
    for (String presented :
        List.of(request, request.substring(0, request.indexOf('.')), request + "x", ".", "x")) {
      String body = bound(victim, "/login") + ",\"request\":\"" + presented + "\"" + credential;
      Reply refused = victim.json("/login/passkey", "{" + body + "}");
      assertThat(refused.status()).as(refused.body()).isEqualTo(422);
      assertThat(refused.json().get("error").asText()).contains("not accepted");
    }
    assertThat(scene.isLoggedIn(victim)).isFalse();
    String answer = ",\"request\":\"" + request + "\"" + credential;
    String other = bound(stranger, "/login?request=" + requests.forSusan());
    assertThat(stranger.json("/login/passkey", "{" + other + answer + "}").status()).isEqualTo(422);
    assertThat(stranger.json("/login/passkey", "{" + theirs + answer + "}").status())
        .isEqualTo(200);
  }

  @Test
  void completesALogInByPasskey() {
    SoftAuthenticator key = new SoftAuthenticator();
    passkeys.registered("susan", key);
    TestBrowser browser = scene.browser();
    Reply page = browser.follow(scene.enter(browser, "/login", "susan", "python"));
    assertThat(page.body()).contains("id=\"passkey\"", "src=\"/login.js\"");
    Map<String, String> hidden = TestBrowser.hidden(page);
    String bound =
        "\"form_token\":\"%s\",\"attempt\":\"%s\""
            .formatted(hidden.get("form_token"), hidden.get("attempt"));
    Reply options = browser.json("/login/passkey/options", "{" + bound + "}");
    assertThat(options.json().get("publicKey").get("allowCredentials")).hasSize(1);
    Reply reply =
        browser.json(
            "/login/passkey",
            "{%s,\"request\":\"%s\",\"credential\":%s}"
                .formatted(
                    bound,
                    options.json().get("request").asText(),
                    key.get(options.json().get("publicKey"))));
    assertThat(reply.json().get("location").asText()).isEqualTo("/account");
    assertThat(scene.isLoggedIn(browser)).isTrue();
  }
}
