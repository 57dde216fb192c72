package dev.restauth.personalkey;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Creation, list and deletion of personal keys. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class PersonalKeysTest {
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of())
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final KeyScene scene = new KeyScene(server);

  @Test
  void aKeyIsShownOnceAndListedWithoutItsSecret() {
    scene.roles().define("reader", "posts:read");
    scene.roles().assign("reader", "susan");
    Instant before = clock.instant();
    Reply reply =
        scene.create(
            "{\"name\":\" nightly build \",\"scopes\":[\"posts:read\",\"api\"],\"expires_in\":366}",
            SUSAN);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("cache-control")).hasValue("no-store");
    JsonNode made = reply.json();
    String id = made.get("id").asText();
    assertThat(reply.header("location").orElseThrow()).endsWith(KeyScene.KEYS + "/" + id);
    assertThat(made.get("key").asText())
        .matches("restauth_pat_[0-9A-Za-z]{49}")
        .startsWith(made.get("start").asText());
    assertThat(made.get("start").asText()).hasSize("restauth_pat_".length() + 4);
    assertThat(Instant.parse(made.get("expires_at").asText()))
        .isBetween(before.plus(Duration.ofDays(366)).minusSeconds(1), Instant.MAX);

    Reply list = server.calls().get(KeyScene.KEYS, SUSAN);
    assertThat(list.body()).doesNotContain(made.get("key").asText());
    JsonNode listed = list.json().get("keys").get(0);
    assertThat(listed.get("name").asText()).isEqualTo("nightly build");
    assertThat(listed.get("scopes").toString()).isEqualTo("[\"api\",\"posts:read\"]");
    assertThat(listed.get("last_used_at").isNull()).isTrue();
    assertThat(listed.has("key")).isFalse();
    assertThat(listed.get("id").asText()).isEqualTo(id);
    assertThat(scene.list("david")).isEmpty();
  }

  @Test
  void aKeyLastsNinetyDaysUnlessSaidOtherwise() {
    MadeKey key = scene.make("susan", "api");
    clock.move(Duration.ofDays(90).minusSeconds(2));
    assertThat(scene.works(key.text())).isTrue();
    assertThat(scene.list("susan")).hasSize(1);
    clock.move(Duration.ofSeconds(3));
    assertThat(scene.works(key.text())).isFalse();
    assertThat(scene.list("susan")).isEmpty();
    server.runMaintenance();
    assertThat(stored()).isZero();
  }

  private long stored() {
    return server
        .store()
        .<Long>reading(
            tx ->
                tx.sql()
                    .one("SELECT count(*) AS n FROM personal_key", row -> row.number("n"))
                    .orElseThrow());
  }

  @Test
  void makingAKeyNeedsThePassword() {
    String token = bearer(server.calls().token("susan", "python"));
    assertThat(problem(scene.create("{\"name\":\"k\"}", token))).isEqualTo("403 password-required");
    assertThat(
            problem(
                scene.create("{\"name\":\"k\",\"current_password\":\"wrong password\"}", token)))
        .isEqualTo("403 wrong-password");
    assertThat(problem(scene.create("{\"name\":\"k\",\"current_password\":\"python\"}", token)))
        .isEqualTo("201");
    MadeKey key = scene.make("susan", "api");
    String withPassword = "{\"name\":\"k\",\"current_password\":\"python\"}";
    long hashed = server.hasher().computed();
    assertThat(problem(scene.create(withPassword, key.bearer()))).isEqualTo("403 not-for-keys");
    assertThat(problem(scene.create(withPassword, bearer(scene.trade(key)))))
        .isEqualTo("403 not-for-keys");
    assertThat(server.hasher().computed()).isEqualTo(hashed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":""}                                       | 400 invalid-member
          {"name":"a\\u0007b"}                              | 400 invalid-member
          {"name":"\\u00a0\\u3164"}                           | 400 invalid-member
          {"name":"a\\u200bb"}                              | 400 invalid-member
          {"name":"a\\u061cb"}                              | 400 invalid-member
          {"name":"a\\ufffeb"}                              | 400 invalid-member
          {"name":"k","scope":"api"}                        | 400 invalid-member
          {}                                                | 400 invalid-json
          {"name":7}                                        | 400 invalid-json
          {"name":"k","scopes":[]}                          | 400 invalid-member
          {"name":"k","scopes":"api"}                       | 400 invalid-json
          {"name":"k","scopes":["Api"]}                     | 400 invalid-member
          {"name":"k","scopes":["api api"]}                 | 400 invalid-member
          {"name":"k","scopes":["posts:read"]}              | 403 insufficient-scope
          {"name":"k","scopes":["users:read"]}              | 403 insufficient-scope
          {"name":"k","scopes":["tokens:introspect"]}       | 403 insufficient-scope
          {"name":"k","expires_in":0}                       | 400 invalid-member
          {"name":"k","expires_in":367}                     | 400 invalid-member
          {"name":"k","expires_in":1.0}                     | 400 invalid-member
          {"name":"k","expires_in":"90"}                    | 400 invalid-member
          {"name":"k","expires_in":99999999999999999999999} | 400 invalid-member
          {"name":"k","organization":"acme"}                | 404 not-found
          {"name":"k","organization":"AAAAAAAAAAAAAAAAAAAAAA"} | 404 not-found
          """)
  void whatCannotBeUsedIsRefused(String body, String expected) {
    assertThat(problem(scene.create(body, SUSAN))).isEqualTo(expected);
    assertThat(scene.list("susan")).isEmpty();
  }

  @Test
  void noKeyGetsAnAdministrativeScope() {
    scene.roles().define("boss", "users:read users:write roles:assign");
    scene.roles().assign("boss", "susan");
    assertThat(problem(scene.create("{\"name\":\"k\",\"scopes\":[\"users:read\"]}", SUSAN)))
        .isEqualTo("403 insufficient-scope");
    MadeKey key = scene.make("susan", "api");
    assertThat(problem(scene.roles().ask("?scope=users:read", key.bearer())))
        .isEqualTo("403 password-required");
    assertThat(scene.outcome("/api/admin/users", key.bearer())).isEqualTo("403 not-for-keys");
  }

  @Test
  void anAccountHasFiftyKeysAtMost() {
    MadeKey first = scene.make("susan", "api");
    IntStream.range(1, 50).forEach(_ -> scene.make("susan", "api"));
    assertThat(problem(scene.create("{\"name\":\"k\"}", SUSAN))).isEqualTo("409 limit-reached");
    assertThat(scene.delete(first.id(), SUSAN).status()).isEqualTo(204);
    scene.make("susan", "api");
    IntStream.range(51, 99).forEach(_ -> scene.create("{\"name\":\"k\"}", SUSAN));
    Reply tooOften = scene.create("{\"name\":\"k\"}", SUSAN);
    assertThat(problem(tooOften)).isEqualTo("429 too-many-requests");
    assertThat(tooOften.header("retry-after")).isPresent();
    scene.make("david", "api");
  }

  @Test
  void deletingAKeyRevokesItsTokensImmediatelyAndNothingElse() {
    MadeKey key = scene.make("susan", "api");
    MadeKey other = scene.make("susan", "api");
    String token = scene.trade(key);
    String own = server.calls().token("susan", "python");
    assertThat(problem(scene.delete(key.id(), basic("david", "python"))))
        .isEqualTo("404 not-found");
    assertThat(scene.works(token)).isTrue();

    assertThat(scene.delete(key.id(), bearer(own)).status()).isEqualTo(204);

    assertThat(scene.works(key.text())).isFalse();
    assertThat(scene.works(token)).isFalse();
    assertThat(scene.outcome("/api/token", bearer(token))).isEqualTo("401 unauthorized");
    assertThat(scene.works(other.text())).isTrue();
    assertThat(scene.works(own)).isTrue();
    assertThat(problem(scene.delete(key.id(), SUSAN))).isEqualTo("404 not-found");
    clock.move(Duration.ofDays(2)); // all revocations have expired
    server.runMaintenance();
    assertThat(scene.works(key.text())).isFalse();
    assertThat(scene.works(other.text())).isTrue();
  }

  /** Anyone who finds a key, or a token that was issued for it, can thus make the key harmless. */
  @Test
  void anyHolderOfAKeyCanDeleteIt() {
    MadeKey other = scene.make("susan", "api");
    MadeKey byKey = scene.make("susan", "api");
    assertThat(problem(scene.delete(other.id(), byKey.bearer()))).isEqualTo("403 not-for-keys");
    assertThat(scene.delete(byKey.id(), byKey.bearer()).status()).isEqualTo(204);
    MadeKey byToken = scene.make("susan", "api");
    assertThat(scene.delete(byToken.id(), bearer(scene.trade(byToken))).status()).isEqualTo(204);
    MadeKey revoked = scene.make("susan", "api");
    assertThat(server.calls().form("/oauth/revoke", "token=" + revoked.text()).status())
        .isEqualTo(200);
    MadeKey revokedByToken = scene.make("susan", "api");
    String token = scene.trade(revokedByToken);
    assertThat(server.calls().form("/oauth/revoke", "token=" + token).status()).isEqualTo(200);
    clock.move(Duration.ofDays(2)); // all revocations have expired
    server.runMaintenance();
    for (MadeKey ended : new MadeKey[] {byKey, byToken, revoked, revokedByToken}) {
      assertThat(scene.works(ended.text())).isFalse();
    }
    assertThat(scene.list("susan").findValuesAsText("id")).containsExactly(other.id());
    assertThat(
            server
                .calls()
                .form("/oauth/revoke", "token=" + SecretText.PERSONAL_KEY.next())
                .status())
        .isEqualTo(200);
  }

  /** A log-out with a key could revoke nothing, because a key has no session. */
  @Test
  void aKeyCannotLogOut() {
    MadeKey key = scene.make("susan", "api");
    assertThat(
            problem(
                server
                    .calls()
                    .call(
                        "DELETE",
                        "/api/token",
                        java.util.Optional.empty(),
                        key.bearer(),
                        "Accept: application/json")))
        .isEqualTo("403 not-for-keys");
    assertThat(scene.works(key.text())).isTrue();
  }
}
