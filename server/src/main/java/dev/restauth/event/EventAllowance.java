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
 * Limits the rows of events that one account, or the accounts of one network, can cause. A client
 * with the correct password can log in as often as it likes, because a recently verified password
 * needs no new hash. Each log-in causes two events, so that the client could fill the disk. If an
 * account has more than {@link #PER_MINUTE} events of one type in a minute, or a network more than
 * {@link #OF_NETWORK}, further events of this type are only summed, like failures. The first event
 * of an account always gets a row: many users may share a network, and an attacker must not be able
 * to hide what happens to one of them. The number of counts in memory is limited too: an account
 * whose count is dropped starts again with its full allowance. Thread-safe.
 */
final class EventAllowance {
  /** The maximum number of events of one account and type per minute that get a row each. */
  static final long PER_MINUTE = 60;

  /** The maximum number of events of one network and type per minute that get a row each. */
  static final long OF_NETWORK = 1_200;

  private static final long COUNTS_AT_MOST = 20_000;

  /** The key of a count: an account or a network. */
  private record Key(EventType type, Object causer, long minute) {}

  private final InstantSource clock;
  private final Cache<Key, AtomicLong> counts;

  EventAllowance(InstantSource clock) {
    this.clock = clock;
    this.counts =
        Caffeine.newBuilder()
            .maximumSize(COUNTS_AT_MOST)
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
    long ofAccount = count(event.type(), causer.get());
    if (ofAccount > PER_MINUTE) {
      return false;
    }
    boolean fits = event.network().filter(from -> count(event.type(), from) > OF_NETWORK).isEmpty();
    return fits || ofAccount == 1;
  }

  private long count(EventType type, Object causer) {
    long minute = TimeUnit.MILLISECONDS.toMinutes(clock.millis());
    return counts.get(new Key(type, causer, minute), _ -> new AtomicLong()).incrementAndGet();
  }

  private static Optional<Long> causer(SecurityEvent event) {
    return event.actor().isEmpty() ? event.account() : event.actor().get().account();
  }
}
