package dev.restauth.throttle;

import dev.restauth.blocking.Blocking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often something may be done from one client address: so many times at once, then once each
 * interval. An IPv6 network of 64 bits counts as one address, and all of a network of 48 bits, of which
 * an organisation has 65,536, together have sixteen times the allowance of one. Counted in this process
 * alone. Thread-safe, bounded.
 */
public final class AddressAllowances {
  private static final int REMEMBERED_AT_MOST = 100_000;

  /** How many times the allowance of one network of 64 bits the one of 48 around it has. */
  private static final int WIDE_TIMES = 16;

  /** Two digits a byte. */
  private static final int NETWORK_DIGITS = 16;

  private static final int WIDE_DIGITS = 12;

  private final Buckets addresses;
  private final Buckets wideNetworks;

  /**
   * The same for every address.
   *
   * @param most how many times at once, at least 1
   * @param interval how long one of them takes to be given back; at least 16 ms
   */
  public AddressAllowances(int most, Duration interval, InstantSource clock) {
    this.addresses = new Buckets(most, interval, REMEMBERED_AT_MOST, clock);
    this.wideNetworks =
        new Buckets(
            (long) most * WIDE_TIMES, interval.dividedBy(WIDE_TIMES), REMEMBERED_AT_MOST, clock);
  }

  /**
   * How long the next one has to wait; empty if it may be done. Takes nothing.
   *
   * @param address in hexadecimal: of IPv6 the first 8 bytes; anything else counts as one address, too
   */
  public Optional<Duration> delay(String address) {
    return Stream.of(addresses.delay(address), wide(address).flatMap(wideNetworks::delay))
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  /** One more was done. */
  public void add(String address) {
    Blocking.begin();
    addresses.add(address);
    wide(address).ifPresent(wideNetworks::add);
  }

  /**
   * Takes one, of those that ask at the same time no more than there are.
   *
   * @return how long the caller has to wait; empty if it has one
   */
  public Optional<Duration> take(String address) {
    Blocking.begin(); // one that is asked once more must not be taken twice
    Optional<Duration> wait = addresses.take(address);
    if (wait.isPresent()) {
      return wait;
    }
    Optional<Duration> wideWait = wide(address).flatMap(wideNetworks::take);
    if (wideWait.isPresent()) {
      addresses.giveBack(address);
    }
    return wideWait;
  }

  /** Gives back one that was taken: it came to nothing. */
  public void giveBack(String address) {
    addresses.giveBack(address);
    wide(address).ifPresent(wideNetworks::giveBack);
  }

  private static Optional<String> wide(String address) {
    return address.length() == NETWORK_DIGITS
        ? Optional.of(address.substring(0, WIDE_DIGITS))
        : Optional.empty();
  }
}
