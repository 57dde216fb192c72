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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Slows down guessing, by account and by client address, before any password is hashed. The owner
 * of an account is not locked out: each known address of the account has a separate limit, which
 * strangers cannot use up. Names without an account are treated in the same way.
 *
 * <p>The first few failures cause no delay, and are counted only in this process. Further failures
 * are also counted in the store. Failed passwords are counted nowhere else. Thread-safe, bounded.
 */
final class LoginThrottle {
  private static final int REMEMBERED_AT_MOST = 100_000;

  /** The longest delay for strangers, one of whom may be the owner with a new device. */
  private static final Duration STRANGERS_WAIT_AT_MOST = Duration.ofSeconds(30);

  private static final Duration KNOWN_WAIT_AT_MOST = Duration.ofMinutes(5);

  /**
   * The failures that cause no delay for a known address, as a multiple of {@code accountFailures}.
   */
  private static final int KNOWN_TIMES = 2;

  private static final Duration ADDRESS_INTERVAL = Duration.ofSeconds(6);
  private static final Duration STOPPED = Duration.ofHours(1);

  /** Maximum length of a user name. */
  private static final int NAME_AT_MOST = 255;

  /**
   * The limits.
   *
   * @param accountFailures the number of consecutive failures of an account that cause no delay; at
   *     least 1
   * @param addressFailures the number of failures that an address may cause in a burst, over all
   *     accounts; at least 1
   * @param stopAfter the number of consecutive failures of an account after which the passwords of
   *     strangers are not checked anymore (NIST SP 800-63B-4 section 3.2.2)
   */
  record Limits(int accountFailures, int addressFailures, int stopAfter) {}

  private record Pair(String username, String source) {}

  private final Limits limits;
  private final StoredFailures stored;
  private final InstantSource clock;
  private final Cache<String, Failures> strangers;
  private final Cache<Pair, Failures> known;
  private final AddressAllowances addresses;

  /** Numbers the stored counts that this process applies. */
  private final AtomicLong applied = new AtomicLong();

  /** Creates a throttle that continues from the stored counts. */
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
        .expireAfterAccess(StoredFailures.RETENTION)
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /**
   * The stored counts for an attempt.
   *
   * @param isKnown whether the client's address is a known address of the account
   * @param ofStrangers the failures of strangers who tried the name
   * @param ofPair the failures of this address, if it is a known address
   * @param readAfter the number of {@link #lastApplied} before the counts were read
   */
  record StoredCounts(
      boolean isKnown,
      Optional<FailureCount> ofStrangers,
      Optional<FailureCount> ofPair,
      long readAfter) {}

  /** Returns the number of the last stored count that this process has applied. */
  long lastApplied() {
    return applied.get();
  }

  /**
   * Reads the stored counts.
   *
   * @param readAfter the number of {@link #lastApplied} before the transaction began
   */
  StoredCounts readCounts(
      Transaction tx, String username, String source, boolean isKnown, long readAfter) {
    String name = bounded(username);
    Instant now = clock.instant();
    return new StoredCounts(
        isKnown,
        stored.find(tx, strangersOf(name), now),
        isKnown ? stored.find(tx, pairOf(name, source), now) : Optional.empty(),
        readAfter);
  }

  private static StoredFailures.Key strangersOf(String name) {
    return new StoredFailures.Key(name, Optional.empty());
  }

  private static StoredFailures.Key pairOf(String name, String source) {
    return new StoredFailures.Key(name, Optional.of(source));
  }

