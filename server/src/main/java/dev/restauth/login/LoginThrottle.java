package dev.restauth.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.restauth.blocking.Blocking;
import dev.restauth.login.LoginFailureRows.FailureCount;
import dev.restauth.store.Transaction;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Slows guessing down before anything is hashed, by account and by client address. Nobody is locked
 * out: an address that is known to an account has an allowance of its own there, whatever strangers
 * do. Names that nobody has are treated alike. The first few failures, which cost nothing, are counted
 * in this process alone, all further ones in the store, too. Thread-safe, bounded; the only place where
 * failures are counted.
 */
final class LoginThrottle {
  private static final int REMEMBERED_AT_MOST = 100_000;

  /** For strangers: the owner may be one of them, on a new device. */
  private static final Duration STRANGERS_WAIT_AT_MOST = Duration.ofSeconds(30);

  private static final Duration KNOWN_WAIT_AT_MOST = Duration.ofMinutes(5);

  /** Known addresses may fail so many times as often for nothing. */
  private static final int KNOWN_TIMES = 2;

  private static final Duration ADDRESS_INTERVAL = Duration.ofSeconds(6);
  private static final Duration STOPPED = Duration.ofHours(1);

  /** A longer name is nobody's. */
  private static final int NAME_AT_MOST = 255;

  /**
   * What is allowed.
   *
   * @param accountFailures failures of an account, one after the other, that cost nothing; at least 1
   * @param addressFailures failures of an address at once, over all accounts; at least 1
   * @param stopAfter failures of an account, one after the other, after which strangers' passwords are
   *     not looked at any more (NIST SP 800-63B-4 section 3.2.2)
   */
  record Limits(int accountFailures, int addressFailures, int stopAfter) {}

  private record Pair(String username, String source) {}

  private final Limits limits;
  private final StoredFailures stored;
  private final InstantSource clock;
  private final Cache<String, Failures> strangers;
  private final Cache<Pair, Failures> known;
  private final AddressAllowances addresses;

  /** Goes on from what is stored. */
  LoginThrottle(Limits limits, StoredFailures stored, InstantSource clock) {
    this.limits = limits;
    this.stored = stored;
    this.clock = clock;
    this.strangers = cache(clock);
    this.known = cache(clock);
    this.addresses = new AddressAllowances(limits.addressFailures(), ADDRESS_INTERVAL, clock);
  }

  private static <K, V> Cache<K, V> cache(InstantSource clock) {
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED_AT_MOST)
        .expireAfterAccess(StoredFailures.KEPT)
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /**
   * What the store knows of who is trying.
   *
   * @param isKnown whether the source is known to the account
   * @param ofStrangers what was counted of strangers who tried the name
   * @param ofPair what was counted of this source, where it is known
   * @param at when that was read, by the clock of the store
   */
  record Seen(
      boolean isKnown,
      Optional<FailureCount> ofStrangers,
      Optional<FailureCount> ofPair,
      Instant at) {}

  /** Reads it. */
  Seen seen(Transaction tx, String username, String source, boolean isKnown) {
    String name = bounded(username);
    Instant now = clock.instant();
    return new Seen(
        isKnown,
        stored.find(tx, strangersOf(name), now),
        isKnown ? stored.find(tx, pairOf(name, source), now) : Optional.empty(),
        tx.now());
  }

  private static StoredFailures.Kind strangersOf(String name) {
    return new StoredFailures.Kind(name, Optional.empty());
  }

  private static StoredFailures.Kind pairOf(String name, String source) {
    return new StoredFailures.Kind(name, Optional.of(source));
  }

