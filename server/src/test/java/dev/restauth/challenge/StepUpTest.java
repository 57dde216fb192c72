package dev.restauth.challenge;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static dev.restauth.role.RoleScene.scopes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
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

/** A step-up, which begins a new session and replaces the old one. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class StepUpTest {
  private static final String PASSWORD = "{\"password\":\"python\"}";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of())
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final FactorScene scene = new FactorScene(server, clock);
  private final RoleScene roles = new RoleScene(server);

  @Test
  void endsTheOldSession() {
    String old = server.calls().token("susan", "python");
    clock.move(Duration.ofMinutes(9));
    Reply reply = ok(scene.post("/api/login", PASSWORD, bearer(old)));
    String fresh = reply.json().get("token").asText();
    assertThat(claims(fresh).get("auth_time").asLong()).isEqualTo(clock.instant().getEpochSecond());
    assertThat(claims(fresh).get("sid")).isNotEqualTo(claims(old).get("sid"));
    assertThat(roles.outcome("/api/resource", bearer(old))).isEqualTo("401 unauthorized");
    assertThat(roles.outcome("/api/resource", bearer(fresh))).isEqualTo("200");
    assertThat(
            scene
                .call("GET", "/api/me/sessions", Optional.empty(), bearer(fresh))
                .json()
                .get("sessions"))
        .hasSize(1);
  }

  @Test
  void isCompletedByTheTokenThatBeganIt() {
    App app = scene.enrol("susan");
    String old = scene.token("susan", app);
    String other = scene.token("susan", app);
    Reply half = scene.post("/api/login", PASSWORD, bearer(old));
    assertThat(problem(half)).isEqualTo("401 factor-required");
    scene.nextStep();
    String body =
        "{\"challenge\":\"%s\",\"code\":\"%s\"}"
            .formatted(half.json().get("challenge").asText(), scene.code(app.totp()));
    assertThat(problem(scene.post("/api/login/factor", body))).isEqualTo("401 unauthorized");
    assertThat(problem(scene.post("/api/login/factor", body, bearer(other))))
        .isEqualTo("401 unauthorized");
    JsonNode fresh = ok(scene.post("/api/login/factor", body, bearer(old))).json();
    assertThat(claims(fresh.get("token").asText()).get("acr").asText()).isEqualTo("2");
    assertThat(roles.outcome("/api/resource", bearer(old))).isEqualTo("401 unauthorized");
    assertThat(roles.outcome("/api/resource", bearer(other))).isEqualTo("200");
  }

  @Test
  void hasNoMoreScopesThanItsToken() {
    roles.define("writer", "posts:read posts:write");
    roles.assign("writer", "susan");
    String narrow = roles.logIn("susan", "?scope=posts:read+api");
    String fresh =
        ok(scene.post("/api/login", PASSWORD, bearer(narrow))).json().get("token").asText();
    assertThat(scopes(fresh)).containsExactly("api", "posts:read");
    assertThat(
            problem(
                scene.post(
                    "/api/login",
                    "{\"password\":\"python\",\"scope\":\"posts:write\"}",
                    bearer(fresh))))
        .isEqualTo("400 invalid-member");
    String narrower =
        ok(scene.post("/api/login", "{\"password\":\"python\",\"scope\":\"api\"}", bearer(fresh)))
            .json()
            .get("token")
            .asText();
    assertThat(scopes(narrower)).containsExactly("api");
    assertThat(
            problem(
                scene.post(
                    "/api/login",
                    "{\"password\":\"python\",\"scope\":\"users:read\"}",
                    bearer(server.calls().token("susan", "python")))))
        .isEqualTo("400 invalid-member");
  }

  @Test
  void anAdministrativeSessionStaysOne() {
    roles.define("support", "users:read");
    roles.assign("support", "susan");
    String old = roles.logIn("susan", "?scope=users:read");
    String fresh = ok(scene.post("/api/login", PASSWORD, bearer(old))).json().get("token").asText();
    assertThat(scopes(fresh)).containsExactly("users:read");
    assertThat(roles.outcome("/api/admin/users", bearer(fresh))).isEqualTo("200");
    assertThat(roles.outcome("/api/admin/users", bearer(old))).isEqualTo("401 unauthorized");
  }

  @Test
  void isOnlyForTheUserOfTheToken() {
    String susan = bearer(server.calls().token("susan", "python"));
    assertThat(
            problem(
                scene.post(
                    "/api/login", "{\"username\":\"david\",\"password\":\"python\"}", susan)))
        .isEqualTo("400 invalid-member");
    assertThat(problem(scene.post("/api/login", "{\"password\":\"wrong\"}", susan)))
        .isEqualTo("401 unauthorized");
    assertThat(problem(scene.post("/api/login", PASSWORD, basic("susan", "python"))))
        .isEqualTo("400 token-required");
    assertThat(problem(scene.post("/api/login", PASSWORD))).isEqualTo("400 invalid-json");
    assertThat(roles.outcome("/api/resource", susan)).isEqualTo("200");
  }
}
