package dev.restauth.bench.day;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A session of a user with its latest tokens. Thread-safe. */
final class Session {
  /** The time for which a token is used: tokens are valid for a minute. */
  private static final Duration USED = Duration.ofSeconds(50);

  private final String from;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile Tokens tokens;

  /**
   * The tokens of one answer.
   *
   * @param issuedAt the time of the request, by {@link System#nanoTime}
   */
  record Tokens(String access, String refresh, long issuedAt) {}

  /**
   * Creates a session.
   *
   * @param from the address of the client
   */
  Session(String from, Tokens tokens) {
    this.from = from;
    this.tokens = tokens;
  }

  String from() {
    return from;
  }

  Tokens tokens() {
    return tokens;
  }

  boolean isFresh() {
    return System.nanoTime() - tokens.issuedAt() < USED.toNanos();
  }

  /** Returns whether the caller may renew it: a client never does so twice at once. Call {@link #renewed} afterwards. */
  boolean beginRenewal() {
    return renewing.compareAndSet(false, true);
  }

  /** Ends a renewal; the tokens are those before it if it failed. */
  void renewed(Tokens next) {
    tokens = next;
    renewing.set(false);
  }
}
