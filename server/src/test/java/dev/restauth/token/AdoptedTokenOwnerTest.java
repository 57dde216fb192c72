package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Owners of tokens: an application can sign tokens only for its own accounts. */
class AdoptedTokenOwnerTest {
  private static final String CLAIMS = "{\"id\":%d,\"exp\":4102444800}";

  @TempDir Path folder;

  @Test
  void ownerIsAnAccountOfThatApplication() {
    try (AdoptedScene scene = AdoptedScene.ofMiguel(folder)) {
      scene.adopt("shop", 2, "susan");
      Reply registered = scene.calls().register("david", "python");
      assertThat(registered.status()).isEqualTo(201);
      assertThat(scene.server().account(3).username()).isEqualTo("david");

      assertThat(scene.status(scene.application.token(CLAIMS.formatted(1)))).isEqualTo(200);
      assertThat(scene.status(scene.application.token(CLAIMS.formatted(2)))).isEqualTo(401);
      assertThat(scene.status(scene.application.token(CLAIMS.formatted(3)))).isEqualTo(401);
      assertThat(scene.status(scene.application.token(CLAIMS.formatted(4)))).isEqualTo(401);
    }
  }

  @Test
  void ownerIsFoundAmongSeveralApplications() {
    try (AdoptedScene scene = AdoptedScene.ofMiguel(folder)) {
      OldApplication shop = new OldApplication("x");
      scene.adopt("shop", 2, "susan");
      scene.adopt("forum", 3, "david");
      scene.accept("shop", Algorithm.HS256, "x", AdoptedScene.FAR);
      scene.accept("forum", Algorithm.HS256, "x", AdoptedScene.FAR);

      assertThat(scene.status(scene.application.token(CLAIMS.formatted(1)))).isEqualTo(200);
      assertThat(scene.status(scene.application.token(CLAIMS.formatted(2)))).isEqualTo(401);
      assertThat(scene.status(shop.token(CLAIMS.formatted(1)))).isEqualTo(401);
      assertThat(scene.status(shop.token(CLAIMS.formatted(2)))).isEqualTo(200);
      assertThat(scene.status(shop.token(CLAIMS.formatted(3))))
          .as("a shared secret")
          .isEqualTo(200);
    }
  }

  @Test
  void tokenIsRefusedWithoutAcceptance() {
    try (AdoptedScene scene = new AdoptedScene(folder, Map.of())) {
      scene.adopt("rest-auth", 1, "miguel");

      assertThat(scene.status(scene.application.token(CLAIMS.formatted(1)))).isEqualTo(401);
    }
  }
}
