package dev.restauth.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The treatment of tokens while the state is stale. If the feed has been silent for three seconds,
 * the state is stale: the server may have revoked tokens since then. The verifier always refuses
 * tokens that were revoked before the feed fell silent. Immutable.
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

  /**
   * Refuses all tokens, which is the default. The verifier then accepts no revoked token, but also
   * no valid token while the server is unreachable.
   */
  public static WhenStale refuse() {
    return new WhenStale(Choice.REFUSE, Duration.ZERO);
  }

  /**
   * Introspects each token at the server, for each verification (RFC 7662). The service key must
   * have the scope {@code tokens:introspect}. A verification then waits for the server for at most
   * two seconds, and refuses the token if there is no answer. Introspection helps if only the feed
   * is interrupted, for example by a proxy that closes long responses.
   */
  public static WhenStale askServer() {
    return new WhenStale(Choice.ASK_SERVER, Duration.ZERO);
  }

  /**
   * Accepts tokens for the given time after the state became stale, and then refuses all tokens.
   * During that time, the verifier also accepts tokens whose revocation has not arrived. Choose a
   * time that is shorter than a token's lifetime of ten minutes. Use {@code goOnFor} only if
   * availability matters more than the refusal of stolen tokens.
   *
   * @throws IllegalArgumentException if the time is not positive, or longer than a day
   */
  public static WhenStale goOnFor(Duration atMost) {
    if (atMost.isNegative() || atMost.isZero() || atMost.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("goOnFor takes a time above zero, up to a day");
    }
    return new WhenStale(Choice.GO_ON, atMost);
  }

  /**
   * Returns whether a token is valid, or empty if that cannot be determined.
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
