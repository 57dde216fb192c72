package dev.restauth.client;

import java.time.Duration;

/**
 * Timeouts and intervals.
 *
 * @param staleAfter the time without contact after which the state is stale and the client
 *     reconnects
 * @param snapshotWithin the timeout of a snapshot
 * @param retryAtLeast the first wait before reconnecting; each wait is extended by a random time,
 *     by at most its own length
 * @param retryAtMost the longest wait, without the random time
 * @param refusedRetry the wait after the service key was refused
 * @param keyInquiries the minimum interval between requests for unknown keys, and the time for
 *     which a response is valid
 * @param answerWithin the timeout of a request
 */
record FeedTimings(
    Duration staleAfter,
    Duration snapshotWithin,
    Duration retryAtLeast,
    Duration retryAtMost,
    Duration refusedRetry,
    Duration keyInquiries,
    Duration answerWithin) {

  static final FeedTimings DEFAULTS =
      new FeedTimings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));
}
