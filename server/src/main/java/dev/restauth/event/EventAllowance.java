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
 * Limits the rows that one account can cause. A client with the right password can log in as often as it likes, since a
 * password that was verified a moment ago costs no hash. Two events for each log-in would fill the disk. Beyond {@link
 * #PER_MINUTE} of a type, the events of an account are summed, like failures. Thread-safe. If too many accounts are
 * counted, one is removed, and then has its full allowance again.
 */
final class EventAllowance {
  /** The maximum number of events of an account and type in a minute that have a row each. */
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

  /** Returns whether an event gets a row of its own. The events of operators always do. */
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
