package dev.restauth.accountpage;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.CutProxy;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.MailCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that fails while users are on pages. Each form shows an error in the browser's
 * language, with the time after which to try again. The same form works afterwards, because the
 * failed attempt uses up nothing that the form needs.
 */
class PagesInTroubleTest {
  private static final String GERMAN = "Accept-Language: de";
  private static final String BUSY =
      "Der Server ist ausgelastet. Versuchen Sie es in einigen Sekunden noch einmal.";

  @TempDir Path folder;

  private final Map<String, Form> forms = new LinkedHashMap<>();
  private CutProxy proxy;
  private TestServer server;

  /** A form that a browser shows, with the values that the user has entered. */
  private record Form(TestBrowser browser, Reply page, String marker, Map<String, String> values) {
    Reply send() {
      return browser.submit(page, marker, values, GERMAN);
    }
  }

  @BeforeEach
  void start() throws Exception {
    String url = TestDatabase.postgresUrl();
    proxy = CutProxy.before(url);
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    settings.putAll(TestServer.sharing(folder, proxy.through(url)));
    server = TestServer.start(folder, InstantSource.system(), settings);
  }

  @AfterEach
  void stop() throws Exception {
    proxy.restore();
    server.close();
    proxy.close();
  }

  private void form(
      String name, TestBrowser browser, Reply page, String marker, Map<String, String> values) {
    assertThat(page.status()).as(name + page.body()).isEqualTo(200);
    forms.put(name, new Form(browser, page, marker, values));
  }

  private TestBrowser browser() {
    return new TestBrowser(server.calls());
  }

  private TestBrowser loggedIn(String username) {
    TestBrowser browser = browser();
    Reply reply =
        browser.submit(browser.get("/login"), Map.of("username", username, "password", "python"));
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    return browser;
  }

  /**
   * Fills in the forms of all pages in browsers. Each form would succeed with a working database.
   */
  private void fillIn() {
    var _ = server.calls().register("susan", "python");
    var _ = server.calls().register("tom", "python");

    TestBrowser login = browser();
    form(
        "log in",
        login,
        login.get("/login"),
        "",
        Map.of("username", "susan", "password", "python"));

    TestBrowser coded = browser();
    form(
        "ask for a code",
        coded,
        coded.get("/login/code"),
        "",
        Map.of("email", "susan@example.com"));

    TestBrowser asking = browser();
    form("forgot", asking, asking.get("/forgot"), "", Map.of("username", "tom"));

    TestBrowser newcomer = browser();
    form(
        "sign up",
        newcomer,
        newcomer.get("/signup"),
        "",
        Map.of("username", "maria", "password", "python"));

    TestBrowser account = loggedIn("susan");
    var _ = loggedIn("susan");
    form("end a session", account, account.get("/account"), "value=\"end\"", Map.of());
    form(
        "change the password",
        account,
        account.get("/account/password"),
        "",
        Map.of("current-password", "python", "new-password", "monty"));
  }

  private void assertBusy(String name, Reply reply) {
    assertThat(reply.status()).as(name + reply.body()).isEqualTo(503);
    assertThat(reply.header("content-type")).as(name).hasValue("text/html; charset=utf-8");
    assertThat(reply.header("retry-after")).as(name).isPresent();
    assertThat(reply.header("x-frame-options")).as(name).hasValue("DENY");
    assertThat(reply.header("cache-control")).as(name).hasValue("no-store");
    assertThat(reply.body()).as(name).contains(BUSY).doesNotContain("postgres", "susan");
  }

  @Test
  void everyFormShowsAnErrorAndWorksAfterwards() {
    fillIn();
    proxy.cut();
    forms.forEach((name, form) -> assertBusy(name, form.send()));
    proxy.restore();
    eventually(
        "the server works again",
        () -> server.calls().register("new" + System.nanoTime(), "python").status() == 201);
    forms.forEach(
        (name, form) -> {
          Reply reply = form.send();
          assertThat(reply.status()).as(name + reply.body()).isEqualTo(303);
        });
    assertThat(server.account("maria").active()).isTrue();
  }
}
