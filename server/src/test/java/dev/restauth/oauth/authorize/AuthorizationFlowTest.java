package dev.restauth.oauth.authorize;

import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.CHALLENGE;
import static dev.restauth.oauth.OidcScene.ISSUER;
import static dev.restauth.oauth.OidcScene.WEB;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.figure.FigureValue;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Authorization requests: the pages that a browser visits, up to the response to the client. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class AuthorizationFlowTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  final TestServer server =
      new TestServer(clock, OidcScene.SETTINGS)
          .on(() -> database)
          .withAccount("susan", OidcScene.PASSWORD)
          .withAccount("tom", OidcScene.PASSWORD);

  private final OidcScene scene = new OidcScene(server);
  private final Rows rows = new Rows(server);

  @BeforeEach
  void register() {
    var _ = scene.addWeb();
    var _ =
        scene
            .clients()
            .add("own", "{'redirect_uris':['https://own.example.com/cb'],'first_party':true}");
  }

  private static Map<String, String> own() {
    return request("own", "https://own.example.com/cb");
  }

  @Test
  void userLogsInAllowsItAndTheClientGetsCode() {
    Browser browser = scene.browser();
    Reply reply = browser.logInFor(request(), "susan");
    assertThat(location(reply)).startsWith("/consent?request=");

    Map<String, String> answer = query(location(browser.decide(location(reply), "allow")));

    assertThat(answer)
        .containsOnlyKeys("code", "state", "iss")
        .containsEntry("state", "a state")
        .containsEntry("iss", ISSUER);
    AuthorizationCode code = rows.code(answer);
    assertThat(code.clientId()).isEqualTo(WEB);
    assertThat(code.redirectUri()).isEqualTo(CALLBACK);
    assertThat(code.redirectUriGiven()).isTrue();
    assertThat(code.accountId()).isEqualTo(server.account("susan").id());
    assertThat(code.scope()).isEqualTo("openid profile");
    assertThat(code.nonce()).contains("a nonce");
    assertThat(code.codeChallenge()).contains(CHALLENGE);
    assertThat(code.methods()).isEqualTo("password");
    assertThat(code.authenticatedAt()).isEqualTo(clock.instant());
    assertThat(code.endsAt()).isEqualTo(clock.instant().plusSeconds(60));
    assertThat(code.browserSessionId()).isPresent();
    assertThat(code.sessionId()).isEmpty();
    assertThat(answer.get("code")).startsWith("restauth_ac_");
  }

  @Test
  void secondRequestNeedsNoPage() {
    Browser browser = scene.browser("susan");
    var _ = browser.code(request());
    assertThat(query(location(browser.get(url(request()))))).containsKey("code");
    assertThat(query(location(browser.get(url(with(request(), "prompt", "none"))))))
        .containsKey("code");
    assertThat(counted("code")).isEqualTo(3);
  }

  @Test
  void errorsAreCountedByTheirCode() {
    Browser browser = scene.browser();
    assertThat(query(location(browser.get(url(with(request(), "prompt", "none"))))))
        .containsEntry("error", "login_required");
    Reply consent = browser.logInFor(request(), "susan");
    assertThat(query(location(browser.decide(location(consent), "cancel"))))
        .containsEntry("error", "access_denied");
    assertThat(counted("login_required")).isEqualTo(1);
    assertThat(counted("access_denied")).isEqualTo(1);
    assertThat(counted("code")).isZero();
  }

  private double counted(String outcome) {
    return FigureValue.of(server.figures(), "restauth_oauth_authorizations_total", outcome);
  }

  @Test
  void tabsWithTwoClientsDoNotDisturbEachOther() {
    Browser browser = scene.browser();
    String one = location(browser.get(url(request())));
    String other = location(browser.get(url(own())));
    Reply first = browser.get(one);
    Reply second = browser.get(other);

    String goOnFirst = location(browser.logIn(first, "susan"));
    assertThat(location(browser.get(goOnFirst))).startsWith("/consent");
    String goOnSecond = location(browser.logIn(second, "susan"));

    assertThat(location(browser.get(goOnSecond))).startsWith("https://own.example.com/cb?code=");
    assertThat(location(browser.decide(location(browser.get(goOnFirst)), "allow")))
        .startsWith(CALLBACK + "?code=");
  }

  @Test
  void backButtonLeadsToTheSameResult() {
    Browser browser = scene.browser();
    String login = location(browser.get(url(request())));
    String goOn = location(browser.logIn(browser.get(login), "susan"));
    String consent = location(browser.get(goOn));
    var _ = location(browser.decide(consent, "allow"));

    assertThat(query(location(browser.get(goOn)))).containsKey("code");
    assertThat(query(location(browser.get(consent)))).containsKey("code");
    assertThat(browser.get(login).status()).isEqualTo(200);
  }

  @Test
  void serverMayRestartBetweenPages() {
    Browser browser = scene.browser();
    String login = location(browser.get(url(request())));
    server.restart();
    Reply page = browser.get(login);
    server.restart();
    String consent = location(browser.get(location(browser.logIn(page, "susan"))));
    Reply asked = browser.get(consent);
    server.restart();

    assertThat(
            query(
                location(
                    browser.form("/consent", with(OidcScene.hidden(asked), "decision", "allow")))))
        .containsKey("code");
  }

  @Test
  void requestOfAnotherBrowserIsRefused() {
    Browser attacker = scene.browser();
    String login = location(attacker.get(url(own())));
    String sealed = login.substring(login.indexOf('=') + 1);
    Browser victim = scene.browser("susan");

    for (String path :
        new String[] {
          "/login?request=",
          "/consent?request=",
          "/oauth/authorize/continue?request=",
          "/oauth/authorize/cancel?request=",
          "/oauth/authorize/unmet?request="
        }) {
      Reply reply = victim.get(path + sealed);
      assertThat(reply.status()).as(path).isEqualTo(400);
      assertThat(reply.header("location")).isEmpty();
    }
    assertThat(rows.codes()).isZero();
  }

  @Test
  void changedOrMalformedRequestIsRefused() {
    Browser browser = scene.browser();
    String login = location(browser.get(url(own())));
    String sealed = login.substring(login.indexOf('=') + 1);
    String changed = (sealed.charAt(0) == 'A' ? "B" : "A") + sealed.substring(1);
    for (String each : new String[] {"", "x", "%zz", changed, sealed + "A", "A".repeat(4_097)}) {
      Reply reply = browser.get("/oauth/authorize/continue?request=" + each);
      assertThat(reply.status()).as(each).isEqualTo(400);
    }
    assertThat(browser.get("/oauth/authorize/continue").status()).isEqualTo(400);
  }

  @Test
  void requestExpiresAfterAnHour() {
    Browser browser = scene.browser("susan");
    String consent = location(browser.get(url(request())));
    clock.move(Duration.ofMinutes(60).minusNanos(1_000));
    assertThat(browser.get(consent).status()).isEqualTo(200);
    clock.move(Duration.ofNanos(1_000));
    assertThat(browser.get(consent).status()).isEqualTo(400);
  }

  @Test
  void cancelNotifiesTheClient() {
    Browser browser = scene.browser();
    String login = location(browser.get(url(request())));
    Reply page = browser.get(login);
    Reply reply = browser.form("/login", with(OidcScene.hidden(page), "decision", "cancel"));
    Map<String, String> answer = query(location(browser.get(location(reply))));
    assertThat(answer)
        .containsEntry("error", "access_denied")
        .containsEntry("state", "a state")
        .containsEntry("iss", ISSUER);

    String unmet = login.replace("/login", "/oauth/authorize/unmet");
    assertThat(query(location(browser.get(unmet))))
        .containsEntry("error", "unmet_authentication_requirements");
  }

  @Test
  void addressThatWasRemovedDuringTheRequestGetsNothing() {
    Browser browser = scene.browser("susan");
    String consent = location(browser.get(url(request())));
    Reply page = browser.get(consent);
    scene.clients().remove(WEB);

    for (Reply reply :
        new Reply[] {
          browser.get(consent),
          browser.form("/consent", with(OidcScene.hidden(page), "decision", "allow")),
          browser.form("/consent", with(OidcScene.hidden(page), "decision", "cancel")),
          browser.get(consent.replace("/consent", "/oauth/authorize/continue")),
          browser.get(consent.replace("/consent", "/oauth/authorize/cancel"))
        }) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("This address is not registered");
    }
    assertThat(rows.codes()).isZero();
  }

  @Test
  void logInThatWasRevokedDuringTheRequestIsRequiredAgain() {
    Browser browser = scene.browser("susan");
    Reply page = browser.get(location(browser.get(url(request()))));
    var _ =
        server
            .calls()
            .call(
                "DELETE",
                "/api/me/sessions",
                Optional.empty(),
                dev.restauth.http.HttpCalls.basic("susan", OidcScene.PASSWORD));

    Reply reply = browser.form("/consent", with(OidcScene.hidden(page), "decision", "allow"));

    assertThat(location(reply)).startsWith("/login?request=");
    assertThat(rows.codes()).isZero();
    assertThat(query(location(browser.get(url(with(request(), "prompt", "none"))))))
        .containsEntry("error", "login_required");
  }

  @Test
  void formPostBringsTheCode() {
    Browser browser = scene.browser("susan");
    Reply reply = browser.get(url(with(own(), "response_mode", "form_post")));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(OidcScene.hidden(reply))
        .containsOnlyKeys("code", "state", "iss")
        .containsEntry("state", "a state");
    assertThat(reply.header("cache-control")).contains("no-store");
  }

  @Test
  void longNonceIsPreserved() {
    Browser browser = scene.browser("susan");
    String nonce = "n".repeat(384);
    Map<String, String> answer =
        browser.allow(with(request(), "nonce", nonce, "state", "s".repeat(512)));
    assertThat(rows.code(answer).nonce()).contains(nonce);
    assertThat(answer).containsEntry("state", "s".repeat(512));
  }

  @Test
  void upkeepRemovesCodesAnHourAfterTheirEnd() {
    Browser browser = scene.browser("susan");
    var _ = browser.code(own());
    clock.move(Duration.ofMinutes(60));
    server.runMaintenance();
    assertThat(rows.codes()).isEqualTo(1);
    clock.move(Duration.ofMinutes(1));
    server.runMaintenance();
    assertThat(rows.codes()).isZero();
  }

  @Test
  void oneUserCannotFillTheDatabaseWithCodes() {
    Browser browser = scene.browser("susan");
    Map<String, String> first = query(location(browser.get(url(own()))));
    Map<String, String> last = first;
    for (int i = 0; i < AuthorizationCodes.UNREDEEMED_AT_MOST; i++) {
      clock.move(Duration.ofMillis(1));
      last = query(location(browser.get(url(own()))));
    }
    assertThat(rows.codes()).isEqualTo(AuthorizationCodes.UNREDEEMED_AT_MOST);
    assertThat(rows.find(first)).as("the oldest").isEmpty();
    assertThat(rows.find(last)).isPresent();
  }
}
