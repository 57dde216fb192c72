package dev.restauth.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Leaky buckets by key. Each is stored as the time at which it will be empty, as in ATM's GCRA. If
 * there are more keys than fit into the cache, keys are evicted, and an evicted key has its whole
 * allowance again. Thread-safe.
 */
final class Buckets {
  private final long most;
  private final long intervalMillis;
  private final InstantSource clock;
  private final Cache<String, Long> emptyAtMillis;

  /**
   * Creates buckets of one size.
   *
   * @param most the number of actions in a burst, at least 1
   * @param interval the time after which one of them is allowed again; at least 1 ms
   * @param keysAtMost the maximum number of cached keys
   */
  Buckets(long most, Duration interval, int keysAtMost, InstantSource clock) {
    this.most = most;
    this.intervalMillis = interval.toMillis();
    this.clock = clock;
    this.emptyAtMillis =
        Caffeine.newBuilder()
            .maximumSize(keysAtMost)
            .expireAfterAccess(
                Duration.ofMillis(intervalMillis * most)) // multipliedBy loads BigDecimal
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /**
   * Returns how long the next action has to wait; empty if it is allowed. Takes nothing from the
   * bucket.
   */
  Optional<Duration> delay(String key) {
    return Optional.ofNullable(emptyAtMillis.getIfPresent(key))
        .map(emptyAt -> wait(emptyAt, clock.millis()))
        .filter(Duration::isPositive);
  }

  /** Counts one action. */
  void add(String key) {
    long now = clock.millis();
    emptyAtMillis.asMap().merge(key, now + intervalMillis, (at, _) -> after(at, now));
  }

  /** Takes one action if it is allowed; otherwise returns how long the caller has to wait. */
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

  /** Gives back an action that was taken. */
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
