package dev.restauth.passwordless;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.passwordless.PasswordlessScene.Owner;
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

/** Accounts whose only credentials are passkeys. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class PasswordlessTest {
  private static final String NEW_NAME = "{\"username\":\"sue\"}";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of()).on(() -> database).withAccount("susan", "python");

  private final FactorScene scene = new FactorScene(server, clock);
  private final PasskeyScene passkeys = new PasskeyScene(scene);
  private final PasswordlessScene passwordless = new PasswordlessScene(passkeys);
  private final SoftAuthenticator phone = new SoftAuthenticator();
  private final SoftAuthenticator key = SoftAuthenticator.onDevice();

  private Owner susan() {
    return passwordless.passwordless("susan", phone, key);
  }

  @Test
  void onlyAFreshLogInWithAPasskeyRemovesThePassword() {
    assertThat(problem(passwordless.remove(basic("susan", "python"))))
        .isEqualTo("401 step-up-required");
    String registered = passkeys.registered("susan", phone).get("recovery_codes").get(0).asText();
    String byCode = bearer(RoleScene.tokenOf(ok(scene.logIn("susan", registered))));
    Reply refused = passwordless.remove(byCode);
    assertThat(problem(refused)).isEqualTo("401 step-up-required");
    assertThat(refused.header("WWW-Authenticate")).get().asString().contains("acr_values=\"phr\"");
    String token = bearer(passkeys.token(phone));
    assertThat(problem(passwordless.remove(token))).isEqualTo("409 recovery-needed");
    passwordless.another(key, FactorScene.CONFIRMED, token);
    clock.move(Duration.ofMinutes(5).plusSeconds(1));
    assertThat(problem(passwordless.remove(token))).isEqualTo("401 step-up-required");
    String again = bearer(passkeys.token(key, token));
    assertThat(passwordless.remove(again).status()).isEqualTo(204);
    assertThat(passwordless.call("GET", "/api/me", again).status()).isEqualTo(401);
    String last = bearer(passkeys.token(phone));
    assertThat(problem(passwordless.remove(last))).isEqualTo("404 not-found");
  }

  /** An authenticator that has never verified its user could not log in without the password. */
  @Test
  void aPasskeyWithoutUserVerificationDoesNotCount() {
    SoftAuthenticator old = SoftAuthenticator.onDevice();
    old.verified = false;
    passkeys.registered("susan", old);
    String token = bearer(RoleScene.tokenOf(ok(passkeys.complete("susan", old))));
    passwordless.another(phone, FactorScene.CONFIRMED, token);
    assertThat(problem(passwordless.remove(token))).isEqualTo("401 step-up-required");
    String alone = bearer(passkeys.token(phone));
    assertThat(problem(passwordless.remove(alone))).isEqualTo("409 recovery-needed");
  }

  @Test
  void anyPasswordLooksLikeThatOfAnUnknownUser() {
    susan();
    for (String path : new String[] {"/api/token", "/api/resource", "/api/me"}) {
      Reply owned = scene.call("GET", path, Optional.empty(), basic("susan", "python"));
      Reply unknown = scene.call("GET", path, Optional.empty(), basic("nobody", "python"));
      assertThat(owned.status()).isEqualTo(401);
      assertThat(owned.body()).isEqualTo(unknown.body());
      assertThat(owned.header("OTP-Required")).isEmpty();
    }
    Reply owned = scene.logIn("susan");
    assertThat(problem(owned)).isEqualTo("401 unauthorized");
    assertThat(owned.body()).isEqualTo(scene.logIn("nobody").body());
    String token = bearer(passkeys.token(phone));
    assertThat(problem(scene.post("/api/login", "{\"password\":\"python\"}", token)))
        .isEqualTo("401 unauthorized");
    assertThat(
            problem(
                scene.post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"cobra\"}",
                    token)))
        .isEqualTo("409 conflict");
  }

  /** A service may have such a token, and must not act as the user. */
  @Test
  void aTokenOfAnOrganisationDoesNotReplaceThePassword() {
    susan();
    String token = bearer(passkeys.token(phone));
    server.operate("org.create", Map.of("slug", "acme", "name", "Acme", "username", "susan"));
    Reply listed = ok(passwordless.call("GET", "/api/organizations", token));
    String path = "/api/token?organization=" + listed.json().at("/organizations/0/id").asText();
    String limited = bearer(RoleScene.tokenOf(ok(passwordless.call("GET", path, token))));
    assertThat(problem(scene.call("PUT", "/api/me/username", Optional.of(NEW_NAME), limited)))
        .isEqualTo("403 insufficient-scope");
    assertThat(problem(passwordless.set("viper snake", limited)))
        .isEqualTo("403 insufficient-scope");
  }

  /** The tokens of such a session have all its scopes, and so do not say that it was narrowed. */
  @Test
  void aTokenOfANarrowedSessionDoesNotReplaceThePassword() {
    susan();
    server.operate("role.define", Map.of("role", "reader", "scopes", "posts:read"));
    server.operate("role.assign", Map.of("role", "reader", "username", "susan"));
    String whole = bearer(passkeys.token(phone));
    Reply narrowed = ok(passwordless.call("GET", "/api/token?scope=api", whole));
    String token = bearer(RoleScene.tokenOf(narrowed));
    assertThat(problem(scene.call("PUT", "/api/me/username", Optional.of(NEW_NAME), token)))
        .isEqualTo("403 insufficient-scope");
    assertThat(problem(passwordless.set("viper snake", token))).isEqualTo("403 insufficient-scope");
    assertThat(problem(scene.post("/api/me/keys", "{\"name\":\"k\"}", token)))
        .isEqualTo("403 insufficient-scope");
    assertThat(problem(passwordless.call("GET", "/api/me/export", token)))
        .isEqualTo("403 insufficient-scope");

    String another = bearer(passkeys.token(phone));
    assertThat(scene.call("PUT", "/api/me/username", Optional.of(NEW_NAME), another).status())
        .isEqualTo(204);
  }

  @Test
  void aFreshPasskeyReplacesThePassword() {
    Owner owner = susan();
    String token = bearer(passkeys.token(phone));
    assertThat(scene.call("PUT", "/api/me/username", Optional.of(NEW_NAME), token).status())
        .isEqualTo(204);
    assertThat(
            ok(passwordless.call("GET", "/api/me", token)).json().get("has_password").asBoolean())
        .isFalse();
    assertThat(
            ok(passwordless.call("GET", FactorScene.FACTORS, token))
                .json()
                .get("password")
                .asBoolean())
        .isFalse();
    ok(passwordless.call("GET", "/api/me/export", token));
    clock.move(Duration.ofMinutes(6));
    assertThat(problem(scene.post("/api/me/keys", "{\"name\":\"k\"}", token)))
        .isEqualTo("401 step-up-required");
    assertThat(problem(passwordless.removePasskey(owner.secondId(), token)))
        .isEqualTo("401 step-up-required");
    String fresh = bearer(passkeys.token(key, token));
    assertThat(scene.post("/api/me/keys", "{\"name\":\"k\"}", fresh).status()).isEqualTo(201);
    assertThat(passwordless.call("DELETE", "/api/me", fresh).status()).isEqualTo(204);
    assertThat(problem(passkeys.logIn(phone))).isEqualTo("403 invalid-passkey");
  }

  @Test
  void theLastPasskeyStays() {
    Owner owner = susan();
    String token = bearer(passkeys.token(phone));
    assertThat(passwordless.removePasskey(owner.secondId(), token).status()).isEqualTo(204);
    Reply refused = passwordless.removePasskey(owner.firstId(), token);
    assertThat(problem(refused)).isEqualTo("409 last-factor");
    assertThat(refused.body()).contains("PUT /api/me/password");
    ok(passkeys.logIn(phone));
    assertThat(passwordless.set("cobra", token).status()).isEqualTo(204);
    String after = bearer(passkeys.token(phone));
    assertThat(
            scene
                .call(
                    "DELETE",
                    PasskeyScene.PASSKEYS + "/" + owner.firstId(),
                    Optional.of("{\"current_password\":\"cobra\"}"),
                    after)
                .status())
        .isEqualTo(204);
    assertThat(scene.call("GET", "/api/me", Optional.empty(), basic("susan", "cobra")).status())
        .isEqualTo(200);
  }

  @Test
  void setsAPasswordAgain() {
    String before = bearer(passkeys.registered("susan", phone).get("token").asText());
    assertThat(problem(passwordless.set("cobra", before))).isEqualTo("409 conflict");
    String token = bearer(passkeys.token(phone));
    passwordless.another(key, FactorScene.CONFIRMED, token);
    assertThat(passwordless.remove(token).status()).isEqualTo(204);
    String old = bearer(passkeys.token(phone));
    assertThat(problem(passwordless.set("", old))).isEqualTo("400 invalid-password");
    clock.move(Duration.ofMinutes(6));
    assertThat(problem(passwordless.set("cobra", old))).isEqualTo("401 step-up-required");
    String fresh = bearer(passkeys.token(phone, old));
    assertThat(passwordless.set("cobra", fresh).status()).isEqualTo(204);
    assertThat(passwordless.call("GET", "/api/me", fresh).status()).isEqualTo(401);
    assertThat(problem(scene.call("GET", "/api/token", Optional.empty(), basic("susan", "cobra"))))
        .isEqualTo("401 factor-required");
    assertThat(problem(scene.logIn("susan"))).isEqualTo("401 unauthorized");
  }
}
