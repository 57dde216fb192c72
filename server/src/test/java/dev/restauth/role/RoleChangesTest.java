package dev.restauth.role;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static dev.restauth.role.RoleScene.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** The combined effect of several successive changes of roles and attributes. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class RoleChangesTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("attribute-claims", "department"))
          .on(() -> database)
          .withAccount("susan", "python");

  private final RoleScene scene = new RoleScene(server);

  /**
   * The second change must not make the server forget the scopes that the first change withdrew.
   */
  @Test
  void theTokensOfAnEarlierChangeStayOutdated() {
    scene.define("editor", "posts:write");
    scene.assign("editor", "susan");
    String first = used(scene.logIn("susan", "?scope=posts:write"));
    scene.define("editor", "posts:edit");
    String second = used(scene.logIn("susan", "?scope=posts:edit"));
    scene.define("editor", "posts:list");

    assertOutdated(first, second);
    server.restart();
    assertOutdated(first, second);
  }

  /** Uses a token. The server remembers what it found about the token. */
  private String used(String token) {
    assertThat(scene.outcome("/api/resource", bearer(token))).isEqualTo("403 insufficient-scope");
    return token;
  }

  private void assertOutdated(String... tokens) {
    for (String token : tokens) {
      assertThat(scene.outcome("/api/resource", bearer(token))).isEqualTo("401 rights-changed");
    }
  }

  /**
   * If the clock is set back, the server must not shorten the time for which it refuses outdated
   * tokens.
   */
  @Test
  void aChangeIsStoredUntilTheLastOfItsTokensHasExpired() {
    scene.define("editor", "posts:write");
    scene.assign("editor", "susan");
    long ofAccount = Rows.count(server, "SELECT tokens_until AS n FROM changed_rights");
    long ofRole = Rows.count(server, "SELECT tokens_until AS n FROM changed_role");

    clock.move(Duration.ofMinutes(-5));
    scene.define("editor", "posts:list");
    scene.take("editor", "susan");

    assertThat(Rows.count(server, "SELECT tokens_until AS n FROM changed_rights"))
        .isEqualTo(ofAccount);
    assertThat(Rows.count(server, "SELECT tokens_until AS n FROM changed_role")).isEqualTo(ofRole);
  }

  @Test
  void anErasedAccountLeavesNoChange() {
    scene.define("editor", "posts:write");
    scene.assign("editor", "susan");
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM changed_rights")).isEqualTo(1);
    assertThat(
            server
                .calls()
                .call("DELETE", "/api/me", Optional.empty(), basic("susan", "python"))
                .status())
        .isEqualTo(204);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM changed_rights")).isZero();
  }

  /** The setting {@code attribute-claims} is changed after the attributes were stored. */
  @Test
  void attributesBeyondTheLimitAreOmittedFromTheLast() {
    String attributes =
        "{\"department\":\"sales\",\"remark\":\"%s\"}".formatted("x".repeat(Roles.CLAIM_BYTES));
    assertThat(failure(setAttributes(attributes))).isEmpty();
    server.restart(Map.of("attribute-claims", "department,remark"));
    String token = scene.logIn("susan", "");
    assertThat(claims(token).get("department").asText()).isEqualTo("sales");
    assertThat(claims(token).has("remark")).isFalse();
  }

  @Test
  void aNumberOfNineteenDigitsBecomesNoClaim() {
    assertThat(failure(setAttributes("{\"department\":999999999999999999}"))).isEmpty();
    assertThat(failure(setAttributes("{\"department\":1000000000000000000}"))).isPresent();
    assertThat(claims(scene.logIn("susan", "")).get("department").asLong())
        .isEqualTo(999_999_999_999_999_999L);
  }

  private Reply setAttributes(String attributes) {
    return server.operate(
        "user.set-attributes", Map.of("username", "susan", "attributes", attributes));
  }

  @Test
  void aRoleIsNoSegmentOfAPath() {
    assertThat(failure(scene.define(".", "a"))).isPresent();
    assertThat(failure(scene.define("..", "a"))).isPresent();
    assertThat(failure(scene.define("...", "a"))).isEmpty();
  }

  @Test
  void aRoleHasAHundredScopes() {
    assertThat(failure(scene.define("wide", names("s", Roles.SCOPES_AT_MOST)))).isEmpty();
    assertThat(failure(scene.define("wide", names("s", Roles.SCOPES_AT_MOST + 1)))).isPresent();
  }

  /**
   * The server checks the accounts with a role in batches of 5,000, and the account with too many
   * scopes is in the second batch.
   */
  @Test
  void aRoleIsNotWidenedBeyondTheLimitOfAnyAccount() {
    scene.define("wide", names("a-rather-long-scope-", 40));
    scene.define("small", "s");
    server
        .store()
        .inTransaction(
            tx -> {
              tx.sql()
                  .change(
                      "INSERT INTO account (username, generation, state, created_at)"
                          + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                          + " WHERE i < 5000) SELECT 'holder' || i, 1, 'active', 0 FROM n");
              return tx.sql()
                  .change(
                      "INSERT INTO account_role (account_id, role)"
                          + " SELECT id, 'small' FROM account WHERE username LIKE 'holder%'");
            });
    server.calls().register("late", "python");
    scene.assign("small", "late");
    scene.assign("wide", "late");

    assertThat(failure(scene.define("small", names("another-long-scope-", 40)))).isPresent();
    scene.take("wide", "late");
    assertThat(failure(scene.define("small", names("another-long-scope-", 40)))).isEmpty();
  }

  private static String names(String prefix, int count) {
    return IntStream.range(100, 100 + count)
        .mapToObj(i -> prefix + i)
        .collect(Collectors.joining(" "));
  }
}
