package dev.restauth.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.blocking.Blocking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How often something may be done from one client address: so many times at once, then once each
 * interval. Counted in this process alone. Thread-safe, bounded: of more addresses than it remembers,
 * those that were seen last have their whole allowance again. (A leaky bucket, kept as the time at which
 * it will be empty, as in ATM's GCRA.)
 */
public final class AddressAllowances {
  private static final int REMEMBERED_AT_MOST = 100_000;

  private final int most;
  private final long intervalMillis;
  private final InstantSource clock;
  private final Cache<String, Long> emptyAtMillis;

  /**
   * The same for every address.
   *
   * @param most how many times at once, at least 1
   * @param interval how long one of them takes to be given back; at least 1 ms
   */
  public AddressAllowances(int most, Duration interval, InstantSource clock) {
    this.most = most;
    this.intervalMillis = interval.toMillis();
    this.clock = clock;
    this.emptyAtMillis =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_AT_MOST)
            .expireAfterAccess(interval.multipliedBy(most))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /**
   * How long the next one has to wait; empty if it may be done. Takes nothing.
   *
   * @param address in whatever spelling, always the same
   */
  public Optional<Duration> delay(String address) {
    return Optional.ofNullable(emptyAtMillis.getIfPresent(address))
        .map(emptyAt -> wait(emptyAt, clock.millis()))
        .filter(Duration::isPositive);
  }

  /** One more was done. */
  public void add(String address) {
    Blocking.begin();
    long now = clock.millis();
    emptyAtMillis.asMap().merge(address, now + intervalMillis, (at, _) -> after(at, now));
  }

  /**
   * Takes one, of those that ask at the same time no more than there are.
   *
   * @return how long the caller has to wait; empty if it has one
   */
  public Optional<Duration> take(String address) {
    Blocking.begin(); // one that is asked once more must not be taken twice
    long now = clock.millis();
    Duration[] wait = {Duration.ZERO};
    emptyAtMillis
        .asMap()
        .compute(
            address,
            (_, at) -> {
              long emptyAt = at == null ? now : at;
              wait[0] = wait(emptyAt, now);
              return wait[0].isPositive() ? emptyAt : after(emptyAt, now);
            });
    return Optional.of(wait[0]).filter(Duration::isPositive);
  }

  /** Gives back one that was taken: it came to nothing. */
  public void giveBack(String address) {
    emptyAtMillis.asMap().computeIfPresent(address, (_, at) -> at - intervalMillis);
  }

  private Duration wait(long emptyAt, long now) {
    return Duration.ofMillis(emptyAt - now - (most - 1) * intervalMillis);
  }

  private long after(long emptyAt, long now) {
    return Math.max(emptyAt, now) + intervalMillis;
  }
}
