package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.oauth.OauthCalls.Tokens;
import dev.restauth.store.RefreshTokenStore.RefreshTokenRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the successor of a refresh token is kept for who tries again. */
class SealedSuccessorTest {
  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  @Test
  void isKeptForAMinuteAndThenForgottenWhileTheLineGoesOn() {
    try (TestServer server = TestServer.start(folder, clock, Map.of())) {
      OauthCalls oauth = new OauthCalls(server.calls());
      server.calls().register("miguel", "python");
      Tokens first = oauth.logIn("miguel", "python");
      Tokens second = oauth.refreshed(first.refresh());
      clock.move(RefreshTokens.SEALED);
      assertThat(RefreshTokens.forgetSealed(server.store())).isZero();
      assertThat(row(server, first).sealedCurrent()).isPresent();
      clock.move(Duration.ofNanos(1_000));
      assertThat(RefreshTokens.forgetSealed(server.store())).isEqualTo(1);
      assertThat(row(server, first).sealedCurrent()).isEmpty();
      assertThat(oauth.refresh(second.refresh()).status()).isEqualTo(200);
    }
  }

  private static RefreshTokenRow row(TestServer server, Tokens ofLine) {
    byte[] family = Sha256.of(ofLine.refresh().substring(0, "restauth_rt_".length() + 22));
    return server
        .store()
        .<Optional<RefreshTokenRow>>reading(tx -> tx.refreshTokens().find(family))
        .orElseThrow();
  }
}
