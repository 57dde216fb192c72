package dev.restauth.throttle;

import dev.restauth.blocking.Blocking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rate limits by client address: a burst of actions, then one action per interval. An IPv6 network
 * of 64 bits counts as one address. A network of 48 bits contains 65,536 networks of 64 bits;
 * together, they have sixteen times the allowance of one address. Each process counts separately.
 * Thread-safe. The number of cached addresses is limited.
 */
public final class AddressAllowances {
  private static final int REMEMBERED_AT_MOST = 100_000;

  /**
   * The allowance of a network of 48 bits, as a multiple of the allowance of a network of 64 bits.
   */
  private static final int WIDE_TIMES = 16;

  /** The length of an IPv6 network of 64 bits, in hexadecimal digits. */
  private static final int NETWORK_DIGITS = 16;

  private static final int WIDE_DIGITS = 12;

  private final Buckets addresses;
  private final Buckets wideNetworks;

  /**
   * Creates allowances, the same for every address.
   *
   * @param most the number of actions in a burst, at least 1
   * @param interval the time after which one more action is allowed, at least 16 ms
   */
  public AddressAllowances(int most, Duration interval, InstantSource clock) {
    this.addresses = new Buckets(most, interval, REMEMBERED_AT_MOST, clock);
    this.wideNetworks =
        new Buckets(
            (long) most * WIDE_TIMES,
            Duration.ofMillis(interval.toMillis() / WIDE_TIMES), // dividedBy would load BigDecimal
            REMEMBERED_AT_MOST,
            clock);
  }

  /**
   * Returns the time until the next action is allowed; empty if it is allowed now. Does not use up
   * the allowance.
   *
   * @param address the address in hexadecimal, or for IPv6 its first 8 bytes; any other text also
   *     counts as one address
   */
  public Optional<Duration> delay(String address) {
    return Stream.of(addresses.delay(address), wide(address).flatMap(wideNetworks::delay))
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  /** Counts one action, even if the allowance is used up. */
  public void add(String address) {
    Blocking.begin();
    addresses.add(address);
    wide(address).ifPresent(wideNetworks::add);
  }

  /**
   * Takes one action from the allowance. Concurrent calls never take more than the allowance
   * contains.
   *
   * @return the time that the caller has to wait; empty if the action is allowed
   */
  public Optional<Duration> take(String address) {
    Blocking.begin(); // a request that starts again must not take two actions
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

  /** Gives back an action that was taken but not used. */
  public void giveBack(String address) {
    addresses.giveBack(address);
    wide(address).ifPresent(wideNetworks::giveBack);
  }

  private static Optional<String> wide(String address) {
    return address.length() == NETWORK_DIGITS && address.chars().allMatch(HexFormat::isHexDigit)
        ? Optional.of(address.substring(0, WIDE_DIGITS))
        : Optional.empty();
  }
}
