package dev.restauth.interop;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LongRun;
import dev.restauth.TestServer;
import dev.restauth.client.TokenVerifier;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A faulty proxy that cuts, delays, duplicates, drops and reorders the real server's events. Three
 * seconds after the response to a log-out, no verifier accepts the token.
 */
class BadNetworkTest {
  private static final long SEED = 20261125;
  private static final int LOG_OUTS = LongRun.IS_LONG ? 130 : 40;
  private static final int FAULTS = BadNetwork.Fault.values().length;
  private static final long PAUSE_MILLIS = 60;
  private static final long STALE_NANOS = Duration.ofSeconds(3).toNanos();

  @TempDir Path folder;

  private record LoggedOut(String token, long answeredAt) {
    long nanosAgo() {
      return System.nanoTime() - answeredAt;
    }

    /**
     * Returns whether the log-out was so long ago that all verifiers must refuse the token. Until
     * then, a verifier that has not received the event may still accept the token.
     */
    boolean isOverdue() {
      return nanosAgo() > STALE_NANOS;
    }
  }

  @Test
  void acceptsNoTokenThreeSecondsAfterItsLogOut() throws IOException, InterruptedException {
    try (TestServer server = TestServer.start(folder);
        BadNetwork network = BadNetwork.to(Interop.url(server.calls()), SEED);
        TokenVerifier java =
            TokenVerifier.to(network.url())
                .serviceKey(TestServer.serviceKey(folder, "java", "revocations:read"))
                .connectWithin(Duration.ofSeconds(20))
                .connect();
        Interop node =
            Interop.start(
                "verifier.mjs",
                network.url(),
                TestServer.serviceKey(folder, "node", "revocations:read"));
        Interop python =
            Interop.start(
                "verifier.py",
                network.url(),
                TestServer.serviceKey(folder, "python", "revocations:read"))) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      assertThat(node.ask("connect")).isEqualTo("connected");
      assertThat(python.ask("connect")).isEqualTo("connected");
      List<LoggedOut> all = new ArrayList<>();
      Deque<LoggedOut> late = new ArrayDeque<>();
      int accepted = 0;
      int acceptedByPython = 0;
      for (int i = 0; i < LOG_OUTS || network.occurred().size() < FAULTS; i++) {
        String token = calls.token("miguel", "python");
        accepted += java.verify(token).isPresent() ? 1 : 0;
        accepted += verifies(node, token) ? 1 : 0;
        acceptedByPython += verifies(python, token) ? 1 : 0;
        assertThat(
                calls
                    .call(
                        "DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token)
                    .status())
            .isEqualTo(204);
        all.add(new LoggedOut(token, System.nanoTime()));
        late.add(all.getLast());
        while (!late.isEmpty() && late.peek().isOverdue()) {
          assertRefused(java, node, python, late.remove());
        }
        Thread.sleep(PAUSE_MILLIS);
      }
      assertThat(accepted).as("sometimes they are not stale").isPositive();
      assertThat(acceptedByPython).as("sometimes Python's is not stale").isPositive();

      network.stopFaults();
      // A verifier that has not received the last log-out may accept that token until it is
      // overdue.
      eventually("overdue", () -> all.getLast().isOverdue());
      String live = calls.token("miguel", "python");
      eventually(
          "fresh again",
          () -> java.verify(live).isPresent() && verifies(node, live) && verifies(python, live));
      all.forEach(loggedOut -> assertRefused(java, node, python, loggedOut));
    }
  }

  private static void assertRefused(
      TokenVerifier java, Interop node, Interop python, LoggedOut loggedOut) {
    String since = "logged out " + loggedOut.nanosAgo() / 1_000_000 + " ms before";
    assertThat(java.verify(loggedOut.token())).as("Java, %s", since).isEmpty();
    assertRefused("Node.js", node, loggedOut, since);
    assertRefused("Python", python, loggedOut, since);
  }

  private static void assertRefused(
      String language, Interop verifier, LoggedOut loggedOut, String since) {
    assertThat(verifies(verifier, loggedOut.token()))
        .as(() -> language + ", " + since + ", which now is " + verifier.ask("state"))
        .isFalse();
  }

  private static boolean verifies(Interop verifier, String token) {
    return verifier.ask("verify " + token).startsWith("verified ");
  }
}
