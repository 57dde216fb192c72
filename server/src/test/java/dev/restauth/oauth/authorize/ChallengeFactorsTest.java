package dev.restauth.oauth.authorize;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.OidcScene.CALLBACK;
import static dev.restauth.oauth.OidcScene.with;
import static dev.restauth.oauth.authorize.ChallengeScene.asUser;
import static dev.restauth.oauth.authorize.ChallengeScene.authSession;
import static dev.restauth.oauth.authorize.ChallengeScene.code;
import static dev.restauth.oauth.authorize.ChallengeScene.error;
import static dev.restauth.oauth.authorize.ChallengeScene.methods;
import static dev.restauth.oauth.authorize.ChallengeScene.request;
import static dev.restauth.oauth.authorize.ChallengeScene.step;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OidcScene;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
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
 * Log-ins with a second factor or a passkey through the operator's own apps, and attempts to bypass
 * the factor.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ChallengeFactorsTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", OidcScene.ISSUER, "account-failures", "3"))
          .on(() -> database)
          .withAccount("susan", OidcScene.PASSWORD)
          .withAccount("tom", OidcScene.PASSWORD);

  private final ChallengeScene app = new ChallengeScene(server);
  private final FactorScene factors = new FactorScene(server, clock);
  private final Rows rows = new Rows(server);

  @BeforeEach
  void register() {
    app.register();
  }

  @Test
  void accountWithFactorGetsNoCodeWithoutIt() {
    FactorScene.App phone = factors.enrol("susan");
    Reply half = app.send(asUser("susan"));
    assertThat(methods(half)).containsExactly("recovery-code", "totp");
    String session = authSession(half);

    assertThat(error(app.send(step(session)))).isEqualTo("400 insufficient_authorization");
    assertThat(error(app.send(step(session, "code", "000000x")))).isEqualTo("400 access_denied");
    assertThat(error(app.send(step(session, "username", "susan", "password", OidcScene.PASSWORD))))
        .isEqualTo("400 insufficient_authorization");
    assertThat(error(app.send(with(asUser("susan"), "code", "000000x"))))
        .isEqualTo("400 access_denied");
    assertThat(rows.codes()).isZero();

    String code = code(app.send(step(session, "code", factors.code(phone.totp()))));
    assertThat(rows.code(code).methods()).contains("totp");
    assertThat(app.redeem(code).status()).isEqualTo(200);
    factors.nextStep();
    assertThat(error(app.send(step(session, "code", factors.code(phone.totp())))))
        .as("used up")
        .isEqualTo("400 invalid_session");
    assertThat(rows.codes()).isEqualTo(1);
  }

  @Test
  void codeInTheFirstRequestOrRecoveryCodeSuffices() {
    FactorScene.App phone = factors.enrol("susan");
    code(app.send(with(asUser("susan"), "code", factors.code(phone.totp()))));
    String recovery = phone.recoveryCodes().getFirst();
    String session = authSession(app.send(asUser("susan")));
    code(app.send(step(session, "code", recovery)));
    assertThat(error(app.send(step(authSession(app.send(asUser("susan"))), "code", recovery))))
        .as("once")
        .isEqualTo("400 access_denied");
  }

  @Test
  void authSessionBelongsToItsClientAndIsNotUsedUpByAnother() {
    FactorScene.App phone = factors.enrol("susan");
    String session = authSession(app.send(asUser("susan")));
    String code = factors.code(phone.totp());
    String secret = app.registerBackend();
    assertThat(error(app.send(step(session, "client_id", "sister", "code", code))))
        .isEqualTo("400 invalid_session");
    assertThat(
            error(
                app.send(
                    with(step(session, "code", code), "client_id", ""), basic("backend", secret))))
        .isEqualTo("400 invalid_session");
    code(app.send(step(session, "code", code)));
  }

  @Test
  void requestCannotBeChangedBetweenTheSteps() {
    FactorScene.App phone = factors.enrol("susan");
    String session = authSession(app.send(asUser("susan")));
    String code = factors.code(phone.totp());
    Map<String, String> whole = with(request(), "auth_session", session, "code", code);
    for (Map<String, String> changed :
        List.of(
            with(whole, "scope", "openid email"),
            with(whole, "nonce", "another"),
            with(whole, "nonce", ""),
            with(whole, "code_challenge", "A".repeat(43)),
            with(whole, "redirect_uri", CALLBACK),
            with(step(session, "code", code), "scope", "openid profile"))) {
      assertThat(error(app.send(changed))).as("%s", changed).isEqualTo("400 invalid_request");
    }
    assertThat(error(app.send(with(whole, "scope", "api")))).isEqualTo("400 invalid_scope");
    assertThat(rows.code(code(app.send(whole))).scope()).isEqualTo("openid profile");
  }

  @Test
  void foreignOrExpiredAuthSessionIsRefused() {
    FactorScene.App phone = factors.enrol("susan");
    String session = authSession(app.send(asUser("susan")));
    String challenge = factors.logIn("susan").json().get("challenge").asText();
    int middle = session.length() / 2;
    String changed =
        session.substring(0, middle)
            + (session.charAt(middle) == 'A' ? "B" : "A")
            + session.substring(middle + 1);
    for (String each : List.of("x", challenge, changed, "y".repeat(9_000))) {
      assertThat(error(app.send(step(each, "code", factors.code(phone.totp())))))
          .isEqualTo("400 invalid_session");
    }
    clock.move(Duration.ofMinutes(10));
    assertThat(error(app.send(step(session, "code", factors.code(phone.totp())))))
        .isEqualTo("400 invalid_session");
    assertThat(rows.codes()).isZero();
  }

  @Test
  void changedAccountInvalidatesTheAuthSession() {
    FactorScene.App phone = factors.enrol("susan");
    String session = authSession(app.send(asUser("susan")));
    Account susan = server.account("susan");
    var _ =
        server
            .notifyingStore()
            .inTransaction(
                tx -> new RevokingAccountRows(tx).revokeAllTokens(susan.id(), susan.generation()));
    String code = factors.code(phone.totp());
    assertThat(error(app.send(step(session, "code", code)))).isEqualTo("400 invalid_session");
  }

  @Test
  void passkeySufficesOrCompletesThePassword() {
    SoftAuthenticator authenticator = SoftAuthenticator.at("auth.example.com");
    var _ = new PasskeyScene(factors).registered("susan", authenticator);

    Reply first = app.send(request());
    String alone = code(app.send(passkey(first, authenticator)));
    assertThat(rows.code(alone).methods()).contains("passkey");
    assertThat(app.redeem(alone).status()).isEqualTo(200);

    Reply half = app.send(asUser("susan"));
    assertThat(methods(half)).contains("passkey").doesNotContain("password");
    Map<String, String> answered = passkey(half, authenticator);
    code(app.send(answered));
    assertThat(error(app.send(answered))).as("used up").isEqualTo("400 invalid_session");
    assertThat(error(app.send(passkey(app.send(asUser("susan")), new SoftAuthenticator()))))
        .isEqualTo("400 access_denied");
    assertThat(error(app.send(with(answered, "passkey_credential", "[]"))))
        .isEqualTo("400 invalid_session");
    assertThat(error(app.send(with(passkey(app.send(request()), authenticator), "code", "1"))))
        .isEqualTo("400 invalid_request");
    assertThat(
            error(
                app.send(
                    with(passkey(app.send(request()), authenticator), "passkey_credential", "{}"))))
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
    FactorScene.App phone = factors.enrol("susan");
    String two = "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"%s\"]}}}";
    String unmet = "400 unmet_authentication_requirements";
    assertThat(error(app.send(with(asUser("tom"), "claims", two.formatted("2"))))).isEqualTo(unmet);
    assertThat(error(app.send(with(asUser("susan"), "claims", two.formatted("phr")))))
        .isEqualTo(unmet);
    String code = factors.code(phone.totp());
    code(app.send(with(asUser("susan"), "claims", two.formatted("2"), "code", code)));
  }
}
