package dev.restauth.password;

import dev.restauth.blocking.Blocking;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Measures new passwords while users type them. All clients together get a burst of {@value #BURST}
 * estimates, then four per second. If no estimate is available, only the rules of the {@link
 * PasswordPolicy} are checked. Nothing is stored. Thread-safe.
 */
public final class PasswordMeter {
  private static final int BURST = 20;
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final PasswordPolicy policy;
  private final Strength strength;
  private final List<String> serviceNames;
  private final AddressAllowances allowance;

  PasswordMeter(
      PasswordPolicy policy, Strength strength, List<String> serviceNames, InstantSource clock) {
    this.policy = policy;
    this.strength = strength;
    this.serviceNames = List.copyOf(serviceNames);
    this.allowance = new AddressAllowances(BURST, INTERVAL, clock);
  }

  /**
   * The measured strength of a password.
   *
   * @param fault the reason why the password is refused; empty if it is accepted
   * @param digits the number of decimal digits in the number of guesses that an attacker needs, at
   *     least 1; empty if there is no estimate
   */
  public record Measure(Optional<PasswordPolicy.Fault> fault, OptionalInt digits) {}

  /** Measures a password, which may also be empty or too long. */
  public Measure measure(String raw, String username) {
    Blocking.begin();
    Optional<PasswordPolicy.Fault> fault = policy.fault(raw, username);
    if (fault.isPresent() && !isMeasured(fault.get())) {
      return new Measure(fault, OptionalInt.empty());
    }
    List<String> names = Stream.concat(serviceNames.stream(), Stream.of(username)).toList();
    return new Measure(
        fault,
        strength
            .guesses(raw, names, allowance)
            .map(guesses -> OptionalInt.of(Math.max(1, Strength.digits(guesses))))
            .orElseGet(OptionalInt::empty));
  }

  private static boolean isMeasured(PasswordPolicy.Fault fault) {
    return switch (fault) {
      case EMPTY, TOO_LONG, CHARACTER, TOKEN -> false;
      case TOO_SHORT, COMMON, NAME, REPETITION -> true;
    };
  }
}
