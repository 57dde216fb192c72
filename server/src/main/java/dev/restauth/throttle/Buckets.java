package dev.restauth.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Leaky buckets by key. A bucket is stored as the time at which it will be empty, as in the GCRA of
 * ATM networks. If there are too many keys, the cache evicts some. An evicted key has its whole
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
   * @param interval the time after which one more action is allowed, at least 1 ms
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
                Duration.ofMillis(intervalMillis * most)) // multipliedBy would load BigDecimal
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /**
   * Returns the time until the next action is allowed; empty if it is allowed now. Takes nothing
   * from the bucket.
   */
  Optional<Duration> delay(String key) {
    return Optional.ofNullable(emptyAtMillis.getIfPresent(key))
        .map(emptyAt -> wait(emptyAt, clock.millis()))
        .filter(Duration::isPositive);
  }

  /** Counts one action, even if it is not allowed. */
  void add(String key) {
    long now = clock.millis();
    emptyAtMillis.asMap().merge(key, now + intervalMillis, (at, _) -> after(at, now));
  }

  /** Takes one action if it is allowed. Otherwise returns the time that the caller has to wait. */
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
