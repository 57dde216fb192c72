package dev.restauth.event;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.event.EventType.Volume;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the rows of events that one account can cause. A client with the correct password can log
 * in as often as it likes, because a recently verified password needs no new hash. Each log-in
 * causes two events, so that the client could fill the disk. If an account has more than {@link
 * #PER_MINUTE} events of one type in a minute, further events of this type are only summed, like
 * failures. The number of counts in memory is limited too: an account whose count is dropped starts
 * again with its full allowance. Thread-safe.
 */
final class EventAllowance {
  /** The maximum number of events of one account and type per minute that get a row each. */
  static final long PER_MINUTE = 60;

  private static final long ACCOUNTS_AT_MOST = 20_000;

  private record Key(EventType type, long account, long minute) {}

  private final InstantSource clock;
  private final Cache<Key, AtomicLong> counts;

  EventAllowance(InstantSource clock) {
    this.clock = clock;
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(ACCOUNTS_AT_MOST)
            .expireAfterWrite(Duration.ofMinutes(2))
            .executor(Runnable::run)
            .build();
  }

  /**
   * Returns whether an event gets its own row. Only events of {@link Volume#ACTIVITY} that an
   * account has caused are limited.
   */
  boolean admits(SecurityEvent event) {
    Optional<Long> causer = causer(event);
    if (event.type().volume() != Volume.ACTIVITY || causer.isEmpty()) {
      return true;
    }
    long minute = TimeUnit.MILLISECONDS.toMinutes(clock.millis());
    Key key = new Key(event.type(), causer.get(), minute);
    return counts.get(key, _ -> new AtomicLong()).incrementAndGet() <= PER_MINUTE;
  }

  private static Optional<Long> causer(SecurityEvent event) {
    return event.actor().isEmpty() ? event.account() : event.actor().get().account();
  }
}
