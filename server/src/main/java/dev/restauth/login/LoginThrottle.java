package dev.restauth.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Slows guessing down before anything is hashed, by account and by client address. Nobody is locked
 * out: an address that is known to an account has an allowance of its own there, whatever strangers
 * do. Names that nobody has are treated alike. Thread-safe, bounded; the only place where failures are
 * counted.
 */
public final class LoginThrottle {
  private static final int REMEMBERED_AT_MOST = 100_000;
  private static final Duration REMEMBERED = Duration.ofHours(24);

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
  public record Limits(int accountFailures, int addressFailures, int stopAfter) {}

  private record Pair(String username, String source) {}

  private final Limits limits;
  private final InstantSource clock;
  private final Cache<String, Failures> strangers;
  private final Cache<Pair, Failures> known;
  private final Cache<String, AddressAllowance> addresses;

  /** Counts from nothing. */
  public LoginThrottle(Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.strangers = cache(clock);
    this.known = cache(clock);
    this.addresses = cache(clock);
  }

  private static <K, V> Cache<K, V> cache(InstantSource clock) {
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED_AT_MOST)
        .expireAfterAccess(REMEMBERED)
        .ticker(ticker)
        .executor(Runnable::run)
        .build();
  }

  /**
   * How long a log-in has to wait; empty where it may go on.
   *
   * @param isKnown whether the source is known to the account; asked only where it matters
   */
  Optional<Duration> delay(String username, String source, BooleanSupplier isKnown) {
    String name = bounded(username);
    long now = clock.millis();
    Optional<Duration> ofAddress =
        Optional.ofNullable(addresses.getIfPresent(source))
            .flatMap(allowance -> allowance.delay(limits.addressFailures(), ADDRESS_INTERVAL, now));
    Optional<Duration> ofPair =
        Optional.ofNullable(known.getIfPresent(new Pair(name, source)))
            .flatMap(failures -> failures.delay(knownFree(), now));
    Optional<Duration> ofStrangers =
        Optional.ofNullable(strangers.getIfPresent(name))
            .flatMap(failures -> strangersDelay(failures, now))
            .filter(delay -> !isKnown.getAsBoolean());
    return Stream.of(ofAddress, ofPair, ofStrangers)
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  private Optional<Duration> strangersDelay(Failures failures, long now) {
    return failures.count() >= limits.stopAfter()
        ? Optional.of(STOPPED)
        : failures.delay(limits.accountFailures(), now);
  }

  private int knownFree() {
    return (int) Math.min((long) limits.accountFailures() * KNOWN_TIMES, Integer.MAX_VALUE);
  }

  /**
   * Begins an attempt, after {@link #delay} had nothing against it.
   *
   * @return it, or empty where another was quicker: then it has to wait a moment
   */
  Optional<Attempt> begin(String username, String source, boolean isKnown) {
    String name = bounded(username);
    Failures failures =
        isKnown
            ? known.get(new Pair(name, source), pair -> new Failures())
            : strangers.get(name, stranger -> new Failures());
    int free = isKnown ? knownFree() : limits.accountFailures();
    return failures.begin(free, clock.millis()).isEmpty()
        ? Optional.of(new Attempt(name, source, isKnown, failures))
        : Optional.empty();
  }

  /** One that is under way. Closing it ends it; of what it came to it must be told before. */
  final class Attempt implements AutoCloseable {
    private final String name;
    private final String source;
    private final boolean isKnown;
    private final Failures failures;

    private Attempt(String name, String source, boolean isKnown, Failures failures) {
      this.name = name;
      this.source = source;
      this.isKnown = isKnown;
      this.failures = failures;
    }

    void failed() {
      long now = clock.millis();
      failures.add(
          isKnown ? knownFree() : limits.accountFailures(),
          isKnown ? KNOWN_WAIT_AT_MOST : STRANGERS_WAIT_AT_MOST,
          now);
      addresses.get(source, address -> new AddressAllowance()).add(ADDRESS_INTERVAL, now);
    }

    /** Also takes back that strangers were stopped: the owner is there. */
    void succeeded() {
      failures.forget();
      Optional.ofNullable(strangers.getIfPresent(name))
          .filter(others -> others.count() >= limits.stopAfter())
          .ifPresent(Failures::forget);
    }

    @Override
    public void close() {
      failures.end();
    }
  }

  private static String bounded(String username) {
    return username.length() <= NAME_AT_MOST ? username : username.substring(0, NAME_AT_MOST);
  }
}
