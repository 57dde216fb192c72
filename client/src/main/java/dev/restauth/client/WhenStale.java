package dev.restauth.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Treatment of tokens while the state is stale: the feed has been silent for three seconds, so a token may have
 * been revoked since. Tokens revoked before that are refused in any case. Immutable.
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

  /** Refuses all tokens: no revoked token is ever accepted, and no other while the server is away. The default. */
  public static WhenStale refuse() {
    return new WhenStale(Choice.REFUSE, Duration.ZERO);
  }

  /**
   * Asks the server about each token, each time (RFC 7662). The service key needs the scope {@code
   * tokens:introspect}. A verification then takes as long as the answer, two seconds at most; without an answer
   * the token is refused. This helps if only the feed is cut, for example by a proxy that ends long responses.
   */
  public static WhenStale askServer() {
    return new WhenStale(Choice.ASK_SERVER, Duration.ZERO);
  }

  /**
   * Accepts tokens for that long after the state became stale, then refuses them. Tokens revoked in the meantime
   * are accepted until they expire, so choose less than the ten minutes of a token. Use {@code goOnFor} only if
   * availability matters more than refusing stolen tokens.
   *
   * @throws IllegalArgumentException if it is not positive, or longer than a day
   */
  public static WhenStale goOnFor(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero() || atMost.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("goOnFor takes a time above zero, up to a day");
    }
    return new WhenStale(Choice.GO_ON, atMost);
  }

  /**
   * Returns whether a token is valid; empty if that is unknown.
   *
   * @param staleFor the time since the state became stale, in nanoseconds
   * @param server the request to the server
   */
  Optional<Boolean> accepts(long staleFor, Supplier<Optional<Boolean>> server) {
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
