package dev.restauth.accountpage;

import static dev.restauth.oauth.OidcScene.PASSWORD;
import static dev.restauth.oauth.OidcScene.WEB;
import static dev.restauth.oauth.OidcScene.hidden;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.page.PageWeight;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Pages for the longest application request that the server accepts. No page, together with the
 * files that it loads, has more than 30 KB.
 */
class LongRequestPagesTest {
  private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "zh");

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              clock,
              Map.of("public-url", OidcScene.ISSUER, "mail-log", "true", "email-login", "on"))
          .withAccount("susan", PASSWORD)
          .withAccount("tom", PASSWORD);

  private final OidcScene scene = new OidcScene(server);

  @BeforeEach
  void register() {
    var _ = scene.addWeb();
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              tx.sql().change("UPDATE client SET name = ? WHERE id = ?", "漢&".repeat(50), WEB);
              return true;
            });
  }

  /**
   * Returns the longest request that leads to a page. With one more character, the server redirects
   * back to the application.
   */
  private static String longest(Browser browser) {
    int accepted = 1;
    int refused = 8_000;
    while (refused - accepted > 1) {
      int middle = (accepted + refused) / 2;
      Reply reply = browser.get(asking(middle));
      if (reply.status() == 303 && location(reply).startsWith("/login?")) {
        accepted = middle;
      } else {
        refused = middle;
      }
    }
    return asking(accepted);
  }

  private static String asking(int length) {
    return url(
        with(
            request(),
            "state",
            "s".repeat(Math.min(length, 2_048)), // the longest possible
            "nonce",
            "n".repeat(Math.clamp(length - 2_048, 1, 512)),
            "login_hint",
            "h".repeat(Math.clamp(length - 2_560, 1, 320)),
            "prompt",
            "consent"));
  }

  private void assertSmall(Browser browser, String path) {
    for (String language : LANGUAGES) {
      Reply page = browser.get(path + (path.contains("?") ? "&" : "?") + "lang=" + language);
      assertThat(page.status()).as(path).isEqualTo(200);
      assertSmall(path + " " + language, page);
    }
  }

  private void assertSmall(String name, Reply page) {
    assertThat(PageWeight.of(server.calls(), page))
        .as(name.replaceAll("=[^& ]{9,}", "=…"))
        .isLessThan(PageWeight.AT_MOST);
  }

  @Test
  void pagesWithTheLongestRequest() {
    Browser browser = scene.browser();
    String asking = longest(browser);
    String login = location(browser.get(asking));
    assertThat(login.length()).isBetween(4_096, 4_130);
    String request = login.substring(login.indexOf('?'));
    for (String path : List.of("/login", "/login/code", "/signup", "/forgot", "/mail/invitation")) {
      assertSmall(browser, path + request);
    }
    Map<String, String> wrong = with(hidden(browser.get(login)), "username", "susan");
    assertSmall("wrong", browser.form("/login", with(wrong, "password", "wrong")));
    Map<String, String> code =
        with(hidden(browser.get("/login/code" + request)), "email", longAddress());
    assertSmall(browser, location(browser.form("/login/code", code)));
    Map<String, String> forgot =
        with(hidden(browser.get("/forgot" + request)), "username", "susan");
    assertSmall(browser, location(browser.form("/forgot", forgot)));
    String consent = location(browser.get(location(browser.logIn(browser.get(login), "susan"))));
    assertThat(consent).startsWith("/consent?");
    assertSmall(browser, consent);
    String again = location(browser.get(asking.replace("prompt=consent", "prompt=login")));
    assertSmall(browser, again);
  }

  @Test
  void pagesForTheSecondFactor() {
    var _ = new FactorScene(server, clock).enrol("tom");
    new CrowdedAccount(server, "tom").passkeys(1, "Key");
    Browser browser = scene.browser();
    String login = location(browser.get(longest(browser)));
    String factor = location(browser.logIn(browser.get(login), "tom"));
    assertThat(browser.get(factor).body()).contains("id=\"passkey\"", "id=\"recovery\"");
    assertSmall(browser, factor);
    assertSmall(browser, factor + "&way=recovery");
    assertSmall(browser, factor.replace("/login/factor", "/login/factor/lost"));
    Map<String, String> wrong = with(hidden(browser.get(factor)), "code", "000000");
    assertSmall("wrong", browser.form("/login/factor", wrong));
  }

  private static String longAddress() {
    return "s".repeat(60) + "@" + "example".repeat(8) + "." + "example".repeat(8) + ".example";
  }
}
