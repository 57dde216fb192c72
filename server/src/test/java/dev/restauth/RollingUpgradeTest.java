package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers of this version on a database that a newer version has migrated. {@code
 * AdditiveSchemaTest} checks which migrations are allowed.
 */
class RollingUpgradeTest {
  @TempDir Path folder;

  private String url = "";
  private Map<String, String> settings = Map.of();

  @BeforeEach
  void makeADatabase() throws Exception {
    url = TestDatabase.postgresUrl();
    settings = TestServer.sharing(folder, url);
  }

  @Test
  void serversOfThePreviousSchemaContinueAndRestart() {
    try (TestServer before = start()) {
      before.calls().register("miguel", "python");
      String token = before.calls().token("miguel", "python");

      TestDatabase.upgrade(url, "upgrade");

      lives(before.calls(), "susan");
      try (TestServer after = start()) {
        lives(after.calls(), "anna");
        assertThat(resource(after.calls(), token)).isEqualTo(200);
        assertThat(resource(before.calls(), after.calls().token("miguel", "python")))
            .isEqualTo(200);
        // After a change of an unsupported kind, a server reloads its caches. It then applies later
        // changes as usual.
        Reply disabled =
            TestServer.operate(folder, settings, "user.disable", Map.of("username", "miguel"));
        assertThat(disabled).isInstanceOf(Reply.Done.class);
        for (TestServer each : List.of(before, after)) {
          eventually("the token has ended", () -> resource(each.calls(), token) == 401);
        }
      }
    }
  }

  @Test
  void serversBelowTheMinimumSchemaDoNotStart() {
    start().close();

    TestDatabase.upgrade(url, "breaking");

    assertThatThrownBy(this::start)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("the database has schema version 18, this program supports 17");
  }

  private TestServer start() {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  /** Registers an account, uses it, and closes it. */
  private static void lives(HttpCalls calls, String name) {
    assertThat(calls.register(name, "python").status()).isEqualTo(201);
    String first = calls.token(name, "python");
    String renewed = calls.get("/api/token", basic(first, "unused")).json().get("token").asText();
    assertThat(resource(calls, renewed)).isEqualTo(200);
    assertThat(calls.get("/api/me/sessions", basic(renewed, "unused")).json()).hasSize(1);
    assertThat(
            calls.call("DELETE", "/api/token", Optional.empty(), basic(renewed, "unused")).status())
        .isEqualTo(204);
    assertThat(resource(calls, renewed)).isEqualTo(401);
    String second = calls.token(name, "python");
    assertThat(
            calls
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"monty\"}",
                    basic(name, "python"))
                .status())
        .isEqualTo(204);
    assertThat(resource(calls, second)).isEqualTo(401);
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), basic(name, "monty")).status())
        .isEqualTo(204);
    assertThat(calls.get("/api/token", basic(name, "monty")).status()).isEqualTo(401);
  }

  private static int resource(HttpCalls calls, String token) {
    return calls.get("/api/resource", basic(token, "unused")).status();
  }
}
