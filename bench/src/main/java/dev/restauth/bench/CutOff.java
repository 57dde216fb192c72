package dev.restauth.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Disconnects a resource server from its REST-auth server for a while. Another REST-auth server
 * revokes tokens during that time. Continuously checks the revoked tokens and one valid token at
 * the resource server, until it answers correctly for each. For single use.
 */
final class CutOff {
  private static final long LASTS = Duration.ofSeconds(5).toNanos();
  private static final long STALE = Duration.ofSeconds(3).toNanos();
  private static final long PATIENCE = Duration.ofSeconds(60).toNanos();
  private static final int LOG_OUTS = 20;

  private final Calls calls;
  private final String server;
  private final List<HttpRequest> checks = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final long[] loggedOutAt = new long[LOG_OUTS];
  private volatile long restoredAt = Long.MAX_VALUE;

  /** The answer for the token with a number. The last token is never revoked. */
  private record Answer(int token, long askedAt, long at, int status) {}

  /**
   * The results, with times in nanoseconds.
   *
   * @param untilStale the time from the disconnection to the first 503
   * @param asked the number of checks from 3 s after the disconnection until the reconnection
   * @param unavailable the number of these checks that were answered with 503
   * @param accepted the longest time for which a token was accepted after the answer to its log-out
   * @param untilRight the time from the reconnection until the resource server refused all revoked
   *     tokens and accepted the valid one
   */
  record Seen(long untilStale, long asked, long unavailable, long accepted, long untilRight) {}

  /**
   * Logs in once for each token.
   *
   * @param server the server at which the account {@code name} logs in and out
   * @param orders the URL of the resource server
   */
  CutOff(Calls calls, String server, String name, String orders)
      throws IOException, InterruptedException {
    this.calls = calls;
    this.server = server;
    for (int i = 0; i <= LOG_OUTS; i++) {
      tokens.add(calls.logIn(server, name));
      checks.add(Calls.check(orders, tokens.getLast()));
      calls.expect(200, checks.getLast());
    }
  }

  Seen measure(Relay relay) throws Exception {
    try (ExecutorService asking = Executors.newSingleThreadExecutor()) {
      Future<List<Answer>> asked = asking.submit(this::ask);
      relay.cut();
      long cutAt = System.nanoTime();
      for (int i = 0; i < LOG_OUTS; i++) {
        calls.expect(204, Calls.logOut(server, tokens.get(i)));
        loggedOutAt[i] = System.nanoTime();
        sleepUntil(cutAt + LASTS * (i + 1) / LOG_OUTS);
      }
      restoredAt = System.nanoTime();
      relay.restore();
      return seen(asked.get(), cutAt);
    }
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    Thread.sleep(Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())));
  }

  /**
   * Checks the tokens in turn, until the answers for all tokens were right after the reconnection.
   */
  private List<Answer> ask() throws IOException, InterruptedException {
    List<Answer> answers = new ArrayList<>();
    int right = 0;
    for (int i = 0; right < checks.size(); i = (i + 1) % checks.size()) {
      long askedAt = System.nanoTime();
      int status = calls.status(checks.get(i));
      answers.add(new Answer(i, askedAt, System.nanoTime(), status));
      boolean isRight = askedAt >= restoredAt && status == (i < LOG_OUTS ? 401 : 200);
      right = isRight ? right + 1 : 0;
      if (askedAt - restoredAt > PATIENCE) {
        throw new IOException("it did not recover: " + answers.getLast());
      }
    }
    return answers;
  }

  private Seen seen(List<Answer> answers, long cutAt) {
    List<Answer> stale =
        answers.stream()
            .filter(answer -> answer.askedAt >= cutAt + STALE && answer.at <= restoredAt)
            .toList();
    return new Seen(
        unavailable(answers).findFirst().orElseThrow().at - cutAt,
        stale.size(),
        unavailable(stale).count(),
        answers.stream()
            .filter(answer -> answer.token < LOG_OUTS && answer.status == 200)
            .mapToLong(answer -> answer.at - loggedOutAt[answer.token])
            .max()
            .orElseThrow(),
        answers.getLast().at - restoredAt);
  }

  private static Stream<Answer> unavailable(List<Answer> answers) {
    return answers.stream().filter(answer -> answer.status == 503);
  }
}
