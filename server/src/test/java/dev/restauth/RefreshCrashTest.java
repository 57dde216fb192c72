package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.crypto.Sha256;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.OauthCalls;
import dev.restauth.oauth.OauthCalls.Tokens;
import dev.restauth.session.RefreshTokenRows;
import dev.restauth.session.RefreshTokenRows.RefreshTokenRow;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while fifty clients refresh with the same refresh token. The clients
 * that retry after the restart get the same successor token as the clients that received a
 * response.
 */
class RefreshCrashTest {
  private static final int AT_ONCE = 50;

  /**
   * The longest restart for which a round counts. After a longer restart the grace period may be
   * over, and the round would prove nothing.
   */
  private static final Duration IN_TIME = Duration.ofSeconds(8);

  @TempDir Path folder;

  @Test
  void returnsTheSameSuccessorAfterACrash() throws InterruptedException {
    crashInTime(1);
  }

  @Test
  @Tag("long")
  void returnsTheSameSuccessorAfterManyCrashes() throws InterruptedException {
    crashInTime(40);
  }

  private void crashInTime(int rounds) throws InterruptedException {
    int inTime = 0;
    for (int round = 0; inTime < rounds; round++) {
      assertThat(round).as("rounds, for %s in time", inTime).isLessThan(rounds + 20);
      // The test kills the process after 1 to AT_ONCE responses.
      inTime += crash("miguel" + round, 1 + ((round * 7) % AT_ONCE)) ? 1 : 0;
    }
  }

  /** Returns whether the restart was quick enough. */
  private boolean crash(String name, int answersBeforeTheKill) throws InterruptedException {
    Set<String> successors = new ConcurrentSkipListSet<>();
    Set<Integer> refusals = new ConcurrentSkipListSet<>();
    Tokens first;
    Instant began;
    try (ServerProcess process = ServerProcess.serve(folder)) {
      HttpCalls calls = process.ready();
      assertThat(calls.register(name, "python").status()).isEqualTo(201);
      first = new OauthCalls(calls).logIn(name, "python");
      began = InstantSource.system().instant();
      refreshUntilKilled(process, calls, first, answersBeforeTheKill, successors, refusals);
    }
    assertThat(refusals).isEmpty();
    assertThat(successors).hasSize(1);

    try (TestServer server = TestServer.start(folder)) {
      OauthCalls oauth = new OauthCalls(server.calls());
      Reply again = oauth.refresh(first.refresh());
      Duration passed = Duration.between(began, InstantSource.system().instant());
      if (passed.compareTo(IN_TIME) > 0) {
        return false;
      }
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.json().get("refresh_token").asText())
          .isEqualTo(successors.iterator().next());
      assertThat(oauth.resource(again.json().get("access_token").asText())).isEqualTo(200);
      assertRotatedOnce(server, first, successors.iterator().next());
    }
    return true;
  }

  private static void refreshUntilKilled(
      ServerProcess process,
      HttpCalls calls,
      Tokens first,
      int answersBeforeTheKill,
      Set<String> successors,
      Set<Integer> refusals)
      throws InterruptedException {
    CountDownLatch enough = new CountDownLatch(answersBeforeTheKill);
    try (ExecutorService tabs = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        tabs.execute(
            () -> {
              try {
                Reply reply = new OauthCalls(calls).refresh(first.refresh());
                if (reply.status() == 200) {
                  successors.add(reply.json().get("refresh_token").asText());
                } else {
                  refusals.add(reply.status());
                }
                enough.countDown();
              } catch (UncheckedIOException | IndexOutOfBoundsException killed) {
                // The kill interrupted the response.
              }
            });
      }
      enough.await();
      process.kill();
    }
  }

  private static void assertRotatedOnce(TestServer server, Tokens first, String successor) {
    byte[] family = Sha256.of(first.refresh().substring(0, "restauth_rt_".length() + 22));
    RefreshTokenRow row =
        server
            .store()
            .<Optional<RefreshTokenRow>>reading(tx -> new RefreshTokenRows(tx).find(family))
            .orElseThrow();
    assertThat(row.previous()).hasValue(Sha256.of(first.refresh()));
    assertThat(row.current()).isEqualTo(Sha256.of(successor));
  }
}
