package dev.restauth.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Leaky buckets by key, each kept as the time at which it will be empty, as in ATM's GCRA. Of more keys
 * than are remembered, those that were seen last have their whole allowance again. Thread-safe.
 */
final class Buckets {
  private final long most;
  private final long intervalMillis;
  private final InstantSource clock;
  private final Cache<String, Long> emptyAtMillis;

  /**
   * All of one size.
   *
   * @param most how many times at once, at least 1
   * @param interval how long one of them takes to be given back; at least 1 ms
   * @param remembered how many keys, at most
   */
  Buckets(long most, Duration interval, int remembered, InstantSource clock) {
    this.most = most;
    this.intervalMillis = interval.toMillis();
    this.clock = clock;
    this.emptyAtMillis =
        Caffeine.newBuilder()
            .maximumSize(remembered)
            .expireAfterAccess(interval.multipliedBy(most))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /** How long the next one has to wait; empty if it may be done. Takes nothing. */
  Optional<Duration> delay(String key) {
    return Optional.ofNullable(emptyAtMillis.getIfPresent(key))
        .map(emptyAt -> wait(emptyAt, clock.millis()))
        .filter(Duration::isPositive);
  }

  /** One more was done. */
  void add(String key) {
    long now = clock.millis();
    emptyAtMillis.asMap().merge(key, now + intervalMillis, (at, _) -> after(at, now));
  }

  /** Takes one, if there is one; else says how long the caller has to wait. */
  Optional<Duration> take(String key) {
    long now = clock.millis();
    Duration[] wait = {Duration.ZERO};
    emptyAtMillis
        .asMap()
        .compute(
            key,
            (_, at) -> {
              long emptyAt = at == null ? now : at;
              wait[0] = wait(emptyAt, now);
              return wait[0].isPositive() ? emptyAt : after(emptyAt, now);
            });
    return Optional.of(wait[0]).filter(Duration::isPositive);
  }

  /** Gives back one that was taken. */
  void giveBack(String key) {
    emptyAtMillis.asMap().computeIfPresent(key, (_, at) -> at - intervalMillis);
  }

  private Duration wait(long emptyAt, long now) {
    return Duration.ofMillis(emptyAt - now - (most - 1) * intervalMillis);
  }

  private long after(long emptyAt, long now) {
    return Math.max(emptyAt, now) + intervalMillis;
  }
}
