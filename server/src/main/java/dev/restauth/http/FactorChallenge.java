package dev.restauth.http;

import dev.restauth.json.JsonWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The data with which a client completes a log-in that lacks a factor.
 *
 * @param handle the handle that the client sends with the code; empty if the log-in can no longer
 *     be completed
 * @param factors the names of the account's factors
 * @param duration the time for which the handle is valid
 */
public record FactorChallenge(Optional<String> handle, Set<String> factors, Duration duration) {
  /** Copies the names. */
  public FactorChallenge {
    factors = Set.copyOf(factors);
  }

  /** Writes the members that the error answer has besides the standard ones of RFC 9457. */
  void write(JsonWriter json) {
    handle.ifPresent(text -> json.text("challenge", text));
    json.array("factors", array -> factors.stream().sorted().forEach(array::item));
    handle.ifPresent(_ -> json.number("expires_in", duration.toSeconds()));
  }

  /** Returns only the names of the factors, because the handle is a secret. */
  @Override
  public String toString() {
    return "FactorChallenge[factors=" + factors + "]";
  }
}
