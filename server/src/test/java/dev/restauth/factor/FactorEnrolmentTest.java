package dev.restauth.factor;

import static dev.restauth.factor.FactorScene.CONFIRMED;
import static dev.restauth.factor.FactorScene.FACTORS;
import static dev.restauth.factor.FactorScene.TOTP;
import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Enrollment and removal of an authenticator app, and recovery codes. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FactorEnrolmentTest {
  private static final String SUSAN = basic("susan", "python");
  private static final String DAVID = basic("david", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("public-url", "https://accounts.example"))
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final FactorScene scene = new FactorScene(server, clock);

  @Test
  void theSecretIsShownOnceInThreeForms() {
    JsonNode begun = ok(scene.begin(SUSAN)).json();
    String secret = begun.get("secret").asText();
    assertThat(secret).matches("[A-Z2-7]{32}");
    assertThat(begun.get("uri").asText())
        .isEqualTo(
            "otpauth://totp/accounts.example:susan?secret="
                + secret
                + "&issuer=accounts.example&algorithm=SHA1&digits=6&period=30");
    assertThat(begun.get("qr_svg").asText()).startsWith("<svg ").endsWith("</svg>");
    assertThat(begun.get("expires_in").asInt()).isEqualTo(600);
    JsonNode none = scene.call("GET", FACTORS, Optional.empty(), SUSAN).json();
    assertThat(none.get("totp").isNull()).isTrue();
    assertThat(none.get("passkeys")).isEmpty();
    assertThat(none.get("recovery_codes").asInt()).isZero();
  }

  @Test
  void theFirstFactorEndsAllThatBeganWithoutIt() {
    JsonNode before =
        ok(scene.call("GET", "/api/token?refresh=true", Optional.empty(), SUSAN)).json();
    String token = before.get("token").asText();
    String key =
        server.calls().post("/api/me/keys", "{\"name\":\"k\"}", SUSAN).json().get("key").asText();
    App app = scene.enrol("susan");
    assertThat(app.recoveryCodes())
        .hasSize(10)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}"));
    for (String old : List.of(bearer(token), bearer(key))) {
      assertThat(problem(scene.call("GET", "/api/resource", Optional.empty(), old)))
          .isEqualTo("401 unauthorized");
      assertThat(problem(scene.call("GET", "/api/token", Optional.empty(), old)))
          .isEqualTo("401 unauthorized");
    }
    Reply refreshed =
        server
            .calls()
            .form(
                "/oauth/token",
                "grant_type=refresh_token&refresh_token=" + before.get("refresh_token").asText());
    assertThat(refreshed.status()).isEqualTo(400);
    assertThat(claims(app.token()).get("acr").asText()).isEqualTo("2");
    assertThat(claims(app.token()).get("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
    Reply resource = scene.call("GET", "/api/resource", Optional.empty(), bearer(app.token()));
    assertThat(resource.status()).isEqualTo(200);
  }

  /**
   * Without the refusal, nobody would notice the client's mistake until the call needs a member of
   * the body.
   */
  @Test
  void malformedBodyIsRefusedEvenIfNothingOfItIsNeeded() {
    for (String path : List.of(TOTP, FACTORS + "/code", PasskeyScene.PASSKEYS + "/options")) {
      for (String body : List.of("[]", "{", "{\"current_password\":5}")) {
        assertThat(problem(scene.post(path, body, SUSAN)))
            .as(path + " " + body)
            .isEqualTo("400 invalid-json");
      }
      assertThat(problem(server.calls().form(path, "code=1", SUSAN, "Accept: application/json")))
          .as(path)
          .isEqualTo("415 unsupported-media-type");
    }
    assertThat(problem(scene.post(TOTP, "{\"code\":5}", SUSAN))).isEqualTo("400 invalid-json");
    assertThat(problem(scene.post(TOTP, "{\"request\":[]}", SUSAN))).isEqualTo("400 invalid-json");
    ok(scene.post(TOTP, "{\"code\":\"5\",\"more\":1}", SUSAN));
  }

  @Test
  void aCodeThatEnrolledIsUsed() {
    JsonNode begun = ok(scene.begin(SUSAN)).json();
    String code = scene.code(FactorScene.totp(begun));
    ok(scene.confirm(begun, code, SUSAN));
    assertThat(problem(scene.logIn("susan", code))).isEqualTo("403 invalid-code");
  }

  @Test
  void aWrongCodeEnrolsNothing() {
    JsonNode begun = ok(scene.begin(SUSAN)).json();
    Totp totp = FactorScene.totp(begun);
    String wrong = totp.code(totp.stepAt(clock.instant()) + 5);
    assertThat(problem(scene.confirm(begun, wrong, SUSAN))).isEqualTo("403 invalid-code");
    assertThat(problem(scene.confirm(begun, scene.code(totp), DAVID)))
        .as("the request of somebody else")
        .isEqualTo("403 invalid-code");
    assertThat(server.calls().get("/api/resource", SUSAN).status()).isEqualTo(200);
    assertThat(scene.confirm(begun, scene.code(totp), SUSAN).status()).isEqualTo(200);
  }

  @Test
  void aRequestEnds() {
    JsonNode begun = ok(scene.begin(SUSAN)).json();
    clock.move(Duration.ofMinutes(10));
    assertThat(problem(scene.confirm(begun, scene.code(FactorScene.totp(begun)), SUSAN)))
        .isEqualTo("403 invalid-code");
    for (String request : List.of("", "x", "a".repeat(10_000), "AAAA")) {
      String body = "{\"request\":\"%s\",\"code\":\"123456\"}".formatted(request);
      assertThat(problem(scene.call("PUT", TOTP, Optional.of(body), SUSAN)))
          .isEqualTo("403 invalid-code");
    }
  }

  @Test
  void aTokenAloneBeginsNothing() {
    String token = bearer(server.calls().token("susan", "python"));
    assertThat(problem(scene.begin(token))).isEqualTo("403 password-required");
    assertThat(problem(scene.post(TOTP, "{\"current_password\":\"wrong\"}", token)))
        .isEqualTo("403 wrong-password");
    assertThat(problem(scene.post(TOTP, "{\"current_password\":\"python\"}", token)))
        .isEqualTo("200");
  }

  @Test
  void changesNeedAFreshLogInWithBothFactors() {
    App app = scene.enrol("susan");
    String fresh = bearer(scene.token("susan", app));
    clock.move(Duration.ofMinutes(6));
    for (String[] call :
        new String[][] {{"POST", TOTP}, {"DELETE", TOTP}, {"POST", FACTORS + "/recovery-codes"}}) {
      Reply reply =
          scene.call(call[0], call[1], Optional.of("{\"current_password\":\"python\"}"), fresh);
      assertThat(problem(reply)).isEqualTo("401 step-up-required");
      assertThat(reply.header("www-authenticate").orElseThrow())
          .contains("error=\"insufficient_user_authentication\"")
          .contains("acr_values=\"2\"")
          .contains("max_age=\"300\"");
    }
    String again = bearer(scene.token("susan", app));
    assertThat(problem(scene.begin(again))).isEqualTo("403 password-required");
    assertThat(problem(scene.call("DELETE", TOTP, Optional.empty(), again)))
        .isEqualTo("403 password-required");
    Reply codes = ok(scene.post(FACTORS + "/recovery-codes", CONFIRMED, again));
    assertThat(codes.json().get("recovery_codes")).hasSize(10);
    assertThat(problem(scene.logIn("susan", app.recoveryCodes().getFirst())))
        .as("of the earlier set")
        .isEqualTo("403 invalid-code");
    JsonNode begun = ok(scene.post(TOTP, CONFIRMED, again)).json();
    clock.move(Duration.ofSeconds(1));
    Reply replaced = ok(scene.confirm(begun, scene.code(FactorScene.totp(begun)), again));
    assertThat(replaced.body().strip()).as("its session goes on").isEqualTo("{}");
    scene.nextStep();
    Reply twice = scene.confirm(begun, scene.code(FactorScene.totp(begun)), again);
    assertThat(problem(twice)).as("a request counts once").isEqualTo("403 invalid-code");
    assertThat(problem(scene.logIn("susan", scene.code(app.totp())))).isEqualTo("403 invalid-code");
    JsonNode late = ok(scene.post(TOTP, CONFIRMED, again)).json();
    assertThat(scene.call("DELETE", TOTP, Optional.of(CONFIRMED), again).status()).isEqualTo(204);
    assertThat(problem(scene.confirm(late, scene.code(FactorScene.totp(late)), again)))
        .as("begun while there was a factor")
        .isEqualTo("403 invalid-code");
    assertThat(server.calls().get("/api/resource", SUSAN).status()).isEqualTo(200);
    assertThat(problem(scene.call("DELETE", TOTP, Optional.empty(), SUSAN)))
        .isEqualTo("404 not-found");
    assertThat(problem(scene.call("POST", FACTORS + "/recovery-codes", Optional.empty(), SUSAN)))
        .isEqualTo("404 not-found");
  }
}
