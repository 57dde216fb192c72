package dev.restauth.role;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static dev.restauth.role.RoleScene.failure;
import static dev.restauth.role.RoleScene.problem;
import static dev.restauth.role.RoleScene.scopes;
import static dev.restauth.role.RoleScene.tokenOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Roles, the scopes of tokens, and the effect of changed rights on tokens. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class RolesTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("role-claim", "true", "attribute-claims", "department,level"))
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final HttpCalls calls = server.calls();
  private final RoleScene scene = new RoleScene(server);

  @Test
  void tokensHaveTheScopesOfTheirAccount() {
    String before = scene.logIn("susan", "");
    assertThat(claims(before).get("scope").asText()).isEqualTo("api");
    assertThat(claims(before).has("rgt")).isFalse();
    assertThat(claims(before).has("roles")).isFalse();

    scene.define("editor", "posts:write posts:read");
    scene.define("reader", "posts:read comments:read");
    scene.assign("editor", "susan");
    scene.assign("reader", "susan");

    HttpCalls.Reply reply = scene.ask("", basic("susan", "python"));
    assertThat(reply.json().get("scope").asText())
        .isEqualTo("api comments:read posts:read posts:write");
    String token = tokenOf(reply);
    assertThat(claims(token).get("scope").asText())
        .isEqualTo("api comments:read posts:read posts:write");
    assertThat(claims(token).get("rgt").asLong()).isEqualTo(4);
    assertThat(claims(token).get("roles").toString()).isEqualTo("[\"editor\",\"reader\"]");
    assertThat(scene.outcome("/api/me", bearer(token))).isEqualTo("200");
    assertThat(scene.ask("", basic("david", "python")).json().has("scope")).isFalse();
  }

  @Test
  void aWithdrawnRightAppliesImmediatelyAndLogsNobodyOut() {
    String service = server.serviceKey("shop", "tokens:introspect");
    scene.define("editor", "posts:write");
    scene.assign("editor", "susan");
    HttpCalls.Reply begun = scene.ask("?refresh=true", basic("susan", "python"));
    String token = tokenOf(begun);
    String others = scene.logIn("david", "");
    assertThat(scene.isActive(service, token)).isTrue();

    assertThat(failure(scene.take("editor", "susan"))).isEmpty();

    assertThat(scene.outcome("/api/me", bearer(token))).isEqualTo("401 rights-changed");
    HttpCalls.Reply refused = calls.get("/api/resource", bearer(token));
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.headers().toString()).contains("error=\"invalid_token\"");
    assertThat(scene.outcome("/api/resource", basic(token, ""))).isEqualTo("401 rights-changed");
    assertThat(scene.isActive(service, token)).isFalse();
    assertThat(scene.outcome("/api/me", bearer(others))).isEqualTo("200");

    String renewed = scene.renew(token);
    assertThat(scopes(renewed)).containsExactly("api");
    assertThat(scene.outcome("/api/me", bearer(renewed))).isEqualTo("200");
    assertThat(claims(renewed).get("sid")).isEqualTo(claims(token).get("sid"));
    HttpCalls.Reply refreshed = scene.refresh(begun.json().get("refresh_token").asText(), Map.of());
    assertThat(refreshed.json().get("scope").asText()).isEqualTo("api");
    // The outdated token can still log out.
    assertThat(calls.call("DELETE", "/api/token", Optional.empty(), bearer(token)).status())
        .isEqualTo(204);
    assertThat(scene.outcome("/api/me", bearer(renewed))).isEqualTo("401 unauthorized");
  }

  @Test
  void aChangeOfARoleOutdatesOnlyTheTokensWithItsScopes() {
    scene.define("editor", "posts:write posts:read");
    scene.assign("editor", "susan");
    String whole = scene.logIn("susan", "");
    String narrow = scene.logIn("susan", "?scope=api");
    String david = scene.logIn("david", "");

    scene.define("editor", "posts:read");

    assertThat(scene.outcome("/api/me", bearer(whole))).isEqualTo("401 rights-changed");
    assertThat(scopes(scene.renew(whole))).containsExactly("api", "posts:read");
    assertThat(claims(narrow).has("roles")).isFalse();
    assertThat(scene.outcome("/api/me", bearer(narrow))).isEqualTo("200");
    assertThat(scene.outcome("/api/me", bearer(david))).isEqualTo("200");
    assertThat(scene.outcome("/api/me", bearer(scene.renew(whole)))).isEqualTo("200");
    server.restart();
    assertThat(scene.outcome("/api/me", bearer(whole))).isEqualTo("401 rights-changed");
    assertThat(scene.outcome("/api/me", bearer(david))).isEqualTo("200");
  }

  @Test
  void aChangeOfARoleWithoutScopesOutdatesTheTokensThatNameIt() {
    scene.define("tester", "");
    scene.assign("tester", "susan");
    String token = scene.logIn("susan", "");
    assertThat(claims(token).get("roles").toString()).isEqualTo("[\"tester\"]");
    scene.define("tester", "tests:run");
    assertThat(scene.outcome("/api/me", bearer(token))).isEqualTo("401 rights-changed");
    assertThat(scopes(scene.renew(token))).containsExactly("api", "tests:run");
  }

  @Test
  void aSessionIsNarrowedPermanently() {
    scene.define("editor", "posts:write posts:read");
    scene.assign("editor", "susan");

    HttpCalls.Reply begun =
        scene.ask("?refresh=true&scope=posts:read%20posts:write", basic("susan", "python"));
    assertThat(begun.json().get("scope").asText()).isEqualTo("posts:read posts:write");
    String token = tokenOf(begun);
    assertThat(scene.outcome("/api/me", bearer(token))).isEqualTo("403 insufficient-scope");
    assertThat(calls.get("/api/me", bearer(token)).header("www-authenticate").orElseThrow())
        .contains("error=\"insufficient_scope\"", "scope=\"api\"");
    assertThat(scopes(scene.renew(token))).containsExactly("posts:read", "posts:write");

    String narrower = tokenOf(scene.ask("?scope=posts:read", bearer(token)));
    assertThat(scopes(narrower)).containsExactly("posts:read");
    assertThat(scopes(scene.renew(narrower))).containsExactly("posts:read");
    assertThat(scopes(scene.renew(token))).containsExactly("posts:read");
    assertThat(scopes(tokenOf(scene.ask("?scope=posts:read+posts:write+api", bearer(token)))))
        .containsExactly("posts:read");
    assertThat(problem(scene.ask("?scope=posts:write", bearer(token))))
        .isEqualTo("403 insufficient-scope");
    HttpCalls.Reply refreshed = scene.refresh(begun.json().get("refresh_token").asText(), Map.of());
    assertThat(refreshed.json().get("scope").asText()).isEqualTo("posts:read");
  }

  @Test
  void aRefreshMayNarrowOnlyTheAccessToken() {
    scene.define("editor", "posts:write posts:read");
    scene.assign("editor", "susan");
    String first =
        scene.ask("?refresh=true", basic("susan", "python")).json().get("refresh_token").asText();

    HttpCalls.Reply exceeding = scene.refresh(first, Map.of("scope", "api posts:delete"));
    assertThat(exceeding.status()).isEqualTo(400);
    assertThat(exceeding.json().get("error").asText()).isEqualTo("invalid_scope");
    HttpCalls.Reply narrowed = scene.refresh(first, Map.of("scope", "posts:read"));
    assertThat(narrowed.json().get("scope").asText()).isEqualTo("posts:read");
    String token = narrowed.json().get("access_token").asText();
    assertThat(claims(token).get("narrowed").asBoolean()).isTrue();
    assertThat(scopes(scene.renew(token))).containsExactly("posts:read");
    assertThat(problem(scene.ask("?scope=posts:write", bearer(token))))
        .isEqualTo("403 insufficient-scope");
    HttpCalls.Reply whole = scene.refresh(narrowed.json().get("refresh_token").asText(), Map.of());
    assertThat(whole.json().get("scope").asText()).isEqualTo("api posts:read posts:write");
  }

  @Test
  void administrativeScopesHaveASeparateSession() {
    scene.define("auditor", "events:read reports:read");
    scene.assign("auditor", "susan");

    assertThat(scopes(scene.logIn("susan", ""))).containsExactly("api", "reports:read");
    HttpCalls.Reply begun = scene.ask("?refresh=true&scope=events:read", basic("susan", "python"));
    String token = tokenOf(begun);
    assertThat(scopes(token)).containsExactly("events:read");
    for (String path : List.of("/api/me", "/api/resource", "/api/me/sessions", "/api/me/export")) {
      assertThat(scene.outcome(path, bearer(token))).isEqualTo("403 insufficient-scope");
    }
    assertThat(problem(scene.ask("?scope=events:read", bearer(scene.logIn("susan", "")))))
        .isEqualTo("403 password-required");
    assertThat(problem(scene.ask("?scope=events:read%20api", basic("susan", "python"))))
        .isEqualTo("400 invalid-parameter");
    assertThat(problem(scene.ask("?scope=events:read", basic("david", "python"))))
        .isEqualTo("403 insufficient-scope");

    clock.move(Duration.ofMinutes(9));
    for (int i = 0; i < 5; i++) {
      token = scene.renew(token);
      assertThat(scopes(token)).containsExactly("events:read");
      clock.move(Duration.ofMinutes(9));
    }
    HttpCalls.Reply refreshed = scene.refresh(begun.json().get("refresh_token").asText(), Map.of());
    assertThat(refreshed.json().get("expires_in").asLong()).isEqualTo(360);
    token = refreshed.json().get("access_token").asText();
    clock.move(Duration.ofMinutes(6));
    assertThat(problem(scene.ask("", bearer(token)))).isEqualTo("401 unauthorized");
    assertThat(
            scene
                .refresh(refreshed.json().get("refresh_token").asText(), Map.of())
                .json()
                .get("error")
                .asText())
        .isEqualTo("invalid_grant");
  }

  @Test
  void withPasswordOnlyAnOutdatedTokenIsRenewedUntilItWouldHaveExpired() {
    server.restart(Map.of("token-renewal", "password-only"));
    scene.define("editor", "posts:write");
    scene.assign("editor", "susan");
    String token = scene.logIn("susan", "");
    assertThat(problem(scene.ask("", bearer(token)))).isEqualTo("403 password-required");
    clock.move(Duration.ofMinutes(4));

    scene.take("editor", "susan");

    String renewed = scene.renew(token);
    assertThat(claims(renewed).get("exp")).isEqualTo(claims(token).get("exp"));
    assertThat(scopes(renewed)).containsExactly("api");
    assertThat(problem(scene.ask("", bearer(renewed)))).isEqualTo("403 password-required");
  }

  @Test
  void attributesOfAdministratorsBecomeClaims() {
    String token = scene.logIn("susan", "");
    assertThat(setAttributes("susan", "{\"department\":\"sales\",\"level\":3,\"secret\":\"x\"}"))
        .isEmpty();
    assertThat(scene.outcome("/api/me", bearer(token))).isEqualTo("401 rights-changed");
    String renewed = scene.renew(token);
    assertThat(claims(renewed).get("department").asText()).isEqualTo("sales");
    assertThat(claims(renewed).get("level").asLong()).isEqualTo(3);
    assertThat(claims(renewed).has("secret")).isFalse();
    assertThat(calls.get("/api/me/export", basic("susan", "python")).body()).contains("\"secret\"");
    assertThat(setAttributes("susan", "[1]")).isPresent();
    assertThat(setAttributes("susan", "{\"level\":1.5}")).isPresent();
    assertThat(setAttributes("susan", "{\"department\":\"" + "x".repeat(1_000) + "\"}"))
        .isPresent();
    assertThat(setAttributes("susan", "{\"other\":\"" + "x".repeat(8_192) + "\"}")).isPresent();
    assertThat(setAttributes("nobody", "{}")).isPresent();
    assertThat(claims(scene.renew(renewed)).get("department").asText()).isEqualTo("sales");
  }

  private Optional<String> setAttributes(String username, String attributes) {
    return failure(
        server.operate(
            "user.set-attributes", Map.of("username", username, "attributes", attributes)));
  }

  @Test
  void limitsOfRolesAreReportedImmediately() {
    assertThat(failure(scene.define("Editor", "a"))).isPresent();
    assertThat(failure(scene.define("e", "a  b"))).isPresent();
    assertThat(failure(scene.define("e", "x".repeat(65)))).isPresent();
    for (String reserved : List.of("api", "openid", "webhooks:write", "revocations:read")) {
      assertThat(failure(scene.define("e", reserved))).as(reserved).isPresent();
    }
    assertThat(failure(scene.define("e", names("s", 101)))).isPresent();
    assertThat(failure(scene.define("wide", names("a-rather-long-scope-", 40)))).isEmpty();
    assertThat(failure(scene.define("wider", names("another-long-scope-", 40)))).isEmpty();
    assertThat(failure(scene.assign("wide", "susan"))).isEmpty();
    assertThat(failure(scene.assign("wider", "susan"))).isPresent();
    assertThat(failure(scene.define("small", "s"))).isEmpty();
    assertThat(failure(scene.assign("small", "susan"))).isEmpty();
    assertThat(failure(scene.define("small", names("another-long-scope-", 40)))).isPresent();
    assertThat(scopes(scene.logIn("susan", ""))).hasSize(42);
    assertThat(failure(server.operate("role.delete", Map.of("role", "wide")))).isPresent();
    assertThat(failure(server.operate("role.delete", Map.of("role", "wider")))).isEmpty();
    assertThat(failure(scene.assign("wider", "susan"))).isPresent();
    assertThat(failure(scene.assign("wide", "nobody"))).isPresent();
    server.store().inTransaction(RolesTest::defineMany);
    assertThat(failure(scene.define("one-more", "x"))).isPresent();
    assertThat(problem(scene.ask("?scope=a%", basic("susan", "python"))))
        .isEqualTo("400 malformed-request");
    for (String query :
        List.of("?scope=", "?scope=A", "?scope=a%20%20b", "?scope=a&scope=b", "?scope=%ff")) {
      assertThat(problem(scene.ask(query, basic("susan", "python"))))
          .isEqualTo("400 invalid-parameter");
    }
  }

  /**
   * Defines many roles directly in the database, because on PostgreSQL each command would open its
   * own connections.
   */
  private static boolean defineMany(Transaction tx) {
    IntStream.range(0, 98)
        .forEach(
            i -> new RoleRows(tx).put(new Role("r" + i, Set.of("x"), Optional.empty(), tx.now())));
    return true;
  }

  private static String names(String prefix, int count) {
    return IntStream.range(100, 100 + count)
        .mapToObj(i -> prefix + i)
        .collect(Collectors.joining(" "));
  }

  @Test
  void anAccountThatIsErasedHasNoRoles() {
    scene.define("editor", "posts:write");
    scene.assign("editor", "susan");
    setAttributes("susan", "{\"department\":\"sales\"}");
    Reply shown = server.operate("user.show", Map.of("username", "susan"));
    assertThat(((Reply.Done) shown).facts().values().toString())
        .contains("roles=[editor]", "scopes=[posts:write]", "attributes=[department]");
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), basic("susan", "python")).status())
        .isEqualTo(204);
    assertThat(failure(server.operate("role.delete", Map.of("role", "editor")))).isEmpty();
    assertThat(failure(scene.assign("editor", ":1"))).isPresent();
  }
}
