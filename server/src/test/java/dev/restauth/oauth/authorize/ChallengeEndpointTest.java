package dev.restauth.oauth.authorize;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.with;
import static dev.restauth.oauth.authorize.ChallengeScene.APP;
import static dev.restauth.oauth.authorize.ChallengeScene.asUser;
import static dev.restauth.oauth.authorize.ChallengeScene.authSession;
import static dev.restauth.oauth.authorize.ChallengeScene.code;
import static dev.restauth.oauth.authorize.ChallengeScene.error;
import static dev.restauth.oauth.authorize.ChallengeScene.methods;
import static dev.restauth.oauth.authorize.ChallengeScene.request;
import static dev.restauth.oauth.authorize.ChallengeScene.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Log-ins through the operator's own apps, without a browser (OAuth 2.0 for First-Party
 * Applications).
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ChallengeEndpointTest {
  private static final String WRONG = "wrong-password";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", OidcScene.ISSUER, "account-failures", "3"))
          .on(() -> database)
          .withAccount("susan", OidcScene.PASSWORD)
          .withAccount("tom", OidcScene.PASSWORD);

  private final OidcScene scene = new OidcScene(server);
  private final ChallengeScene app = new ChallengeScene(server);
  private final Rows rows = new Rows(server);

  @BeforeEach
  void register() {
    app.register();
  }

  @Test
  void passwordSufficesForAnAccountWithoutFactor() throws ParseException {
    String code = code(app.send(asUser("susan")));

    AuthorizationCode row = rows.code(code);
    assertThat(row.clientId()).isEqualTo(APP);
    assertThat(row.accountId()).isEqualTo(server.account("susan").id());
    assertThat(row.browserSessionId()).isEmpty();
    assertThat(row.redirectUriGiven()).isFalse();
    assertThat(row.methods()).isEqualTo("password");
    assertThat(row.endsAt()).isEqualTo(clock.instant().plusSeconds(60));
    Reply tokens = app.redeem(code);
    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    assertThat(
            SignedJWT.parse(tokens.json().get("id_token").asText())
                .getJWTClaimsSet()
                .getStringClaim("nonce"))
        .isEqualTo("a nonce");
    assertThat(app.redeem(code).status()).as("once").isEqualTo(400);
  }

  @Test
  void codeIsBoundToVerifierAndAddress() {
    assertThat(
            app.redeem(code(app.send(asUser("susan"))), "code_verifier", "x".repeat(43)).status())
        .isEqualTo(400);
    assertThat(app.redeem(code(app.send(asUser("susan"))), "client_id", "sister").status())
        .isEqualTo(400);
    assertThat(app.redeem(code(app.send(asUser("susan"))), "redirect_uri", CALLBACK).status())
        .isEqualTo(400);
    String there = code(app.send(with(asUser("susan"), "redirect_uri", CALLBACK)));
    assertThat(app.redeem(there, "redirect_uri", "https://evil.example").status()).isEqualTo(400);
    assertThat(app.redeem(there, "redirect_uri", CALLBACK).status()).isEqualTo(200);
  }

  @Test
  void unknownNameLooksLikeWrongPassword() {
    Reply wrong = app.send(with(asUser("susan"), "password", WRONG));
    Reply unknown = app.send(with(asUser("nobody-here"), "password", WRONG));
    assertThat(error(wrong)).isEqualTo("400 access_denied");
    assertThat(unknown.status()).isEqualTo(wrong.status());
    assertThat(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void visitorWithoutAProofStoresNothing() {
    long before = rows.all() + attempts();
    Reply first = app.send(request());
    assertThat(methods(first)).containsExactly("passkey", "password");
    for (int i = 0; i < 20; i++) {
      assertThat(error(app.send(step(authSession(first)))))
          .isEqualTo("400 insufficient_authorization");
    }
    assertThat(rows.all() + attempts()).isEqualTo(before);
    assertThat(error(app.send(step(authSession(first), "code", "123456"))))
        .isEqualTo("400 invalid_request");
    code(app.send(step(authSession(first), "username", "susan", "password", OidcScene.PASSWORD)));
  }

  private long attempts() {
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one("SELECT count(*) AS n FROM login_attempt", row -> row.number("n"))
                    .orElseThrow());
  }

  @Test
  void anotherAccountThanTheDemandedOneIsRefused() {
    String only = "{\"id_token\":{\"sub\":{\"value\":\"%d\"}}}";
    long susan = server.account("susan").id();
    assertThat(error(app.send(with(asUser("tom"), "claims", only.formatted(susan)))))
        .isEqualTo("400 access_denied");
    code(app.send(with(asUser("susan"), "claims", only.formatted(susan))));
  }

  @Test
  void onlyFirstPartyClientsAreAllowed() {
    String secret = app.registerBackend();
    assertThat(error(app.send(with(asUser("susan"), "client_id", "stranger"))))
        .isEqualTo("400 unauthorized_client");
    assertThat(error(app.send(with(asUser("susan"), "client_id", "nobody"))))
        .isEqualTo("401 invalid_client");
    assertThat(error(app.send(with(asUser("susan"), "client_id", "restauth"))))
        .isEqualTo("401 invalid_client");
    assertThat(error(app.send(with(asUser("susan"), "client_id", "backend"))))
        .isEqualTo("401 invalid_client");
    assertThat(
            error(
                app.send(
                    with(asUser("susan"), "client_id", "backend"), basic("backend", secret + "x"))))
        .isEqualTo("401 invalid_client");
    assertThat(rows.codes()).isZero();
    code(app.send(with(asUser("susan"), "client_id", "backend"), basic("backend", secret)));
  }

  @Test
  void clientThatIsDisabledDuringTheRequestGetsNothing() {
    String session = authSession(app.send(request()));
    scene.clients().remove(APP);
    assertThat(error(app.send(step(session, "username", "susan", "password", OidcScene.PASSWORD))))
        .isEqualTo("401 invalid_client");
  }

  @Test
  void malformedRequestIsRefused() {
    for (Map<String, String> each :
        List.of(
            with(asUser("susan"), "code_challenge", ""),
            with(asUser("susan"), "code_challenge_method", "plain"),
            with(asUser("susan"), "response_type", ""),
            with(asUser("susan"), "redirect_uri", "https://evil.example"),
            with(asUser("susan"), "prompt", "none"),
            with(asUser("susan"), "response_mode", "form_post"),
            with(asUser("susan"), "password", ""),
            with(asUser("susan"), "username", ""))) {
      assertThat(error(app.send(each))).as("%s", each).isEqualTo("400 invalid_request");
    }
    assertThat(error(app.send(with(asUser("susan"), "response_type", "token"))))
        .isEqualTo("400 unsupported_response_type");
    assertThat(error(app.send(with(asUser("susan"), "resource", "https://other.example"))))
        .isEqualTo("400 invalid_target");
    assertThat(error(app.send(with(asUser("susan"), "prompt", "consent"))))
        .isEqualTo("400 redirect_to_web");
    assertThat(
            error(
                server
                    .calls()
                    .form("/oauth/challenge", encoded(asUser("susan")) + "&username=tom")))
        .isEqualTo("400 invalid_request");
    assertThat(error(server.calls().post("/oauth/challenge", "{}")))
        .isEqualTo("400 invalid_request");
    assertThat(server.calls().get("/oauth/challenge?" + encoded(asUser("susan"))).status())
        .isEqualTo(405);
    assertThat(rows.codes()).isZero();
  }

  @Test
  void offlineAccessIsNotGrantedWithoutConsent() {
    String code = code(app.send(with(asUser("susan"), "scope", "openid offline_access")));
    assertThat(rows.code(code).scope()).isEqualTo("openid");
    assertThat(rows.code(code).offline()).isFalse();
  }

  @Test
  void sessionOutlastsNoBrowserAndIsRefreshed() {
    Reply tokens = app.redeem(code(app.send(asUser("susan"))));
    clock.move(Duration.ofDays(2));
    server.runMaintenance();
    Reply refreshed =
        server
            .calls()
            .form(
                "/oauth/token",
                "grant_type=refresh_token&client_id=app&refresh_token="
                    + tokens.json().get("refresh_token").asText());
    assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
  }

  @Test
  void tooManyFailuresAreThrottledAsEverywhere() {
    // A known address may try twice as often as the setting allows.
    for (int i = 0; i < 6; i++) {
      assertThat(error(app.send(with(asUser("susan"), "password", WRONG))))
          .isEqualTo("400 access_denied");
    }
    Reply right = app.send(asUser("susan"));
    assertThat(error(right)).isEqualTo("429 temporarily_unavailable");
    assertThat(right.header("retry-after")).isPresent();
    assertThat(rows.codes()).isZero();
  }
}
