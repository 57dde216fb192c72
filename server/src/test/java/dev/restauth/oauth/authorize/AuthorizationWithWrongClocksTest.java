package dev.restauth.oauth.authorize;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.oauth.OidcScene.PASSWORD;
import static dev.restauth.oauth.OidcScene.location;
import static dev.restauth.oauth.OidcScene.request;
import static dev.restauth.oauth.OidcScene.url;
import static dev.restauth.oauth.OidcScene.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.listener.QuietLogs;
import dev.restauth.oauth.OidcScene;
import dev.restauth.oauth.OidcScene.Browser;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers with wrong clocks: one is 20 seconds ahead of the database's clock, and the other 20
 * seconds behind.
 */
@ExtendWith(QuietLogs.class)
class AuthorizationWithWrongClocksTest {
  private static final Duration WRONG = Duration.ofSeconds(20);

  @TempDir Path folder;

  private OidcScene ahead;
  private OidcScene behind;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> settings = new HashMap<>(OidcScene.SETTINGS);
    settings.putAll(TestServer.sharing(folder, TestDatabase.postgresUrl()));
    InstantSource right = InstantSource.system();
    ahead = new OidcScene(TestServer.start(folder, () -> right.instant().plus(WRONG), settings));
    behind = new OidcScene(TestServer.start(folder, () -> right.instant().minus(WRONG), settings));
    ahead.server().calls().register("susan", PASSWORD);
    var _ = ahead.addWeb();
    eventually("both have compared their clocks", () -> isCompared(ahead) && isCompared(behind));
  }

  private static boolean isCompared(OidcScene scene) {
    double seconds =
        scene.server().calls().get("/health").json().get("clock_ahead_seconds").asDouble();
    return Math.abs(seconds) > 10;
  }

  @AfterEach
  void stop() {
    behind.server().close();
    ahead.server().close();
  }

  private static void assertAskedOnce(OidcScene first, OidcScene second) {
    Browser here = first.browser();
    Browser there = second.same(here);
    Map<String, String> request = with(request(), "prompt", "login");
    String login = location(here.get(url(request)));
    assertThat(login).startsWith("/login?request=");

    String goOn = location(there.logIn(there.get(login), "susan"));

    assertThat(location(here.get(goOn))).startsWith("/consent?request=");
    assertThat(location(here.get(url(request)))).as("anew").startsWith("/login?request=");
  }

  @Test
  void eachLogInCountsForTheRequestThatRequiredIt() {
    assertAskedOnce(ahead, behind);
    assertAskedOnce(behind, ahead);
    assertAskedOnce(ahead, ahead);
    assertAskedOnce(behind, behind);
  }
}
