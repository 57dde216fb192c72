package dev.restauth.passkey;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.SoftAuthenticator.Algorithm;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The life of passkeys over HTTP, from the first options to the removal of the last passkey. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class PasskeyLifeTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of())
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("miguel", "python");

  private final FactorScene scene = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(scene);

  @Test
  void theFirstPasskeyRevokesAllSessionsAndReturnsRecoveryCodes() {
    String before = bearer(RoleScene.tokenOf(ok(scene.logIn("susan"))));
    JsonNode registered = passkeys.registered("susan", new SoftAuthenticator());

    assertThat(registered.get("recovery_codes")).hasSize(10);
    assertThat(registered.at("/passkey/name").asText()).isEqualTo("My phone");
    assertThat(registered.at("/passkey/synchronized").asBoolean()).isTrue();
    assertThat(registered.at("/passkey/last_used_at").isNull()).isTrue();
    assertThat(scene.call("GET", FactorScene.FACTORS, Optional.empty(), before).status())
        .isEqualTo(401);
    String token = registered.get("token").asText();
    JsonNode claims = RoleScene.claims(token);
    assertThat(claims.get("acr").asText()).isEqualTo("phr");
    assertThat(claims.get("amr").toString()).isEqualTo("[\"pwd\",\"swk\",\"user\",\"mfa\"]");
    JsonNode listed =
        ok(scene.call("GET", FactorScene.FACTORS, Optional.empty(), bearer(token))).json();
    assertThat(listed.at("/passkeys/0")).isEqualTo(registered.get("passkey"));
    assertThat(listed.get("totp").isNull()).isTrue();
    assertThat(listed.get("recovery_codes").asInt()).isEqualTo(10);
  }

  @Test
  void logsInWithEachAlgorithm() {
    for (Algorithm algorithm :
        new Algorithm[] {Algorithm.ES256, Algorithm.EDDSA, Algorithm.RS256}) {
      server.calls().register("user-" + algorithm, "python");
      SoftAuthenticator authenticator = new SoftAuthenticator(algorithm);
      passkeys.registered("user-" + algorithm, authenticator);
      JsonNode claims = RoleScene.claims(passkeys.token(authenticator));
      assertThat(claims.get("acr").asText()).isEqualTo("phr");
      assertThat(claims.get("amr").toString()).isEqualTo("[\"swk\",\"user\",\"mfa\"]");
    }
    server.calls().register("another", "python");
    JsonNode begun = passkeys.creation(basic("another", "python"));
    JsonNode unasked = new SoftAuthenticator(Algorithm.ES384).create(begun.get("publicKey"));
    assertThat(problem(passkeys.register(begun, unasked, basic("another", "python"))))
        .isEqualTo("403 invalid-passkey");
  }

  @Test
  void completesALogInWithThePassword() {
    SoftAuthenticator authenticator = SoftAuthenticator.onDevice();
    authenticator.verified = false;
    passkeys.registered("susan", authenticator);
    Reply half = scene.logIn("susan");
    assertThat(problem(half)).isEqualTo("401 factor-required");
    assertThat(half.json().get("factors").toString()).isEqualTo("[\"passkey\",\"recovery-code\"]");
    Reply byBasic = scene.call("GET", "/api/token", Optional.empty(), basic("susan", "python"));
    assertThat(problem(byBasic)).isEqualTo("401 factor-required");
    assertThat(byBasic.header("OTP-Required")).hasValue("passkey, recovery-code");

    JsonNode options = passkeys.optionsFor(passkeys.challenge("susan"));
    assertThat(options.at("/publicKey/allowCredentials/0/id").asText())
        .isEqualTo(SoftAuthenticator.base64(authenticator.credentialId()));
    assertThat(options.at("/publicKey/userVerification").asText()).isEqualTo("preferred");
    authenticator.anonymous = true;
    JsonNode claims =
        RoleScene.claims(RoleScene.tokenOf(ok(passkeys.complete("susan", authenticator))));
    assertThat(claims.get("acr").asText()).isEqualTo("phrh");
    assertThat(claims.get("amr").toString()).isEqualTo("[\"pwd\",\"hwk\",\"user\",\"mfa\"]");
    authenticator.anonymous = false;
    assertThat(problem(passkeys.logIn(authenticator)))
        .as("alone, without verification of the user")
        .isEqualTo("403 invalid-passkey");
  }

  @Test
  void sufficesOnlyAfterItHasVerifiedItsUserTogetherWithThePassword() {
    SoftAuthenticator authenticator = SoftAuthenticator.onDevice();
    authenticator.verified = false;
    passkeys.registered("susan", authenticator);
    authenticator.verified = true;
    assertThat(problem(passkeys.logIn(authenticator)))
        .as("a thief may have given it a PIN")
        .isEqualTo("403 invalid-passkey");
    ok(passkeys.complete("susan", authenticator));
    ok(passkeys.logIn(authenticator));
  }

  @Test
  void optionsAreTheSameForEverybody() {
    passkeys.registered("susan", new SoftAuthenticator());
    JsonNode options = passkeys.options();
    assertThat(options.at("/publicKey/allowCredentials")).isEmpty();
    assertThat(options.at("/publicKey/userVerification").asText()).isEqualTo("required");
    assertThat(options.at("/publicKey/rpId").asText()).isEqualTo("localhost");
    assertThat(masked(options)).isEqualTo(masked(passkeys.options()));
  }

  private static String masked(JsonNode options) {
    return options
        .toString()
        .replaceFirst("\"request\":\"[\\w-]+\"", "")
        .replaceFirst("\"challenge\":\"[\\w-]{43}\"", "");
  }

  @Test
  void stepsUp() {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    passkeys.registered("susan", authenticator);
    String token = bearer(passkeys.token(authenticator));
    clock.move(Duration.ofMinutes(6));
    assertThat(
            problem(scene.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token)))
        .isEqualTo("401 step-up-required");
    String fresh = bearer(passkeys.token(authenticator, token));
    assertThat(scene.call("GET", FactorScene.FACTORS, Optional.empty(), token).status())
        .as("the earlier session has ended")
        .isEqualTo(401);
    ok(scene.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, fresh));

    SoftAuthenticator another = new SoftAuthenticator();
    passkeys.registered("miguel", another);
    assertThat(problem(passkeys.logIn(another, fresh)))
        .as("with the passkey of somebody else")
        .isEqualTo("403 invalid-passkey");
  }

  @Test
  void areNamedAndRemoved() {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    JsonNode registered = passkeys.registered("susan", authenticator);
    String path = PasskeyScene.PASSKEYS + "/" + registered.at("/passkey/id").asText();
    String token = bearer(registered.get("token").asText());
    assertThat(scene.call("PATCH", path, Optional.of("{\"name\":\" Phone \"}"), token).status())
        .isEqualTo(204);
    JsonNode listed = ok(scene.call("GET", FactorScene.FACTORS, Optional.empty(), token)).json();
    assertThat(listed.at("/passkeys/0/name").asText()).isEqualTo("Phone");
    passkeys.registered("miguel", new SoftAuthenticator());
    SoftAuthenticator other = new SoftAuthenticator();
    assertThat(scene.call("DELETE", path, Optional.of(FactorScene.CONFIRMED), token).status())
        .isEqualTo(204);
    assertThat(problem(scene.call("PATCH", path, Optional.of("{\"name\":\"x\"}"), token)))
        .isEqualTo("404 not-found");
    assertThat(problem(passkeys.logIn(authenticator))).isEqualTo("403 invalid-passkey");
    ok(scene.logIn("susan"));
    assertThat(problem(passkeys.logIn(other))).isEqualTo("403 invalid-passkey");
  }

  @Test
  void aCodeOfAnAppDoesNotSufficeToChangePasskeys() {
    FactorScene.App app = scene.enrol("susan");
    SoftAuthenticator authenticator = new SoftAuthenticator();
    String token = bearer(scene.token("susan", app));
    JsonNode begun =
        ok(scene.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token)).json();
    JsonNode registered =
        ok(passkeys.register(begun, authenticator.create(begun.get("publicKey")), token)).json();
    assertThat(registered.has("recovery_codes")).isFalse();
    assertThat(registered.has("token")).isFalse();
    String path = PasskeyScene.PASSKEYS + "/" + registered.at("/passkey/id").asText();
    Reply refused =
        scene.call(
            "DELETE", path, Optional.of(FactorScene.CONFIRMED), bearer(scene.token("susan", app)));
    assertThat(problem(refused)).isEqualTo("401 step-up-required");
    assertThat(refused.header("WWW-Authenticate").orElseThrow()).contains("acr_values=\"phr\"");
    assertThat(
            scene
                .call(
                    "DELETE",
                    path,
                    Optional.of(FactorScene.CONFIRMED),
                    bearer(passkeys.token(authenticator)))
                .status())
        .isEqualTo(204);
    assertThat(problem(scene.logIn("susan")))
        .as("the app is left")
        .isEqualTo("401 factor-required");
  }

  @Test
  void anAccountHasTwentyAtMost() {
    SoftAuthenticator first = new SoftAuthenticator();
    passkeys.registered("susan", first);
    String token = bearer(passkeys.token(first));
    for (int i = 1; i < OwnPasskeys.AT_MOST; i++) {
      ok(another(token));
    }
    assertThat(problem(another(token))).isEqualTo("409 limit-reached");
  }

  private Reply another(String token) {
    JsonNode begun =
        ok(scene.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token)).json();
    return passkeys.register(begun, new SoftAuthenticator().create(begun.get("publicKey")), token);
  }

  @Test
  void anOperatorRemovesThem() {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    passkeys.registered("susan", authenticator);
    server.operate("user.remove-factors", Map.of("username", "susan"));
    assertThat(problem(passkeys.logIn(authenticator))).isEqualTo("403 invalid-passkey");
    ok(scene.logIn("susan"));
  }

  @Test
  void areExportedAndErased() {
    SoftAuthenticator authenticator = new SoftAuthenticator();
    passkeys.registered("susan", authenticator);
    String token = bearer(passkeys.token(authenticator));
    Reply export = ok(scene.call("GET", "/api/me/export", Optional.empty(), token));
    assertThat(export.json().at("/passkey/0/name").asText()).isEqualTo("My phone");
    assertThat(export.body())
        .doesNotContain(SoftAuthenticator.base64(authenticator.credentialId()));
    assertThat(scene.call("DELETE", "/api/me", Optional.of(FactorScene.CONFIRMED), token).status())
        .isEqualTo(204);
    assertThat(problem(passkeys.logIn(authenticator))).isEqualTo("403 invalid-passkey");
    assertThat(server.store().<Boolean>reading(tx -> new PasskeyRows(tx).any())).isFalse();
  }
}
