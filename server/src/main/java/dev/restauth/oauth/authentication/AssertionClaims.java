package dev.restauth.oauth.authentication;

import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonValue;
import dev.restauth.json.MalformedJson;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The claims of an assertion (RFC 7523 section 3). The claims are read from the JSON itself,
 * because libraries hide whether {@code aud} is a single value or an array.
 */
record AssertionClaims(JsonObject claims) {
  private static final JsonReader READER = new JsonReader(new JsonBounds(8, 30, 256, 200));

  /** The maximum validity of an assertion, in seconds. */
  private static final long SECONDS_AT_MOST = 600;

  /**
   * The tolerance, in seconds, for a client's clock that is fast. An assertion must be accepted if
   * the clock is 8 seconds fast, and refused if it is 60 seconds fast.
   */
  private static final long FAST_CLOCK_SECONDS = 10;

  private static final int JTI_AT_MOST = 256;

  /** Reads the claims; empty if the JSON is not an object. */
  static Optional<AssertionClaims> read(byte[] payload) {
    try {
      return READER.read(payload) instanceof JsonObject claims
          ? Optional.of(new AssertionClaims(claims))
          : Optional.empty();
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  /** Returns a claim that is a string. */
  Optional<String> text(String name) {
    return claims.member(name).flatMap(AssertionClaims::text);
  }

  private static Optional<String> text(JsonValue value) {
    return value instanceof JsonValue.Text(String text) ? Optional.of(text) : Optional.empty();
  }

  /**
   * Returns a time in seconds; empty if the claim is missing, or is not a number from 0 to 10^11.
   */
  private Optional<Double> seconds(String name) {
    return claims
        .member(name)
        .filter(JsonValue.Numeral.class::isInstance)
        .map(value -> Double.parseDouble(((JsonValue.Numeral) value).digits()))
        .filter(seconds -> seconds >= 0 && seconds < 1e11);
  }

  /** Returns the unique id of the assertion. */
  Optional<String> jti() {
    return text("jti").filter(jti -> !jti.isEmpty() && jti.length() <= JTI_AT_MOST);
  }

  /** Returns the client, which must be both the issuer and the subject of the assertion. */
  Optional<String> clientId() {
    return text("sub").filter(subject -> text("iss").equals(Optional.of(subject)));
  }

  /**
   * Returns whether the claim {@code aud} is one of the given audiences. An array is refused, even
   * if it has a single item.
   */
  boolean isFor(List<String> audiences) {
    return text("aud").filter(audiences::contains).isPresent();
  }

  /** Returns whether the assertion is currently valid. */
  boolean isTimely(Instant now) {
    double present = now.toEpochMilli() / 1000.0;
    Optional<Double> exp = seconds("exp");
    return exp.isPresent()
        && exp.get() > present
        && exp.get() <= present + SECONDS_AT_MOST + FAST_CLOCK_SECONDS
        && isPast("iat", present)
        && isPast("nbf", present);
  }

  private boolean isPast(String name, double present) {
    return claims.member(name).isEmpty()
        || seconds(name).filter(time -> time <= present + FAST_CLOCK_SECONDS).isPresent();
  }

  /** Returns a time after which the assertion has certainly expired. */
  Instant end(Instant now) {
    return now.plusSeconds(SECONDS_AT_MOST + FAST_CLOCK_SECONDS + 1);
  }
}
