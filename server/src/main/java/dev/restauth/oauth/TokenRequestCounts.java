package dev.restauth.oauth;

import dev.restauth.figure.Figure;
import dev.restauth.figure.LabelledCounter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Numbers of requests to the token endpoint, by grant type and outcome. All unsupported grant types
 * are counted together. Otherwise, a client could create any number of time series by inventing
 * grant types. Thread-safe.
 */
final class TokenRequestCounts {
  private static final String OTHER = "other";
  private static final String ISSUED = "issued";

  private final Map<String, LabelledCounter> byGrant = new LinkedHashMap<>();
  private final LabelledCounter other = new LabelledCounter(outcomes());

  /** Creates counters, which start at zero, for these grant types and for all others together. */
  TokenRequestCounts(List<String> grants) {
    grants.forEach(grant -> byGrant.put(grant, new LabelledCounter(outcomes())));
    byGrant.put(OTHER, other);
  }

  private static List<String> outcomes() {
    return Stream.concat(
            Stream.of(ISSUED),
            Arrays.stream(OauthError.values())
                .filter(error -> error != OauthError.UNSUPPORTED_TOKEN_TYPE) // revocations only
                .map(OauthError::code))
        .toList();
  }

  /**
   * Answers a request and counts its outcome, which is either tokens or an OAuth error. Problems
   * (RFC 9457) are not counted here, but for each route.
   */
  <T> T count(Supplier<OauthForm> reading, Function<OauthForm, T> endpoint) {
    LabelledCounter outcomes = other;
    try {
      OauthForm form = reading.get();
      outcomes = of(form);
      T issued = endpoint.apply(form);
      outcomes.add(ISSUED);
      return issued;
    } catch (OauthException e) {
      outcomes.add(e.error().code());
      throw e;
    }
  }

  private LabelledCounter of(OauthForm form) {
    return form.parameter("grant_type")
        .flatMap(type -> Optional.ofNullable(byGrant.get(type)))
        .orElse(other);
  }

  Figure figure() {
    return new Figure(
        Figure.Kind.COUNTER,
        "restauth_oauth_token_requests_total",
        "Requests to the token endpoint that were answered with tokens or an error of OAuth",
        List.of("grant", "outcome"),
        readings ->
            byGrant.forEach(
                (grant, outcomes) ->
                    outcomes.forEach((outcome, count) -> readings.value(count, grant, outcome))));
  }
}
