package dev.restauth.oauth.authorize;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.CHALLENGE;
import static dev.restauth.oauth.OidcScene.VERIFIER;
import static dev.restauth.oauth.OidcScene.encoded;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.store.sql.TestDatabase;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Log-ins through the operator's own apps, without a browser (OAuth 2.0 for First-Party
 * Applications), and attempts to bypass the users' second factors.
 */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class ChallengeEndpointTest {
  private static final String APP = "app";
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
  private final FactorScene factors = new FactorScene(server, clock);
  private final Rows rows = new Rows(server);
  private String secret = "";

  @BeforeEach
  void register() {
    addPublic(APP, true);
    addPublic("sister", true);
    addPublic("stranger", false);
    secret =
        scene
            .clients()
            .add("backend", "{'redirect_uris':['%s'],'first_party':true}".formatted(CALLBACK));
  }

  private void addPublic(String id, boolean firstParty) {
    var _ =
        scene
            .clients()
            .add(
                id,
                """
                {'token_endpoint_auth_method':'none','redirect_uris':['%s'],'first_party':%s,
                 'grant_types':['authorization_code','refresh_token']}"""
                    .formatted(CALLBACK, firstParty));
  }

  private static Map<String, String> request() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("response_type", "code");
    parameters.put("client_id", APP);
    parameters.put("scope", "openid profile");
    parameters.put("nonce", "a nonce");
    parameters.put("code_challenge", CHALLENGE);
    parameters.put("code_challenge_method", "S256");
    return parameters;
  }

  private static Map<String, String> of(String username) {
    return with(request(), "username", username, "password", OidcScene.PASSWORD);
  }

  private static Map<String, String> step(String authSession, String... more) {
    return with(Map.of("client_id", APP, "auth_session", authSession), more);
  }

  private Reply send(Map<String, String> parameters, String... headers) {
    return server.calls().form("/oauth/challenge", encoded(parameters), headers);
  }

  private static String error(Reply reply) {
    assertThat(reply.header("cache-control")).contains("no-store");
    return reply.status() + " " + reply.json().path("error").asText();
  }

  private static String code(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.header("cache-control")).contains("no-store");
    return reply.json().get("authorization_code").asText();
  }

  private static String authSession(Reply reply) {
    assertThat(error(reply)).as(reply.body()).isEqualTo("400 insufficient_authorization");
    return reply.json().get("auth_session").asText();
  }

  private static List<String> methods(Reply reply) {
    return reply.json().get("methods").valueStream().map(JsonNode::asText).toList();
  }

  private Reply redeem(String code, String... more) {
    return server
        .calls()
        .form(
            "/oauth/token",
            encoded(
                with(
                    Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        APP,
                        "code",
                        code,
                        "code_verifier",
                        VERIFIER),
                    more)));
  }

  @Test
  void passwordSufficesForAnAccountWithoutFactor() throws ParseException {
    String code = code(send(of("susan")));

    AuthorizationCode row = rows.code(code);
    assertThat(row.clientId()).isEqualTo(APP);
    assertThat(row.accountId()).isEqualTo(server.account("susan").id());
    assertThat(row.browserSessionId()).isEmpty();
    assertThat(row.redirectUriGiven()).isFalse();
    assertThat(row.methods()).isEqualTo("password");
    assertThat(row.endsAt()).isEqualTo(clock.instant().plusSeconds(60));
    Reply tokens = redeem(code);
    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    assertThat(
            SignedJWT.parse(tokens.json().get("id_token").asText())
                .getJWTClaimsSet()
                .getStringClaim("nonce"))
        .isEqualTo("a nonce");
    assertThat(redeem(code).status()).as("once").isEqualTo(400);
  }

  @Test
  void codeIsBoundToVerifierAndAddress() {
    assertThat(redeem(code(send(of("susan"))), "code_verifier", "x".repeat(43)).status())
        .isEqualTo(400);
    assertThat(redeem(code(send(of("susan"))), "client_id", "sister").status()).isEqualTo(400);
    assertThat(redeem(code(send(of("susan"))), "redirect_uri", CALLBACK).status()).isEqualTo(400);
    String there = code(send(with(of("susan"), "redirect_uri", CALLBACK)));
    assertThat(redeem(there, "redirect_uri", "https://evil.example").status()).isEqualTo(400);
    assertThat(redeem(there, "redirect_uri", CALLBACK).status()).isEqualTo(200);
  }

  @Test
  void unknownNameLooksLikeWrongPassword() {
    Reply wrong = send(with(of("susan"), "password", WRONG));
    Reply unknown = send(with(of("nobody-here"), "password", WRONG));
    assertThat(error(wrong)).isEqualTo("400 access_denied");
    assertThat(unknown.status()).isEqualTo(wrong.status());
    assertThat(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void visitorWithoutAProofStoresNothing() {
    long before = rows.all() + attempts();
    Reply first = send(request());
    assertThat(methods(first)).containsExactly("passkey", "password");
    for (int i = 0; i < 20; i++) {
      assertThat(error(send(step(authSession(first))))).isEqualTo("400 insufficient_authorization");
    }
    assertThat(rows.all() + attempts()).isEqualTo(before);
    assertThat(error(send(step(authSession(first), "code", "123456"))))
        .isEqualTo("400 invalid_request");
    code(send(step(authSession(first), "username", "susan", "password", OidcScene.PASSWORD)));
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
  void accountWithFactorGetsNoCodeWithoutIt() {
    FactorScene.App app = factors.enrol("susan");
    Reply half = send(of("susan"));
    assertThat(methods(half)).containsExactly("recovery-code", "totp");
    String session = authSession(half);

    assertThat(error(send(step(session)))).isEqualTo("400 insufficient_authorization");
    assertThat(error(send(step(session, "code", "000000x")))).isEqualTo("400 access_denied");
    assertThat(error(send(step(session, "username", "susan", "password", OidcScene.PASSWORD))))
        .isEqualTo("400 insufficient_authorization");
    assertThat(error(send(with(of("susan"), "code", "000000x")))).isEqualTo("400 access_denied");
    assertThat(rows.codes()).isZero();

    String code = code(send(step(session, "code", factors.code(app.totp()))));
    assertThat(rows.code(code).methods()).contains("totp");
    assertThat(redeem(code).status()).isEqualTo(200);
    factors.nextStep();
    assertThat(error(send(step(session, "code", factors.code(app.totp())))))
        .as("used up")
        .isEqualTo("400 invalid_session");
    assertThat(rows.codes()).isEqualTo(1);
  }

  @Test
  void codeInTheFirstRequestOrRecoveryCodeSuffices() {
    FactorScene.App app = factors.enrol("susan");
    code(send(with(of("susan"), "code", factors.code(app.totp()))));
    String recovery = app.recoveryCodes().getFirst();
    String session = authSession(send(of("susan")));
    code(send(step(session, "code", recovery)));
    assertThat(error(send(step(authSession(send(of("susan"))), "code", recovery))))
        .as("once")
        .isEqualTo("400 access_denied");
  }

  @Test
  void authSessionBelongsToItsClientAndIsNotUsedUpByAnother() {
    FactorScene.App app = factors.enrol("susan");
    String session = authSession(send(of("susan")));
    String code = factors.code(app.totp());
    assertThat(error(send(step(session, "client_id", "sister", "code", code))))
        .isEqualTo("400 invalid_session");
    assertThat(
            error(
                send(with(step(session, "code", code), "client_id", ""), basic("backend", secret))))
        .isEqualTo("400 invalid_session");
    code(send(step(session, "code", code)));
  }

  @Test
  void requestCannotBeChangedBetweenTheSteps() {
    FactorScene.App app = factors.enrol("susan");
    String session = authSession(send(of("susan")));
    String code = factors.code(app.totp());
    Map<String, String> whole = with(request(), "auth_session", session, "code", code);
    for (Map<String, String> changed :
        List.of(
            with(whole, "scope", "openid email"),
            with(whole, "nonce", "another"),
            with(whole, "nonce", ""),
            with(whole, "code_challenge", "A".repeat(43)),
            with(whole, "redirect_uri", CALLBACK),
            with(step(session, "code", code), "scope", "openid profile"))) {
      assertThat(error(send(changed))).as("%s", changed).isEqualTo("400 invalid_request");
    }
    assertThat(error(send(with(whole, "scope", "api")))).isEqualTo("400 invalid_scope");
    assertThat(rows.code(code(send(whole))).scope()).isEqualTo("openid profile");
  }

  @Test
  void foreignOrExpiredAuthSessionIsRefused() {
    FactorScene.App app = factors.enrol("susan");
    String session = authSession(send(of("susan")));
    String challenge = factors.logIn("susan").json().get("challenge").asText();
    int middle = session.length() / 2;
    String changed =
        session.substring(0, middle)
            + (session.charAt(middle) == 'A' ? "B" : "A")
            + session.substring(middle + 1);
    for (String each : List.of("x", challenge, changed, "y".repeat(9_000))) {
      assertThat(error(send(step(each, "code", factors.code(app.totp())))))
          .isEqualTo("400 invalid_session");
    }
    clock.move(Duration.ofMinutes(10));
    assertThat(error(send(step(session, "code", factors.code(app.totp())))))
        .isEqualTo("400 invalid_session");
    assertThat(rows.codes()).isZero();
  }

  @Test
  void changedAccountInvalidatesTheAuthSession() {
    FactorScene.App app = factors.enrol("susan");
    String session = authSession(send(of("susan")));
    Account susan = server.account("susan");
    var _ =
        server
            .notifyingStore()
            .inTransaction(
                tx -> new RevokingAccountRows(tx).revokeAllTokens(susan.id(), susan.generation()));
    String code = factors.code(app.totp());
    assertThat(error(send(step(session, "code", code)))).isEqualTo("400 invalid_session");
  }

  @Test
  void passkeySufficesOrCompletesThePassword() {
    SoftAuthenticator authenticator = SoftAuthenticator.at("auth.example.com");
    var _ = new PasskeyScene(factors).registered("susan", authenticator);

    Reply first = send(request());
    String alone = code(send(passkey(first, authenticator)));
    assertThat(rows.code(alone).methods()).contains("passkey");
    assertThat(redeem(alone).status()).isEqualTo(200);

    Reply half = send(of("susan"));
    assertThat(methods(half)).contains("passkey").doesNotContain("password");
    Map<String, String> answered = passkey(half, authenticator);
    code(send(answered));
    assertThat(error(send(answered))).as("used up").isEqualTo("400 invalid_session");
    assertThat(error(send(passkey(send(of("susan")), new SoftAuthenticator()))))
        .isEqualTo("400 access_denied");
    assertThat(error(send(with(answered, "passkey_credential", "[]"))))
        .isEqualTo("400 invalid_session");
    assertThat(error(send(with(passkey(send(request()), authenticator), "code", "1"))))
        .isEqualTo("400 invalid_request");
    assertThat(
            error(send(with(passkey(send(request()), authenticator), "passkey_credential", "{}"))))
        .isEqualTo("400 invalid_request");
  }

  private static Map<String, String> passkey(Reply asked, SoftAuthenticator authenticator) {
    JsonNode options = asked.json().get("passkey");
    return step(
        authSession(asked),
        "passkey_request",
        options.get("request").asText(),
        "passkey_credential",
        authenticator.get(options.get("publicKey")).toString());
  }

  @Test
  void essentialClassIsDemanded() {
    FactorScene.App app = factors.enrol("susan");
    String two = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"%s\"]}}}";
    String unmet = "400 unmet_authentication_requirements";
    assertThat(error(send(with(of("tom"), "claims", two.formatted("2"))))).isEqualTo(unmet);
    assertThat(error(send(with(of("susan"), "claims", two.formatted("phr"))))).isEqualTo(unmet);
    String code = factors.code(app.totp());
    code(send(with(of("susan"), "claims", two.formatted("2"), "code", code)));
  }

  @Test
  void anotherAccountThanTheDemandedOneIsRefused() {
    String only = "{\"id_token\":{\"sub\":{\"value\":\"%d\"}}}";
    long susan = server.account("susan").id();
    assertThat(error(send(with(of("tom"), "claims", only.formatted(susan)))))
        .isEqualTo("400 access_denied");
    code(send(with(of("susan"), "claims", only.formatted(susan))));
  }

  @Test
  void onlyFirstPartyClientsAreAllowed() {
    assertThat(error(send(with(of("susan"), "client_id", "stranger"))))
        .isEqualTo("400 unauthorized_client");
    assertThat(error(send(with(of("susan"), "client_id", "nobody"))))
        .isEqualTo("401 invalid_client");
    assertThat(error(send(with(of("susan"), "client_id", "restauth"))))
        .isEqualTo("401 invalid_client");
    assertThat(error(send(with(of("susan"), "client_id", "backend"))))
        .isEqualTo("401 invalid_client");
    assertThat(
            error(send(with(of("susan"), "client_id", "backend"), basic("backend", secret + "x"))))
        .isEqualTo("401 invalid_client");
    assertThat(rows.codes()).isZero();
    code(send(with(of("susan"), "client_id", "backend"), basic("backend", secret)));
  }

  @Test
  void clientThatIsDisabledDuringTheRequestGetsNothing() {
    String session = authSession(send(request()));
    scene.clients().remove(APP);
    assertThat(error(send(step(session, "username", "susan", "password", OidcScene.PASSWORD))))
        .isEqualTo("401 invalid_client");
  }

  @Test
  void malformedRequestIsRefused() {
    for (Map<String, String> each :
        List.of(
            with(of("susan"), "code_challenge", ""),
            with(of("susan"), "code_challenge_method", "plain"),
            with(of("susan"), "response_type", ""),
            with(of("susan"), "redirect_uri", "https://evil.example"),
            with(of("susan"), "prompt", "none"),
            with(of("susan"), "response_mode", "form_post"),
            with(of("susan"), "password", ""),
            with(of("susan"), "username", ""))) {
      assertThat(error(send(each))).as("%s", each).isEqualTo("400 invalid_request");
    }
    assertThat(error(send(with(of("susan"), "response_type", "token"))))
        .isEqualTo("400 unsupported_response_type");
    assertThat(error(send(with(of("susan"), "resource", "https://other.example"))))
        .isEqualTo("400 invalid_target");
    assertThat(error(send(with(of("susan"), "prompt", "consent"))))
        .isEqualTo("400 redirect_to_web");
    assertThat(
            error(server.calls().form("/oauth/challenge", encoded(of("susan")) + "&username=tom")))
        .isEqualTo("400 invalid_request");
    assertThat(error(server.calls().post("/oauth/challenge", "{}")))
        .isEqualTo("400 invalid_request");
    assertThat(server.calls().get("/oauth/challenge?" + encoded(of("susan"))).status())
        .isEqualTo(405);
    assertThat(rows.codes()).isZero();
  }

  @Test
  void offlineAccessIsNotGrantedWithoutConsent() {
    String code = code(send(with(of("susan"), "scope", "openid offline_access")));
    assertThat(rows.code(code).scope()).isEqualTo("openid");
    assertThat(rows.code(code).offline()).isFalse();
  }

  @Test
  void sessionOutlastsNoBrowserAndIsRefreshed() {
    Reply tokens = redeem(code(send(of("susan"))));
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
      assertThat(error(send(with(of("susan"), "password", WRONG)))).isEqualTo("400 access_denied");
    }
    Reply right = send(of("susan"));
    assertThat(error(right)).isEqualTo("429 temporarily_unavailable");
    assertThat(right.header("retry-after")).isPresent();
    assertThat(rows.codes()).isZero();
  }
}
