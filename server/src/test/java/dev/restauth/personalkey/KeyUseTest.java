package dev.restauth.personalkey;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.claims;
import static dev.restauth.role.RoleScene.problem;
import static dev.restauth.role.RoleScene.scopes;
import static dev.restauth.role.RoleScene.tokenOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.SecretText;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Use of personal keys, and their exchange for tokens. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class KeyUseTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of())
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final KeyScene scene = new KeyScene(server);

  /**
   * The server must not hash a password if a client sends a right key, a wrong key, or a key with
   * another user's name.
   */
  @Test
  void aKeyIsAcceptedInFourPlacesAndNeverHashed() {
    MadeKey key = scene.make("susan", "api");
    long hashed = server.hasher().computed();
    for (String right :
        List.of(
            key.bearer(),
            basic(key.text(), ""),
            basic(key.text(), "unused"),
            basic("token", key.text()),
            basic("susan", key.text()))) {
      Reply reply = server.calls().get("/api/resource", right);
      assertThat(reply.json().get("data").asText()).isEqualTo("Hello, susan!");
    }
    String made = SecretText.PERSONAL_KEY.next();
    String mistyped = key.text().substring(0, key.text().length() - 1) + "!";
    for (String wrong :
        List.of(
            bearer(made),
            basic(made, ""),
            basic("token", made),
            basic("susan", made),
            basic("david", key.text()),
            basic("", key.text()),
            basic("token", mistyped),
            basic("susan", key.text().toLowerCase(java.util.Locale.ROOT)),
            basic("token", key.text() + "x"),
            bearer(key.text() + "x"))) {
      assertThat(scene.outcome("/api/resource", wrong)).isEqualTo("401 unauthorized");
      assertThat(scene.outcome("/api/token", wrong)).isEqualTo("401 unauthorized");
    }
    assertThat(server.hasher().computed()).isEqualTo(hashed);
  }

  @Test
  void aTradedTokenStaysAKey() {
    MadeKey key = scene.make("susan", "api");
    String token = scene.trade(key);
    JsonNode claims = claims(token);
    assertThat(claims.get("key_id").asText()).isEqualTo(key.id());
    assertThat(claims.get("sid").asText()).isEqualTo(key.id());
    assertThat(claims.get("scope").asText()).isEqualTo("api");
    assertThat(scene.works(token)).isTrue();
    String renewed = scene.roles().renew(token);
    assertThat(claims(renewed).get("key_id").asText()).isEqualTo(key.id());
    for (String still : List.of(token, renewed)) {
      assertThat(scene.outcome("/api/me/sessions", bearer(still))).isEqualTo("403 not-for-keys");
      assertThat(scene.outcome("/api/me/keys", bearer(still))).isEqualTo("403 not-for-keys");
      assertThat(problem(scene.roles().ask("?refresh=true", bearer(still))))
          .isEqualTo("403 password-required");
    }
    assertThat(problem(scene.roles().ask("?refresh=true", key.bearer())))
        .isEqualTo("403 password-required");
    JsonNode sessions = server.calls().get("/api/me/sessions", basic("susan", "python")).json();
    assertThat(sessions.get("sessions")).isEmpty();
  }

  @Test
  void anExchangedTokenExpiresNoLaterThanItsKey() {
    MadeKey key = scene.make("susan", "api", ",\"expires_in\":1");
    Instant end = Instant.parse(scene.list("susan").get(0).get("expires_at").asText());
    clock.move(Duration.ofDays(1).minusSeconds(30));
    String token = scene.trade(key);
    assertThat(claims(token).get("exp").asLong()).isEqualTo(end.getEpochSecond());
    clock.move(Duration.ofSeconds(20));
    String renewed = scene.roles().renew(token);
    assertThat(claims(renewed).get("exp").asLong()).isEqualTo(end.getEpochSecond());
    clock.move(Duration.between(clock.instant(), end.minusMillis(500)));
    assertThat(scene.works(scene.trade(key))).isTrue();
    clock.move(Duration.ofMillis(501));
    assertThat(scene.works(renewed)).isFalse();
    assertThat(scene.works(key.text())).isFalse();
    assertThat(scene.outcome("/api/token", key.bearer())).isEqualTo("401 unauthorized");
  }

  @Test
  void aKeyCanBeExchangedIfTokensCannotBeRenewed() {
    MadeKey key = scene.make("susan", "api");
    server.restart(Map.of("token-renewal", "password-only"));
    String token = scene.trade(key);
    assertThat(problem(scene.roles().ask("", bearer(token)))).isEqualTo("403 password-required");
    assertThat(scene.trade(key)).isNotEqualTo(token);
  }

  @Test
  void aKeyHasAtMostItsOwnersCurrentRights() {
    scene.roles().define("reader", "posts:read");
    scene.roles().define("writer", "posts:write");
    scene.roles().assign("reader", "susan");
    scene.roles().assign("writer", "susan");
    MadeKey key = scene.make("susan", "api posts:read posts:write");
    String token = scene.trade(key);
    assertThat(scopes(token)).containsExactly("api", "posts:read", "posts:write");

    scene.roles().take("writer", "susan");
    assertThat(scene.works(key.text())).isTrue();
    assertThat(scene.outcome("/api/resource", bearer(token))).isEqualTo("401 rights-changed");
    assertThat(scopes(scene.roles().renew(token))).containsExactly("api", "posts:read");
    assertThat(scopes(scene.trade(key))).containsExactly("api", "posts:read");

    scene.roles().define("reader", "");
    assertThat(scopes(scene.trade(key))).containsExactly("api");
    scene.roles().define("reader", "posts:read posts:delete");
    assertThat(scopes(scene.trade(key))).containsExactly("api", "posts:read");
  }

  /**
   * Introspection reads a key from the cache, but its response must not contain a withdrawn scope.
   */
  @Test
  void introspectionShowsTheCurrentScopesOfAKey() {
    scene.roles().define("reader", "posts:read");
    scene.roles().assign("reader", "susan");
    MadeKey key = scene.make("susan", "posts:read");
    String service = server.serviceKey("shop", "tokens:introspect");
    JsonNode active = introspect(service, key.text());
    assertThat(active.get("active").asBoolean()).isTrue();
    assertThat(active.get("scope").asText()).isEqualTo("posts:read");
    assertThat(active.get("username").asText()).isEqualTo("susan");
    assertThat(active.get("key_id").asText()).isEqualTo(key.id());
    assertThat(introspect(service, scene.trade(key)).get("key_id").asText()).isEqualTo(key.id());

    scene.roles().take("reader", "susan");
    assertThat(introspect(service, key.text()).get("scope").asText()).isEmpty();
    scene.roles().assign("reader", "susan");
    assertThat(introspect(service, key.text()).get("scope").asText()).isEqualTo("posts:read");
    scene.roles().define("reader", "posts:write");
    assertThat(introspect(service, key.text()).get("scope").asText()).isEmpty();
    assertThat(problem(scene.roles().ask("", key.bearer()))).isEqualTo("403 insufficient-scope");
    assertThat(scene.outcome("/api/resource", key.bearer())).isEqualTo("403 insufficient-scope");

    scene.delete(key.id(), basic("susan", "python"));
    assertThat(introspect(service, key.text()).toString()).isEqualTo("{\"active\":false}");
  }

  /**
   * An attacker who finds a key may use it only at services that introspect it. The time of the
   * last use must show such uses to the owner.
   */
  @Test
  void introspectionIsAUse() {
    MadeKey key = scene.make("susan", "api");
    introspect(server.serviceKey("shop", "tokens:introspect"), key.text());
    server.runMaintenance();
    assertThat(lastUse()).isAfter(Instant.EPOCH);
  }

  private JsonNode introspect(String service, String token) {
    return server.calls().form("/oauth/introspect", "token=" + token, bearer(service)).json();
  }

  @Test
  void aNarrowedTokenStaysNarrowAndNarrowsNoOther() {
    scene.roles().define("reader", "posts:read posts:write");
    scene.roles().assign("reader", "susan");
    MadeKey key = scene.make("susan", "api posts:read posts:write");
    String narrow = tokenOf(scene.roles().ask("?scope=posts:read", key.bearer()));
    assertThat(scopes(narrow)).containsExactly("posts:read");
    assertThat(scopes(scene.roles().renew(narrow))).containsExactly("posts:read");
    assertThat(problem(scene.roles().ask("?scope=posts:write", bearer(narrow))))
        .isEqualTo("403 insufficient-scope");
    assertThat(scopes(scene.trade(key))).hasSize(3);
    assertThat(problem(scene.roles().ask("?scope=posts:delete", key.bearer())))
        .isEqualTo("403 insufficient-scope");
  }

  @Test
  void profileReadGivesAccessOnlyToTheProfile() {
    MadeKey key = scene.make("susan", "profile:read");
    String token = scene.trade(key);
    assertThat(scopes(token)).containsExactly("profile:read");
    for (String credentials : List.of(key.bearer(), bearer(token))) {
      assertThat(scene.outcome("/api/me", credentials)).isEqualTo("200");
      assertThat(scene.outcome("/api/resource", credentials)).isEqualTo("403 insufficient-scope");
    }
    assertThat(
            problem(
                server
                    .calls()
                    .call(
                        "PATCH",
                        "/api/me",
                        java.util.Optional.of("{}"),
                        key.bearer(),
                        "Content-Type: application/json",
                        "Accept: application/json")))
        .isEqualTo("403 not-for-keys");
    String narrowed = tokenOf(scene.roles().ask("?scope=profile:read", basic("susan", "python")));
    assertThat(scene.outcome("/api/me", bearer(narrowed))).isEqualTo("200");
    assertThat(scene.outcome("/api/me/sessions", bearer(narrowed)))
        .isEqualTo("403 insufficient-scope");
  }

  @Test
  void theTimeOfTheLastUseIsStoredOnceAMinute() {
    MadeKey key = scene.make("susan", "api");
    server.runMaintenance();
    assertThat(scene.list("susan").get(0).get("last_used_at").isNull()).isTrue();
    Instant first = clock.instant();
    for (int i = 0; i < 100; i++) {
      assertThat(scene.works(key.text())).isTrue();
    }
    assertThat(scene.list("susan").get(0).get("last_used_at").isNull()).isTrue();
    server.runMaintenance();
    assertThat(lastUse()).isBetween(first.minusSeconds(1), first.plusSeconds(1));
    clock.move(Duration.ofSeconds(61));
    assertThat(scene.works(key.text())).isTrue();
    server.restart(Map.of()); // a shutdown stores the uses that are only in memory
    assertThat(lastUse()).isAfter(first.plusSeconds(59));
  }

  /** Another server may have stored a later use. */
  @Test
  void aUseIsNotReplacedByAnEarlierOne() {
    MadeKey key = scene.make("susan", "api");
    Instant now = clock.instant();
    server
        .store()
        .inTransaction(
            tx -> {
              new PersonalKeyRows(tx).use(key.id(), now);
              new PersonalKeyRows(tx).use(key.id(), now.minusSeconds(60));
              return true;
            });
    assertThat(lastUse()).isEqualTo(now);
  }

  @Test
  void usesOfManyKeysAreStoredInBatches() {
    KeyUses uses = new KeyUses();
    int keys = 501;
    server
        .store()
        .inTransaction(
            tx -> {
              for (int i = 0; i < keys; i++) {
                tx.sql()
                    .change(
                        "INSERT INTO personal_key (id, account_id, digest, name, start, scope,"
                            + " created_at, ends_at) VALUES (?, 1, ?, 'k', '', 'api', ?, ?)",
                        "key" + i,
                        new byte[] {(byte) i, (byte) (i >> 8)},
                        tx.now(),
                        tx.now().plusSeconds(60));
              }
              return true;
            });
    IntStream.range(0, keys).forEach(i -> uses.add("key" + i, clock.instant()));
    assertThat(uses.store(server.store())).isTrue();
    assertThat(uses.store(server.store())).isFalse();
    assertThat(
            Rows.count(
                server, "SELECT count(*) AS n FROM personal_key WHERE last_used_at IS NOT NULL"))
        .isEqualTo(keys);
  }

  private Instant lastUse() {
    return Instant.parse(scene.list("susan").get(0).get("last_used_at").asText());
  }
}
