package dev.restauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every form of every page, sent by an attacker: from another site with the cookies of a logged-in
 * user, or without the form's token. The forms come from the routing table, so that the test covers
 * new forms automatically.
 */
@ExtendWith(QuietLogs.class)
class EveryFormTest {
  /**
   * The only path that accepts forms of other sites. It redirects to a link, changes nothing, and
   * reads no cookie.
   */
  private static final String OF_CLIENTS = "/oauth/authorize";

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("username", "mallory"),
          Map.entry("password", "python"),
          Map.entry("current-password", "python"),
          Map.entry("new-password", "monty"),
          Map.entry("email", "mallory@example.com"),
          Map.entry("code", "12345678"),
          Map.entry("action", "end-others"),
          Map.entry("decision", "allow"),
          Map.entry("request", "x"),
          Map.entry("attempt", "x"),
          Map.entry("step", "x"));

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              new SetClock(),
              Map.of(
                  "public-url", "http://localhost:5000", "mail-log", "true", "email-login", "on"))
          .withAccount("susan", "python");

  private List<String> paths() {
    return server.accessByPath().entrySet().stream()
        .filter(path -> path.getValue().get(Method.POST) instanceof Access.Page)
        .map(Map.Entry::getKey)
        .filter(path -> !path.equals(OF_CLIENTS))
        .sorted()
        .toList();
  }

  private TestBrowser loggedIn() {
    TestBrowser browser = new TestBrowser(server.calls());
    Reply reply =
        browser.submit(browser.get("/login"), Map.of("username", "susan", "password", "python"));
    assertThat(reply.status()).isEqualTo(303);
    return browser;
  }

  private String stored() {
    return Rows.count(server, "SELECT count(*) AS n FROM account")
        + " accounts, "
        + Rows.count(server, "SELECT count(*) AS n FROM browser_session")
        + " sessions, "
        + Rows.count(server, "SELECT count(*) AS n FROM one_time_code")
        + " codes, "
        + Rows.count(server, "SELECT count(*) AS n FROM outbox")
        + " mails";
  }

  @Test
  void doesNothingForAnotherSiteNorWithoutItsToken() {
    TestBrowser browser = loggedIn();
    String token = TestBrowser.hidden(browser.get("/account")).getOrDefault("form_token", "");
    assertThat(token).isNotEmpty();
    String before = stored();
    assertThat(paths())
        .hasSizeGreaterThan(20)
        .contains("/login", "/consent", "/account", "/logout");
    for (String path : paths()) {
      Reply foreign =
          browser.post(path, FIELDS, "Origin: https://evil.example", "Sec-Fetch-Site: cross-site");
      assertThat(foreign.status()).as(path + " of another site").isEqualTo(403);
      assertThat(browser.post(path, FIELDS).status())
          .as(path + " without a token")
          .isIn(400, 403, 415);
      if (!path.equals("/logout")) { // the token belongs to the log-out form
        Map<String, String> other = new HashMap<>(FIELDS);
        other.put("form_token", token);
        assertThat(browser.post(path, other).status())
            .as(path + " with the token of another form")
            .isIn(400, 403, 415);
      }
      assertThat(stored()).as(path).isEqualTo(before);
      assertThat(browser.get("/account").status())
          .as("still logged in after " + path)
          .isEqualTo(200);
    }
  }

  /**
   * A form with 101 fields exceeds a limit in docs/configuration.md. Pages whose scripts send JSON
   * accept no form.
   */
  @Test
  void formThatCannotBeReadIsABadRequest() {
    TestBrowser browser = loggedIn();
    Map<String, String> many = new HashMap<>(FIELDS);
    for (int i = many.size(); i <= 100; i++) {
      many.put("x" + i, "x");
    }
    assertThat(many).hasSize(101);
    for (String path : paths()) {
      Reply reply = browser.post(path, many);
      if (path.contains("/passkey") || path.equals("/password/strength")) {
        assertThat(reply.status()).as(path).isEqualTo(415);
      } else {
        assertThat(reply.status()).as(path).isEqualTo(400);
        assertThat(reply.body()).as(path).contains("<h1>", "This request cannot be read");
      }
    }
    assertThat(server.calls().form("/login", "a=%zz").status()).isEqualTo(400);
  }
}