  /**
   * How long a log-in has to wait by what this process remembers; empty where it may go on.
   *
   * @param reading asks the store; only where it matters
   */
  Optional<Duration> delay(String username, String source, Supplier<Seen> reading) {
    String name = bounded(username);
    long now = clock.millis();
    Optional<Duration> ofPair =
        Optional.ofNullable(known.getIfPresent(new Pair(name, source)))
            .flatMap(failures -> failures.delay(knownFree(), now));
    Optional<Duration> ofStrangers =
        Optional.ofNullable(strangers.getIfPresent(name))
            .filter(failures -> strangersDelay(failures, now).isPresent())
            .flatMap(failures -> strangersDelay(failures, reading.get(), now));
    return Stream.of(addresses.delay(source), ofPair, ofStrangers)
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  private Optional<Duration> strangersDelay(Failures failures, Seen seen, long now) {
    failures.learn(seen.ofStrangers(), seen.at(), strangersFree(), STRANGERS_WAIT_AT_MOST);
    return seen.isKnown() ? Optional.empty() : strangersDelay(failures, now);
  }

  private Optional<Duration> strangersDelay(Failures failures, long now) {
    return failures.count() >= limits.stopAfter()
        ? Optional.of(STOPPED)
        : failures.delay(strangersFree(), now);
  }

  private int strangersFree() {
    return Math.min(limits.accountFailures(), limits.stopAfter());
  }

  private int knownFree() {
    return (int) Math.min((long) limits.accountFailures() * KNOWN_TIMES, Integer.MAX_VALUE);
  }

  /** What becomes of the wish to try. */
  sealed interface Start permits Attempt, Wait {}

  /** Too many have failed. */
  record Wait(Duration delay) implements Start {}

  /**
   * Begins an attempt, after {@link #delay} had nothing against it: the store may, where others have
   * failed on another node or before the last start, and another attempt may have been quicker.
   */
  Start begin(String username, String source, Seen seen) {
    Blocking.begin(); // it counts, and may wait for other attempts
    String name = bounded(username);
    long now = clock.millis();
    Counter counter = seen.isKnown() ? counterOfPair(name, source) : counterOfStrangers(name);
    counter.failures.learn(
        seen.isKnown() ? seen.ofPair() : seen.ofStrangers(), seen.at(), counter.free, counter.most);
    return stopped(counter, seen)
        .or(() -> counter.failures.begin(counter.free, now))
        .<Start>map(Wait::new)
        .orElseGet(() -> new Attempt(name, source, seen, counter));
  }

  private Optional<Duration> stopped(Counter counter, Seen seen) {
    return !seen.isKnown() && counter.failures.count() >= limits.stopAfter()
        ? Optional.of(STOPPED)
        : Optional.empty();
  }

  /**
   * Failures of one kind.
   *
   * @param free how many cost nothing
   * @param most the longest delay
   */
  private record Counter(StoredFailures.Kind kind, Failures failures, int free, Duration most) {}

  private Counter counterOfPair(String name, String source) {
    Failures failures = known.get(new Pair(name, source), pair -> new Failures());
    return new Counter(pairOf(name, source), failures, knownFree(), KNOWN_WAIT_AT_MOST);
  }

  private Counter counterOfStrangers(String name) {
    Failures failures = strangers.get(name, stranger -> new Failures());
    return new Counter(strangersOf(name), failures, strangersFree(), STRANGERS_WAIT_AT_MOST);
  }

  /** One that is under way. Closing it ends it; of what it came to it must be told before. */
  final class Attempt implements Start, AutoCloseable {
    private final String name;
    private final String source;
    private final Seen seen;
    private final Counter counter;

    private Attempt(String name, String source, Seen seen, Counter counter) {
      this.name = name;
      this.source = source;
      this.seen = seen;
      this.counter = counter;
    }

    void failed() {
      Instant now = clock.instant();
      addresses.add(source);
      int count = counter.failures.add(counter.free, counter.most, now.toEpochMilli());
      if (count >= counter.free) {
        stored
            .add(counter.kind, count)
            .ifPresent(
                sum ->
                    counter.failures.learn(
                        Optional.of(sum), sum.lastAt(), counter.free, counter.most));
      }
    }

    /** Also takes back that strangers were stopped: the owner is there. */
    void succeeded() {
      if (counter.failures.forget()) {
        stored.forget(counter.kind);
      }
      long ofStrangers = seen.ofStrangers().map(FailureCount::failed).orElse(0L);
      if (seen.isKnown() && ofStrangers >= limits.stopAfter()) {
        stored.forget(strangersOf(name));
        Optional.ofNullable(strangers.getIfPresent(name)).ifPresent(Failures::forget);
      }
    }

    @Override
    public void close() {
      counter.failures.end();
    }
  }

  /** An operator has had all failed log-ins to a name forgotten; the store has done so. */
  void forget(String username) {
    String name = bounded(username);
    Optional.ofNullable(strangers.getIfPresent(name)).ifPresent(Failures::forget);
    known
        .asMap()
        .forEach(
            (pair, failures) -> {
              if (pair.username().equals(name)) {
                failures.forget();
              }
            });
  }

  private static String bounded(String username) {
    return username.length() <= NAME_AT_MOST ? username : username.substring(0, NAME_AT_MOST);
  }
}
