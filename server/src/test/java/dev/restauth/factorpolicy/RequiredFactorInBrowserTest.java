package dev.restauth.factorpolicy;

import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Browser sessions that began before their user had to have a second factor. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class RequiredFactorInBrowserTest {
  private static final String OWN = "own";
  private static final Map<String, String> REQUEST =
      request(OWN, "https://own.example.com/callback");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  final TestServer server =
      new TestServer(clock, settings("administrators"))
          .on(() -> database)
          .withAccount("susan", OidcScene.PASSWORD);

  private final OidcScene scene = new OidcScene(server);
  private final RoleScene roles = new RoleScene(server);

  private static Map<String, String> settings(String required) {
    Map<String, String> settings = new HashMap<>(OidcScene.SETTINGS);
    settings.put("require-factor", required);
    return settings;
  }

  private Browser loggedIn() {
    var _ =
        scene
            .clients()
            .add(OWN, "{'redirect_uris':['https://own.example.com/callback'],'first_party':true}");
    Browser browser = scene.browser("susan");
    assertThat(browser.get("/account").status()).isEqualTo(200);
    return browser;
  }

  private long sessions() {
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one("SELECT COUNT(*) AS n FROM browser_session", row -> row.number("n"))
                    .orElseThrow());
  }

  @Test
  void leadsToTheEnrolmentAfterTheSettingWasChanged() {
    Browser browser = loggedIn();
    Reply email = browser.get("/account/email");
    assertThat(email.status()).isEqualTo(200);
    server.restart(settings("everybody"));

    for (String page : List.of("/account", "/account/email", "/account/password")) {
      assertThat(location(browser.get(page))).as(page).startsWith("/login?");
    }
    assertThat(location(browser.form("/account/email", OidcScene.hidden(email))))
        .as("a form from before")
        .startsWith("/login?");
    assertThat(query(location(browser.get(url(with(REQUEST, "prompt", "none"))))))
        .containsEntry("error", "login_required");
    String login = location(browser.get(url(REQUEST)));
    assertThat(login).startsWith("/login?request=");
    assertThat(location(browser.logIn(browser.get(login), "susan"))).startsWith("/login/enrol?");
    assertThat(browser.get("/login").status()).as("no redirect to the account").isEqualTo(200);
  }

  @Test
  void leadsToTheEnrolmentWhileTheUserIsAnAdministrator() {
    Browser browser = loggedIn();
    assertThat(RoleScene.failure(roles.define("support", "users:impersonate"))).isEmpty();
    assertThat(RoleScene.failure(roles.assign("support", "susan"))).isEmpty();

    assertThat(location(browser.get("/account"))).startsWith("/login?");
    assertThat(location(browser.get(url(REQUEST)))).startsWith("/login?request=");

    assertThat(RoleScene.failure(roles.take("support", "susan"))).isEmpty();
    assertThat(browser.get("/account").status()).isEqualTo(200);
    assertThat(query(location(browser.get(url(REQUEST))))).containsKey("code");
  }

  @Test
  void canBeEndedByTheUser() {
    Browser browser = loggedIn();
    server.restart(settings("everybody"));
    Reply page = browser.get("/oauth/logout");
    assertThat(page.body()).contains("susan");
    assertThat(sessions()).isEqualTo(1);

    assertThat(browser.form("/oauth/logout/confirm", OidcScene.hidden(page)).status())
        .isEqualTo(303);

    assertThat(sessions()).isZero();
  }
}
