package dev.restauth.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Verifiers for tests. */
final class Verifiers {
  static final String SERVICE_KEY = "restauth_sk_0pRhXbLw3vT9qZk2NfYs8JdGm5UcEa7HiQo4WxVtB1y3ubDZg";

  /** Short timeouts and intervals. */
  static final FeedTimings HURRIED =
      new FeedTimings(
          Duration.ofMillis(1_200),
          Duration.ofSeconds(3),
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofMillis(50),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  private static final FeedTimings CALM =
      new FeedTimings(
          FeedTimings.DEFAULTS.staleAfter(),
          FeedTimings.DEFAULTS.snapshotWithin(),
          HURRIED.retryAtLeast(),
          HURRIED.retryAtMost(),
          HURRIED.refusedRetry(),
          FeedTimings.DEFAULTS.keyInquiries(),
          HURRIED.answerWithin());

  private Verifiers() {}

  /**
   * A verifier and its feed.
   *
   * @param feed the connection, up to date at number 100
   */
  record Connected(TokenVerifier verifier, FakeServer.Stream feed) implements AutoCloseable {
    boolean accepts(String token) {
      return verifier.verify(token).isPresent();
    }

    @Override
    public void close() {
      verifier.close();
      feed.close();
    }
  }

  /**
   * Returns a builder with short timings, for a feed that is cut. Tokens expire by {@code clock}.
   */
  static TokenVerifierBuilder hurried(FakeServer server, TestClock clock) {
    return TokenVerifier.to(server.url()).serviceKey(SERVICE_KEY).clock(clock).timings(HURRIED);
  }

  /** Returns a builder for a verifier that only {@code clock} makes stale. */
  static TokenVerifierBuilder calm(FakeServer server, TestClock clock) {
    return TokenVerifier.to(server.url())
        .serviceKey(SERVICE_KEY)
        .clock(clock)
        .ticker(clock)
        .timings(CALM);
  }

  /** Connects with a snapshot of revoked sessions, and sends heartbeats. */
  static Connected connect(FakeServer server, TokenVerifierBuilder builder, String... sids) {
    CompletableFuture<FakeServer.Stream> feed = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> feed.complete(server.next().snapshot(100, sids).beating()));
    TokenVerifier verifier = builder.connect();
    return new Connected(verifier, feed.join());
  }
}
