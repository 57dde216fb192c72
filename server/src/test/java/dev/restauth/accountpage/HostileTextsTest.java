package dev.restauth.accountpage;

import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.browser.TestBrowser;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.operator.Reply.Done;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Texts that users, clients and devices choose, on all pages that show them. No text closes its
 * element. No text changes the direction of the text around it: the page isolates each text in a
 * bdi element or in an attribute.
 */
class HostileTextsTest {
  /**
   * Characters that override the text direction, an isolate without an end, an end without an
   * isolate, and a right-to-left text.
   */
  private static final String TRICKS = "\u202e\u2066\u2069\u2069\u200b\u05de\u05e9\u05d4<b \"'&";

  private static final String CLIENT = "client" + TRICKS;
  private static final String USER = "user" + TRICKS;
  private static final String DEVICE = "device" + TRICKS;
  private static final String PASSKEY = "key" + TRICKS;
  private static final String ORGANISATION = "organisation" + TRICKS;

  /**
   * The name of the service, without the characters that the configuration refuses: invisible
   * characters, and characters that change the text direction.
   */
  private static final String SERVICE = "service\u05de\u05e9\u05d4<b \"'&";

  private static final String WEB = OidcScene.WEB;

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              clock,
              Map.of(
                  "public-url",
                  OidcScene.ISSUER,
                  "mail-log",
                  "true",
                  "email-login",
                  "on",
                  "page-name",
                  SERVICE))
          .withAccount("susan", OidcScene.PASSWORD)
          .withAccount("tom", OidcScene.PASSWORD);

  private final OidcScene scene = new OidcScene(server);
  private final List<String> shown = new ArrayList<>();

  @BeforeEach
  void rename() {
    var _ = scene.addWeb();
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              tx.sql().change("UPDATE client SET name = ? WHERE id = ?", CLIENT, WEB);
              return true;
            });
  }

  /** Returns a page's text without the isolated elements and without the attributes. */
  private static String around(Reply page) {
    return page.body()
        .replaceAll("(?s)<bdi>.*?</bdi>", "")
        .replaceAll("(?s)<title>.*?</title>", "")
        .replaceAll("(?s)<[a-z][^>]*>", "");
  }

  private Reply assertIsolated(String name, Reply page, String... texts) {
    assertThat(page.body()).as(name).contains("<h1>");
    assertThat(around(page))
        .as(name)
        .doesNotContain("\u202e", "\u2066", "\u2069", "\u200b", "\u05de", "<b ");
    assertThat(page.body()).as(name).doesNotContain(TRICKS);
    for (String text : texts) {
      String html = text.replace("&", "&amp;").replace("<", "&lt;");
      assertThat(page.body()).as(name).contains("<bdi>" + html + "</bdi>");
      shown.add(text);
    }
    return page;
  }

  private void renameUser() {
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              tx.sql().change("UPDATE account SET username = ? WHERE username = ?", USER, "susan");
              return true;
            });
    server.restart();
  }

  @Test
  void pagesBeforeALogIn() {
    Browser browser = scene.browser();
    String login = location(browser.get(url(with(request(), "login_hint", USER))));
    String request = login.substring(login.indexOf('?'));
    assertIsolated("login", browser.get(login), CLIENT, SERVICE);
    for (String path : List.of("/login/code", "/signup", "/forgot", "/mail/invitation")) {
      assertIsolated(path, browser.get(path + request), CLIENT, SERVICE);
    }
    assertIsolated("ended", browser.get("/login/factor" + request), SERVICE);
    assertIsolated("error", browser.get("/oauth/authorize"), SERVICE);
    Reply forgot = browser.get("/forgot" + request);
    String code =
        location(browser.form("/forgot", with(OidcScene.hidden(forgot), "username", USER)));
    assertIsolated("/forgot/code", browser.get(code), CLIENT);
    Reply wrong = browser.get(login);
    assertIsolated(
        "wrong password",
        browser.form(
            "/login", with(OidcScene.hidden(wrong), "username", USER, "password", "wrong")),
        CLIENT);
    var _ = new FactorScene(server, clock).enrol("tom");
    String factor = location(browser.logIn(browser.get(login), "tom"));
    assertIsolated("factor", browser.get(factor), CLIENT);
    assertThat(shown).contains(CLIENT, SERVICE);
  }

  @Test
  void pagesOfAUser() {
    Browser browser = scene.browser("susan");
    String consent = location(browser.get(url(request())));
    new CrowdedAccount(server, "susan")
        .sessions(2, DEVICE)
        .remembered(1, DEVICE)
        .passkeys(1, PASSKEY)
        .applications(1, CLIENT, "openid", Optional.empty());
    renameUser();
    assertIsolated("consent", browser.get(consent), CLIENT, USER, SERVICE);
    assertIsolated("account", browser.get("/account"), CLIENT, USER, DEVICE, SERVICE);
    assertIsolated("devices", browser.get("/account?list=devices"), DEVICE);
    assertIsolated("remembered", browser.get("/account?list=remembered"), DEVICE);
    assertIsolated("applications", browser.get("/account?list=applications"), CLIENT);
    assertIsolated("factors", browser.get("/account/factors"), PASSKEY);
    assertIsolated("password", browser.get("/account/password"));
    assertIsolated("e-mail", browser.get("/account/email"));
    assertIsolated("app", browser.get("/account/factors/totp"));
    assertIsolated("confirm", browser.get("/mail/confirm"), USER);
    assertIsolated("log out", browser.get("/oauth/logout"), USER);
    String again = location(browser.get(url(with(request(), "prompt", "login"))));
    assertIsolated("step-up", browser.get(again), CLIENT);
  }

  /**
   * The mail contains only the organization's short name, which consists of letters, digits and
   * dashes. The pages behind the mail's link also show the short name. Neither the mail nor the
   * pages show the name that the organization's owner chose.
   */
  @Test
  void pagesOfAnInvitationToAnOrganisation() {
    var created =
        (Done)
            server.operate(
                "org.create", Map.of("slug", "acme", "name", "acme", "username", "susan"));
    String id = String.valueOf(created.facts().values().get("id"));
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              tx.sql().change("UPDATE organization SET name = ? WHERE id = ?", ORGANISATION, id);
              return true;
            });
    Reply invited =
        server
            .calls()
            .post(
                "/api/organizations/" + id + "/invitations",
                "{\"email\":\"maria@example.com\",\"role\":\"member\"}",
                HttpCalls.basic("susan", OidcScene.PASSWORD));
    assertThat(invited.status()).as(invited.body()).isEqualTo(201);
    SentMails.Mail mail = mails.next("maria@example.com");
    assertThat(mail.text()).contains("organization=acme").doesNotContain("organisation\u202e");
    TestBrowser browser = new TestBrowser(server.calls());
    Reply link = assertIsolated("link", browser.get("/mail/invitation"));
    String account = location(browser.submit(link, Map.of("code", mail.link())));
    Reply page = assertIsolated("invited", browser.get(account), "maria@example.com", SERVICE);
    Map<String, String> newcomer = Map.of("username", "maria", "password", OidcScene.PASSWORD);
    String next = location(browser.submit(page, newcomer));
    assertIsolated("account", browser.get(next), "maria@example.com", SERVICE);
    assertThat(page.body() + browser.get(next).body()).doesNotContain("organisation\u202e");
    Reply again = browser.submit(link, Map.of("code", mail.link()));
    assertIsolated("used", again, SERVICE);
  }
}
