package dev.restauth.factor;

import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Factors after a restart of the server, and their removal by the operator. Older versions of the
 * program do not start on a database with factors.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FactorsAcrossServersTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of()).on(() -> database).withAccount("susan", "python");

  private final FactorScene scene = new FactorScene(server, clock);

  private String floor() {
    return server.store().<String>reading(tx -> tx.properties().find("schema_floor").orElse(""));
  }

  @Test
  void theFirstFactorKeepsOlderProgramsFromStarting() {
    assertThat(floor()).isEqualTo("6");
    App app = scene.enrol("susan");
    assertThat(floor()).isEqualTo("13");
    server.restart();
    assertThat(problem(scene.call("GET", "/api/resource", Optional.empty(), SUSAN)))
        .isEqualTo("401 factor-required");
    FactorScene.ok(scene.logIn("susan", scene.code(app.totp())));
  }

  @Test
  void theOperatorRemovesAFactorThatIsLost() {
    App app = scene.enrol("susan");
    assertThat(
            RoleScene.failure(server.operate("user.remove-factors", Map.of("username", "susan"))))
        .isEmpty();
    assertThat(
            problem(
                scene.call(
                    "GET",
                    "/api/resource",
                    Optional.empty(),
                    "Authorization: Bearer " + app.token())))
        .isEqualTo("401 unauthorized");
    assertThat(server.calls().get("/api/resource", SUSAN).status()).isEqualTo(200);
    assertThat(
            RoleScene.failure(server.operate("user.remove-factors", Map.of("username", "susan"))))
        .as("there is nothing to do")
        .isEmpty();
    assertThat(
            RoleScene.failure(server.operate("user.remove-factors", Map.of("username", "nobody"))))
        .isPresent();
    scene.nextStep();
    assertThat(scene.enrol("susan").recoveryCodes()).hasSize(10);
  }
}
