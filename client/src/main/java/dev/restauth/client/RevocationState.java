package dev.restauth.client;

import java.time.InstantSource;
import java.util.Optional;

/**
 * The state that the feed delivers: all data that a token check needs. The feed's thread writes,
 * and any thread may read.
 */
final class RevocationState {
  private final Revocations revocations = new Revocations();
  private final TrustedKeys keys;
  private final Freshness freshness;
  private final Optional<String> audience;
  private final InstantSource clock;
  private volatile Optional<AcceptanceTerms> terms = Optional.empty();

  /**
   * Creates an empty state.
   *
   * @param audience the audience that tokens must have, instead of the server's own
   */
  RevocationState(
      TrustedKeys keys, Freshness freshness, Optional<String> audience, InstantSource clock) {
    this.keys = keys;
    this.freshness = freshness;
    this.audience = audience;
    this.clock = clock;
  }

  Revocations revocations() {
    return revocations;
  }

  TrustedKeys keys() {
    return keys;
  }

  Freshness freshness() {
    return freshness;
  }

  /** Returns the conditions, or empty before the first snapshot. */
  Optional<AcceptanceTerms> terms() {
    return terms;
  }

  /** Sets the conditions when a snapshot is complete. */
  void setTerms(String issuer, String serversAudience) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    terms = Optional.of(new AcceptanceTerms(issuer, audience.orElse(serversAudience), now));
  }
}