  /**
   * Returns how long a log-in has to wait, according to the counts in this process; empty if the
   * log-in may continue.
   *
   * @param reading reads the stored counts; called only if the counts in this process would make a
   *     stranger wait
   */
  Optional<Duration> delay(String username, String source, Supplier<StoredCounts> reading) {
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

  private Optional<Duration> strangersDelay(Failures failures, StoredCounts counts, long now) {
    failures.applyStored(
        counts.ofStrangers(), applied, counts.readAfter(), strangersFree(), STRANGERS_WAIT_AT_MOST);
    return counts.isKnown() ? Optional.empty() : strangersDelay(failures, now);
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

  /** The outcome of starting an attempt. */
  sealed interface Start permits Attempt, Wait {}

  /** Too many attempts have failed. */
  record Wait(Duration delay) implements Start {}

  /**
   * Starts an attempt after {@link #delay} has allowed it. The attempt may still have to wait,
   * because another attempt may have started first. Attempts may also have failed on another
   * server, or before a restart of this server.
   */
  Start begin(String username, String source, StoredCounts counts) {
    Blocking.begin(); // an attempt must not start twice, and may wait for attempts in progress
    String name = bounded(username);
    long now = clock.millis();
    Counter counter = counts.isKnown() ? counterOfPair(name, source) : counterOfStrangers(name);
    counter.failures.applyStored(
        counts.isKnown() ? counts.ofPair() : counts.ofStrangers(),
        applied,
        counts.readAfter(),
        counter.free,
        counter.maxDelay);
    return stopped(counter, counts)
        .or(() -> counter.failures.begin(counter.free, now))
        .<Start>map(Wait::new)
        .orElseGet(() -> new Attempt(name, source, counts, counter));
  }

  private Optional<Duration> stopped(Counter counter, StoredCounts counts) {
    return !counts.isKnown() && counter.failures.count() >= limits.stopAfter()
        ? Optional.of(STOPPED)
        : Optional.empty();
  }

  /**
   * A counter for one kind of failures.
   *
   * @param free the number of failures that cause no delay
   * @param maxDelay the longest delay
   */
  private record Counter(StoredFailures.Key key, Failures failures, int free, Duration maxDelay) {}

  private Counter counterOfPair(String name, String source) {
    Failures failures = known.get(new Pair(name, source), pair -> new Failures());
    return new Counter(pairOf(name, source), failures, knownFree(), KNOWN_WAIT_AT_MOST);
  }

  private Counter counterOfStrangers(String name) {
    Failures failures = strangers.get(name, stranger -> new Failures());
    return new Counter(strangersOf(name), failures, strangersFree(), STRANGERS_WAIT_AT_MOST);
  }

  /**
   * An attempt in progress, which ends when it is closed. The caller must record the result first.
   */
  final class Attempt implements Start, AutoCloseable {
    private final String name;
    private final String source;
    private final StoredCounts counts;
    private final Counter counter;

    private Attempt(String name, String source, StoredCounts counts, Counter counter) {
      this.name = name;
      this.source = source;
      this.counts = counts;
      this.counter = counter;
    }

    void failed() {
      Instant now = clock.instant();
      addresses.add(source);
      int count = counter.failures.add(counter.free, counter.maxDelay, now.toEpochMilli());
      if (count >= counter.free) {
        stored
            .add(counter.key, count)
            .ifPresent(
                sum ->
                    counter.failures.applyStored(
                        Optional.of(sum), applied, lastApplied(), counter.free, counter.maxDelay));
      }
    }

    /**
     * Resets the attempt's count, because the owner has logged in. A log-in from a known address
     * also lets strangers try again if they were stopped.
     */
    void succeeded() {
      if (counter.failures.reset()) {
        stored.delete(counter.key);
      }
      long ofStrangers = counts.ofStrangers().map(FailureCount::failed).orElse(0L);
      if (counts.isKnown() && ofStrangers >= limits.stopAfter()) {
        stored.delete(strangersOf(name));
        Optional.ofNullable(strangers.getIfPresent(name)).ifPresent(Failures::reset);
      }
    }

    @Override
    public void close() {
      counter.failures.end();
    }
  }

  /**
   * Resets the counts in memory for a user name, after an operator has reset the counts in the
   * store.
   */
  void reset(String username) {
    String name = bounded(username);
    Optional.ofNullable(strangers.getIfPresent(name)).ifPresent(Failures::reset);
    known
        .asMap()
        .forEach(
            (pair, failures) -> {
              if (pair.username().equals(name)) {
                failures.reset();
              }
            });
  }

  /** Returns the approximate number of names and known addresses that have counts in memory. */
  long size() {
    return strangers.estimatedSize() + known.estimatedSize();
  }

  private static String bounded(String username) {
    return username.length() <= NAME_AT_MOST ? username : username.substring(0, NAME_AT_MOST);
  }
}
