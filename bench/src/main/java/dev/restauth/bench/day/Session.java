package dev.restauth.bench.day;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A session of a user, and the latest tokens of the session. Thread-safe. */
final class Session {
  /**
   * The time for which a token is used. It is shorter than a token's lifetime, which is a minute.
   */
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

  /**
   * Begins a renewal. Returns false if another renewal of the session is in progress, because no
   * client renews a session twice at once. After a renewal, call {@link #renewed}.
   */
  boolean beginRenewal() {
    return renewing.compareAndSet(false, true);
  }

  /** Completes a renewal. If it failed, {@code next} contains the previous tokens. */
  void renewed(Tokens next) {
    tokens = next;
    renewing.set(false);
  }
}
