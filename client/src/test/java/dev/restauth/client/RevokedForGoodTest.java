package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Revoked tokens. After the verifier has refused one, it must never accept it again, whatever
 * happens to the feed.
 */
class RevokedForGoodTest {
  private static final String ENDED = Tokens.good(START, "ended");
  private static final String LIVE = Tokens.good(START, "live");
  private static final int CUTS = 25;

  @Test
  void revokedTokensStayRefusedThroughCutsAndSnapshots() throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    try (FakeServer server = new FakeServer();
        Connected connected =
            Verifiers.connect(
                server,
                Verifiers.calm(server, new TestClock())
                    .whenStale(WhenStale.goOnFor(Duration.ofMinutes(1))),
                "ended")) {
      assertThat(connected.accepts(ENDED)).isFalse();
      Thread asking =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    while (!Thread.interrupted()) {
                      if (connected.accepts(ENDED)) {
                        accepted.incrementAndGet();
                      }
                    }
                  });
      connected.feed().close();
      for (int i = 0; i < CUTS; i++) {
        try (Stream again = server.next()) {
          if (i % 2 == 0) {
            // a snapshot of another epoch, from which the server has removed the revocation
            again.snapshot(100L * (i + 2)).beat().revoke("session-" + i);
          } else {
            again.resumed(100L * (i + 1) + 2).revoke("session-" + i);
          }
          String revoked = Tokens.good(START, "session-" + i);
          Awaiting.until("refused", () -> !connected.accepts(revoked));
        }
      }
      asking.interrupt();
      assertThat(connected.accepts(LIVE)).isTrue();
      for (int i = 0; i < CUTS; i++) {
        assertThat(connected.accepts(Tokens.good(START, "session-" + i))).isFalse();
      }
    }
    assertThat(accepted).hasValue(0);
  }

  @Test
  void highestGenerationAndLatestTimeCountInAnyOrder() {
    TokenClaims third = PresentedToken.read(LIVE).orElseThrow().claims();
    for (boolean swapped : new boolean[] {false, true}) {
      Revocations revocations = new Revocations();
      revocations.addAccount("42", swapped ? 2 : 4, swapped ? 500 : 600);
      revocations.addAccount("42", swapped ? 4 : 2, swapped ? 600 : 500);
      revocations.addSession("live", swapped ? 500 : 700);
      revocations.addSession("live", swapped ? 700 : 500);
      assertThat(revocations.isRevoked(third)).isTrue();
      revocations.removeExpired(699);
      assertThat(revocations.size()).isOne();
      revocations.removeExpired(700);
      assertThat(revocations.isRevoked(third)).isFalse();
      revocations.addAccount("42", 4, 800);
      assertThat(revocations.isRevoked(third)).isTrue();
      revocations.removeExpired(800);
      revocations.addAccount("42", 3, 800);
      assertThat(revocations.isRevoked(third)).isFalse();
      revocations.addAccount("42", 4, 700);
      revocations.removeExpired(799);
      assertThat(revocations.isRevoked(third)).isTrue();
      revocations.removeExpired(800);
      assertThat(revocations.size()).isZero();
    }
  }

  @Test
  void revocationIsRemovedWhenItsTokensHaveExpired() {
    Revocations revocations = new Revocations();
    long now = START.getEpochSecond();
    revocations.addSession("live", now + 600);
    revocations.addSession("live", now + 500); // the same again: the later time applies
    revocations.addAccount("42", 4, now + 600);
    revocations.addAccount("42", 2, now + 500);
    TokenClaims claims = PresentedToken.read(LIVE).orElseThrow().claims();
    revocations.removeExpired(now + 599);
    assertThat(revocations.size()).isEqualTo(2);
    assertThat(revocations.isRevoked(claims)).isTrue();
    revocations.removeExpired(now + 600);
    assertThat(revocations.size()).isZero();
    assertThat(revocations.isRevoked(claims)).isFalse();
  }
}
