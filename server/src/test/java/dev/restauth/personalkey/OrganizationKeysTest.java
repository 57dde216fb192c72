package dev.restauth.personalkey;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static dev.restauth.role.RoleScene.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Personal keys that act in organizations. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class OrganizationKeysTest {
  private static final String SUSAN = basic("susan", "python");

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(new SetClock())
          .on(() -> database)
          .withAccount("susan", "python")
          .withAccount("david", "python");

  private final KeyScene scene = new KeyScene(server);

  /** Creates an organization with the member susan, and returns its id. */
  private String organization(String slug) {
    Reply made =
        server.operate("org.create", Map.of("slug", slug, "name", slug, "username", "david"));
    assertThat(made).isInstanceOf(Reply.Done.class);
    add(slug);
    return String.valueOf(((Reply.Done) made).facts().values().get("id"));
  }

  private void add(String slug) {
    assertThat(
            server.operate("org.add", Map.of("slug", slug, "username", "susan", "role", "member")))
        .isInstanceOf(Reply.Done.class);
  }

  private void remove(String slug) {
    assertThat(server.operate("org.remove", Map.of("slug", slug, "username", "susan")))
        .isInstanceOf(Reply.Done.class);
  }

  private MadeKey key(String organization) {
    return scene.make("susan", "api", ",\"organization\":\"" + organization + "\"");
  }

  @Test
  void aKeyWhoseOwnerHasLeftItsOrganizationCanOnlyDeleteItself() {
    String acme = organization("acme");
    MadeKey other = key(acme);
    MadeKey byKey = key(acme);
    MadeKey byToken = key(acme);
    String token = scene.trade(byToken);
    assertThat(scene.works(byKey.text())).isTrue();
    remove("acme");

    for (String path : new String[] {"/api/resource", "/api/me", "/api/token", "/api/me/keys"}) {
      assertThat(scene.outcome(path, byKey.bearer())).as(path).isEqualTo("401 unauthorized");
    }
    assertThat(scene.outcome("/api/resource", bearer(token))).isEqualTo("401 rights-changed");
    assertThat(problem(scene.delete(other.id(), byKey.bearer()))).isEqualTo("403 not-for-keys");
    assertThat(problem(scene.delete(other.id(), bearer(token)))).isEqualTo("403 not-for-keys");
    assertThat(scene.delete(byKey.id(), byKey.bearer()).status()).isEqualTo(204);
    assertThat(problem(scene.delete(byKey.id(), byKey.bearer()))).isEqualTo("401 unauthorized");
    assertThat(scene.delete(byToken.id(), bearer(token)).status()).isEqualTo(204);
    assertThat(scene.list("susan").findValuesAsText("id")).containsExactly(other.id());

    add("acme");
    assertThat(scene.works(other.text())).isTrue();
    assertThat(scene.works(byKey.text())).isFalse();
  }

  @Test
  void aKeyIsRevokedWithItsOrganization() {
    MadeKey mine = scene.make("susan", "api");
    String acme = organization("acme");
    MadeKey last = IntStream.range(1, 50).mapToObj(_ -> key(acme)).toList().getLast();
    assertThat(problem(scene.create("{\"name\":\"k\"}", SUSAN))).isEqualTo("409 limit-reached");
    assertThat(server.operate("org.delete", Map.of("slug", "acme"))).isInstanceOf(Reply.Done.class);

    assertThat(scene.works(last.text())).isFalse();
    assertThat(scene.list("susan").findValuesAsText("id")).containsExactly(mine.id());
    scene.make("susan", "api");
    assertThat(stored()).isEqualTo(2);
    assertThat(scene.works(mine.text())).isTrue();
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

  /** In responses, {@code null} stands for no organization, so requests may contain it too. */
  @Test
  void nullIsNoOrganisation() {
    assertThat(
            scene
                .create("{\"name\":\"k\",\"organization\":null}", SUSAN)
                .json()
                .get("organization")
                .isNull())
        .isTrue();
  }
}
