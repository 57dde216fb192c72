package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.interop.LogOutScene.DOWN;
import static dev.restauth.interop.LogOutScene.OK;
import static dev.restauth.interop.LogOutScene.SHOP;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.interop.LogOutScene.Tokens;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A client that was down when its user logged out. When the client is up again, any server of the
 * database notifies it, even one that was started after the log-out.
 */
class MissedLogOutTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ArgumentsSource(FeatureDatabases.class)
  void clientIsToldLater(TestDatabase database) throws Exception {
    SetClock clock = new SetClock();
    try (LogOutScene scene = new LogOutScene(folder, clock, database)) {
      scene.near.server().calls().register("miguel", PASSWORD);
      Browser browser = scene.near.browser("miguel");
      Tokens shop = scene.tokens(browser, SHOP);
      scene.answer.set(DOWN);
      assertThat(scene.logOut(browser, shop)).isEqualTo("https://shop.example/bye");
      assertThat(scene.isRefused(scene.near, shop.access())).isTrue();
      eventually("the client was called", () -> scene.told() == 1);
      eventually("the call counts as failed", () -> failed(scene) == 1);

      scene.near.server().restart();
      scene.answer.set(OK);
      clock.move(Duration.ofMinutes(3));
      Browser again = scene.near.browser("miguel"); // another log-out wakes the worker
      assertThat(scene.logOut(again, scene.tokens(again, SHOP))).isNotEmpty();

      eventually("the client is notified", () -> scene.told() >= 2 && failed(scene) == 0);
      assertThat(scene.told(shop)).isTrue();
    }
  }

  private static int failed(LogOutScene scene) {
    return scene
        .near
        .server()
        .store()
        .<Integer>reading(
            tx ->
                tx.sql()
                    .all(
                        "SELECT id FROM outbox WHERE state = 'waiting' AND tries > 0",
                        row -> row.text("id"))
                    .size());
  }
}
