package dev.restauth.client;

import java.time.Duration;

/**
 * How long things take at most, and how often they are tried.
 *
 * @param staleAfter the server has not been heard for that long: it is stale, and the connection is
 *     made anew
 * @param snapshotWithin how long a snapshot may take
 * @param retryAtLeast the first wait before connecting again; each is up to twice as long, by chance
 * @param retryAtMost the longest
 * @param refusedRetry the wait where the service key was refused
 * @param keyInquiries how often unknown keys are asked for at most, and how long an answer counts
 * @param answerWithin how long an answer to a question may take
 */
record FeedTimings(
    Duration staleAfter,
    Duration snapshotWithin,
    Duration retryAtLeast,
    Duration retryAtMost,
    Duration refusedRetry,
    Duration keyInquiries,
    Duration answerWithin) {

  static final FeedTimings USUAL =
      new FeedTimings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));
}
