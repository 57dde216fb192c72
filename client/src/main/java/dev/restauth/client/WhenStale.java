package dev.restauth.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What becomes of a token that is good as far as is known here, while the server has not been heard for
 * three seconds, so that it may have been revoked since. What was revoked before that is refused in any
 * case. Immutable.
 */
public final class WhenStale {
  private enum Choice {
    REFUSE,
    ASK_SERVER,
    GO_ON
  }

  private final Choice choice;
  private final Duration atMost;

  private WhenStale(Choice choice, Duration atMost) {
    this.choice = choice;
    this.atMost = atMost;
  }

  /** Refuse all: nothing revoked is ever accepted, and without the server nobody comes in. The default. */
  public static WhenStale refuse() {
    return new WhenStale(Choice.REFUSE, Duration.ZERO);
  }

  /**
   * Ask the server about each token, each time (RFC 7662). The service key needs the scope {@code
   * tokens:introspect}. A verification then takes as long as the answer, two seconds at most, and no
   * answer refuses. It helps where the feed alone is cut, for example by a proxy that ends long answers.
   */
  public static WhenStale askServer() {
    return new WhenStale(Choice.ASK_SERVER, Duration.ZERO);
  }

  /**
   * Accept for that long after it became stale, then refuse. What is revoked in the meantime is accepted
   * until it expires, so choose less than the ten minutes of a token: {@code goOnFor} is for those who
   * would rather let a thief in than nobody.
   *
   * @throws IllegalArgumentException where it is not positive, or longer than a day
   */
  public static WhenStale goOnFor(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero() || atMost.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("goOnFor is for a time above zero, up to a day");
    }
    return new WhenStale(Choice.GO_ON, atMost);
  }

  /**
   * Whether it counts, or nothing where that cannot be told.
   *
   * @param staleFor nanoseconds
   * @param server asks it
   */
  Optional<Boolean> counts(long staleFor, Supplier<Optional<Boolean>> server) {
    return switch (choice) {
      case REFUSE -> Optional.empty();
      case ASK_SERVER -> server.get();
      case GO_ON -> staleFor < atMost.toNanos() ? Optional.of(true) : Optional.empty();
    };
  }

  @Override
  public String toString() {
    return choice == Choice.GO_ON ? "GO_ON for " + atMost : choice.name();
  }
}
