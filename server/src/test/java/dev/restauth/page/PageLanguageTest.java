package dev.restauth.page;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static dev.restauth.oauth.OidcScene.hidden;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The rule for the language of pages. The user's choice comes first, then the application's, then
 * the account's, and then the browser's. All browsers in this test request French, and susan's
 * account has German.
 */
class PageLanguageTest {
  private static final String FRENCH = "Accept-Language: fr";
  private static final Pattern LANG = Pattern.compile("<html lang=\"([a-z]+)\">");

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("mail-log", "true", "public-url", OidcScene.ISSUER));

  private final OidcScene scene = new OidcScene(server);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address = "";

  @BeforeEach
  void prepare() {
    var _ = scene.addWeb();
    address = mail.withAddress("susan", PASSWORD);
    Reply changed =
        server
            .calls()
            .call(
                "PATCH",
                "/api/me",
                Optional.of("{\"locale\":\"de-AT\"}"),
                "Content-Type: application/merge-patch+json",
                basic("susan", PASSWORD));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
  }

  private static String language(Reply page) {
    Matcher found = LANG.matcher(page.body());
    assertThat(found.find()).as(page.toString()).isTrue();
    return found.group(1);
  }

  private static String languageOf(Browser browser, String path) {
    return language(browser.get(path, FRENCH));
  }

  private static String asking(String... changes) {
    return url(with(request(), changes));
  }

  @Test
  void choiceThenApplicationThenAccountThenBrowser() {
    Browser browser = scene.browser();
    assertThat(languageOf(browser, "/login")).isEqualTo("fr");
    String login = location(browser.get(asking("ui_locales", "tlh es-MX de")));
    assertThat(languageOf(browser, login)).isEqualTo("es");
    String consent = location(browser.get(location(browser.logIn(browser.get(login), "susan"))));
    assertThat(languageOf(browser, consent)).isEqualTo("es");
    assertThat(languageOf(browser, location(browser.get(asking())))).isEqualTo("de");
    assertThat(languageOf(browser, "/account")).isEqualTo("de");
    assertThat(languageOf(browser, "/account?ui_locales=es")).isEqualTo("es");
    assertThat(languageOf(browser, "/account?ui_locales=tlh")).as("Klingon").isEqualTo("de");
    assertThat(languageOf(browser, "/account?lang=zh&ui_locales=es")).isEqualTo("zh");
    assertThat(languageOf(browser, "/account?ui_locales=es")).as("the cookie").isEqualTo("zh");
    assertThat(languageOf(browser, consent)).isEqualTo("zh");
  }

  @Test
  void everyPageOfAUserWhoIsLoggedInIsInTheLanguageOfTheAccount() {
    Browser browser = scene.browser("susan");
    for (String path :
        List.of(
            "/account",
            "/account/password",
            "/account/email",
            "/account/factors",
            "/account/factors/code?for=totp",
            "/signup",
            "/forgot",
            "/login/factor",
            "/login/recovered",
            "/login?request=x",
            "/mail/confirm",
            "/mail/undo",
            "/oauth/logout",
            "/oauth/authorize?client_id=unknown",
            "/consent")) {
      assertThat(languageOf(browser, path)).as(path).isEqualTo("de");
    }
    assertThat(language(browser.form("/account", Map.of(), FRENCH))).as("403").isEqualTo("de");
    assertThat(language(browser.call("PUT", "/login", Optional.of(""), FRENCH)))
        .as("405")
        .isEqualTo("de");
  }

  /**
   * After the first factor, the user may see the account's language. Before that, the language
   * would reveal to an attacker that the account exists.
   */
  @Test
  void pageForTheSecondFactorIsInTheLanguageOfTheAccount() {
    var _ = new FactorScene(server, clock).enrol("susan");
    Browser browser = scene.browser();
    Reply login = browser.get("/login", FRENCH);
    Map<String, String> wrong = with(hidden(login), "username", "susan", "password", "wrong");
    assertThat(language(browser.form("/login", wrong, FRENCH))).isEqualTo("fr");
    String factor = location(browser.logIn(login, "susan"));
    Reply page = browser.get(factor, FRENCH);
    assertThat(language(page)).isEqualTo("de");
    Map<String, String> code = with(hidden(page), "code", "000000", "decision", "sign-in");
    assertThat(language(browser.form("/login/factor", code, FRENCH))).isEqualTo("de");
    assertThat(languageOf(browser, factor.replace("/login/factor", "/login/factor/lost")))
        .isEqualTo("de");
  }

  @Test
  void errorsOfAnAuthorizationAreInTheRequestedLanguage() {
    Browser browser = scene.browser();
    for (String bad :
        List.of(
            asking("client_id", "unknown", "ui_locales", "es"),
            asking("redirect_uri", "https://evil.example/", "ui_locales", "es"),
            asking("ui_locales", "es") + "&scope=openid")) {
      Reply page = browser.get(bad, FRENCH);
      assertThat(page.status()).isEqualTo(400);
      assertThat(language(page)).as(bad).isEqualTo("es");
    }
    Map<String, String> tooLong = with(request(), "ui_locales", "es", "state", "x".repeat(7_500));
    assertThat(language(browser.form("/oauth/authorize", tooLong, FRENCH))).isEqualTo("es");
    Map<String, String> posted =
        with(request(), "ui_locales", "es", "prompt", "none", "response_mode", "form_post");
    assertThat(languageOf(browser, url(posted))).as("the answer to the client").isEqualTo("es");
  }

  @Test
  void messagesOfALogInAreInTheRequestedLanguage() {
    Browser browser = scene.browser();
    String login = location(browser.get(asking("ui_locales", "es")));
    String request = login.substring(login.indexOf('?'));
    assertThat(languageOf(browser, "/login/factor" + request + "&attempt=x")).isEqualTo("es");
    assertThat(languageOf(browser, "/forgot/code" + request + "&step=x")).isEqualTo("es");
    assertThat(languageOf(browser, "/forgot/done" + request)).isEqualTo("es");
    assertThat(languageOf(browser, "/signup" + request)).isEqualTo("es");
  }

  @Test
  void logOutOfAClientIsInTheRequestedLanguage() {
    Browser browser = scene.browser("susan");
    Reply page = browser.get("/oauth/logout?ui_locales=es", FRENCH);
    assertThat(language(page)).isEqualTo("es");
    Reply done = browser.form("/oauth/logout/confirm", hidden(page), FRENCH);
    assertThat(location(done)).isEqualTo("/logout/done?ui_locales=es");
    assertThat(languageOf(browser, location(done))).isEqualTo("es");
  }

  /**
   * After the log-out the page no longer has a user, but the user does not expect another language.
   */
  @Test
  void languageStaysAfterALogOut() {
    Browser browser = scene.browser("susan");
    Reply page = browser.get("/oauth/logout", FRENCH);
    Reply done = browser.form("/oauth/logout/confirm", hidden(page), FRENCH);
    assertThat(location(done)).isEqualTo("/logout/done?ui_locales=de");
    assertThat(languageOf(browser, "/logout/done")).isEqualTo("fr");
    Browser other = scene.browser("susan");
    String token = hidden(other.get("/account")).get("form_token");
    assertThat(language(other.form("/logout", Map.of("form_token", token), FRENCH)))
        .isEqualTo("de");
    assertThat(languageOf(other, "/login")).isEqualTo("fr");
  }

  @Test
  void newPasswordIsSetInTheLanguageOfTheAccountOnceTheCodeIsRight() {
    Browser browser = scene.browser();
    Reply ask = browser.get("/forgot", FRENCH);
    String asked = location(browser.form("/forgot", with(hidden(ask), "username", "susan")));
    Reply code = browser.get(asked, FRENCH);
    assertThat(language(code)).as("it would say that there is such an account").isEqualTo("fr");
    Map<String, String> right = with(hidden(code), "code", mails.next(address).digits());
    String proved = location(browser.form("/forgot/code", right, FRENCH));
    Reply page = browser.get(proved, FRENCH);
    assertThat(language(page)).isEqualTo("de");
    Reply done = browser.form("/forgot/password", with(hidden(page), "password", "monty"), FRENCH);
    assertThat(languageOf(browser, location(done))).isEqualTo("de");
  }
}
