package dev.restauth.client;

import java.time.Duration;

/**
 * Timeouts and intervals of the connection to the server.
 *
 * @param staleAfter the time without contact after which the state is stale and the client
 *     reconnects
 * @param snapshotWithin the timeout of a snapshot
 * @param retryAtLeast the first wait before reconnecting, which doubles after each failure. A
 *     random time is added to each wait, at most as long as the wait
 * @param retryAtMost the longest wait, without the random time
 * @param refusedRetry the wait after the server has refused the service key
 * @param keyInquiries the minimum interval between requests for the key set, and the time for which
 *     a response is valid
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
