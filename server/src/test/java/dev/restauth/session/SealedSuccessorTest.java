package dev.restauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.oauth.OauthCalls.Tokens;
import dev.restauth.session.RefreshTokenRows.RefreshTokenRow;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The time for which the successor of a refresh token is stored for retries. */
class SealedSuccessorTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock).withAccount("miguel", "python");

  @Test
  void isDeletedAfterAMinuteWhileTheFamilyStays() {
    OauthCalls oauth = new OauthCalls(server.calls());
    Tokens first = oauth.logIn("miguel", "python");
    Tokens second = oauth.refreshed(first.refresh());
    clock.move(RefreshTokens.SEALED);
    assertThat(RefreshTokens.deleteSealed(server.store(), 10)).isZero();
    assertThat(row(first).sealedCurrent()).isPresent();
    clock.move(Duration.ofNanos(1_000));
    assertThat(RefreshTokens.deleteSealed(server.store(), 10)).isEqualTo(1);
    assertThat(row(first).sealedCurrent()).isEmpty();
    assertThat(oauth.refresh(second.refresh()).status()).isEqualTo(200);
  }

  private RefreshTokenRow row(Tokens ofLine) {
    byte[] family = Sha256.of(ofLine.refresh().substring(0, "restauth_rt_".length() + 22));
    return server
        .store()
        .<Optional<RefreshTokenRow>>reading(tx -> new RefreshTokenRows(tx).find(family))
        .orElseThrow();
  }
}
