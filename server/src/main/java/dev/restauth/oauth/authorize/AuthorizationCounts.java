package dev.restauth.oauth.authorize;

import dev.restauth.figure.Figure;
import dev.restauth.figure.LabelledCounter;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Numbers of answers to authorization requests, by outcome: a code, or an error for the client.
 * Thread-safe.
 */
final class AuthorizationCounts {
  private static final String CODE = "code";

  private final LabelledCounter outcomes =
      new LabelledCounter(
          Stream.concat(
                  Stream.of(CODE),
                  Arrays.stream(AuthorizationError.values()).map(AuthorizationError::code))
              .toList());

  void issued() {
    outcomes.add(CODE);
  }

  void failed(AuthorizationError error) {
    outcomes.add(error.code());
  }

  Figure figure() {
    return Figure.counter(
        "restauth_oauth_authorizations_total",
        "Authorization requests that were answered with a code or an error",
        "outcome",
        outcomes);
  }
}
