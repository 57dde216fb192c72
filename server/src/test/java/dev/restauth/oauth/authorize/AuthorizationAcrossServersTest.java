package dev.restauth.oauth.authorize;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static dev.restauth.oauth.OidcScene.VERIFIER;
import static dev.restauth.oauth.OidcScene.WEB;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.hidden;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.query;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authorization whose successive requests reach different servers of one database. */
class AuthorizationAcrossServersTest {
  @TempDir Path folder;

  private OidcScene one;
  private OidcScene other;
  private String secret;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> settings = new HashMap<>(OidcScene.SETTINGS);
    settings.putAll(TestServer.sharing(folder, TestDatabase.postgresUrl()));
    one = new OidcScene(TestServer.start(folder, InstantSource.system(), settings));
    other = new OidcScene(TestServer.start(folder, InstantSource.system(), settings));
    one.server().calls().register("susan", PASSWORD);
    secret = one.addWeb();
  }

  @AfterEach
  void stop() {
    other.server().close();
    one.server().close();
  }

  private Reply redeem(OidcScene at, String code) {
    return at.server()
        .calls()
        .form(
            "/oauth/token",
            "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s"
                .formatted(code, encoded(CALLBACK), VERIFIER),
            basic(WEB, secret));
  }

  private static int userinfo(OidcScene at, String token) {
    return at.server().calls().get("/oauth/userinfo", "Authorization: Bearer " + token).status();
  }

  @Test
  void eachStepWorksAtTheOtherServer() {
    Browser here = one.browser();
    Browser there = other.same(here);

    String login = location(here.get(url(request())));
    Reply page = there.get(login);
    String goOn = location(here.logIn(page, "susan"));
    String consent = location(there.get(goOn));
    Reply asked = here.get(consent);
    String answer = location(there.form("/consent", with(hidden(asked), "decision", "allow")));
    String code = Optional.ofNullable(query(answer).get("code")).orElseThrow();

    Reply tokens = redeem(one, code);
    assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
    String token = tokens.json().get("access_token").asText();
    assertThat(userinfo(one, token)).isEqualTo(200);
    assertThat(userinfo(other, token)).isEqualTo(200);
    assertThat(query(location(here.get(url(with(request(), "prompt", "none"))))))
        .as("the consent that the other server stored")
        .containsKey("code");

    assertThat(redeem(other, code).json().get("error").asText()).isEqualTo("invalid_grant");
    eventually(
        "the second use ends the session at both",
        () -> userinfo(one, token) == 401 && userinfo(other, token) == 401);
  }

  @Test
  void pushedRequestWorksAtTheOtherServer() {
    Reply pushed = one.server().calls().form("/oauth/par", encoded(request()), basic(WEB, secret));
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
    Map<String, String> request =
        Map.of("client_id", WEB, "request_uri", pushed.json().get("request_uri").asText());
    Browser there = other.browser("susan");
    assertThat(redeem(one, there.code(request)).status()).isEqualTo(200);

    assertThat(query(location(one.same(there).get(url(request)))))
        .as("it is used up")
        .containsEntry("error", "invalid_request_uri");
  }

  @Test
  void consentThatIsWithdrawnAtOneServerRevokesTokensAtTheOther() {
    Browser browser = one.browser("susan");
    Reply tokens = redeem(other, browser.code(request()));
    String token = tokens.json().get("access_token").asText();
    String refreshToken = tokens.json().get("refresh_token").asText();
    assertThat(userinfo(other, token)).isEqualTo(200);

    Reply withdrawn =
        one.server()
            .calls()
            .call("DELETE", "/api/me/consents/" + WEB, Optional.empty(), basic("susan", PASSWORD));

    assertThat(withdrawn.status()).as(withdrawn.toString()).isEqualTo(204);
    assertThat(userinfo(one, token)).isEqualTo(401);
    eventually("the other server refuses it", () -> userinfo(other, token) == 401);
    Reply refreshed =
        other
            .server()
            .calls()
            .form(
                "/oauth/token",
                "grant_type=refresh_token&refresh_token=" + refreshToken,
                basic(WEB, secret));
    assertThat(refreshed.json().get("error").asText()).isEqualTo("invalid_grant");
    assertThat(location(other.same(browser).get(url(request())))).startsWith("/consent?request=");
  }
}
