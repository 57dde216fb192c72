package dev.restauth.oauth.authorize;

import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The values of {@code auth_session} (OAuth 2.0 for First-Party Applications, draft 04). A value
 * contains a request in progress and, after a first proof, its challenge. The value is sealed, so
 * the server stores nothing for an app whose user has proved nothing, and no later step can change
 * the request. Only the same client can use the value. Thread-safe.
 */
final class AuthSessions {
  /** The maximum length, in characters. */
  static final int LENGTH_AT_MOST = 8 * 1_024;

  private static final String IDENTITY = "auth-session";

  private final RequestSealing sealing;
  private final InstantSource clock;

  AuthSessions(RequestSealing sealing, InstantSource clock) {
    this.sealing = sealing;
    this.clock = clock;
  }

  /**
   * A request in progress.
   *
   * @param at the time of the first step
   * @param handle the handle of the log-in's challenge, if the second factor is missing
   */
  record Begun(AuthorizationRequest request, Instant at, Optional<String> handle) {
    /** Returns the same request, with the challenge of a log-in. */
    Begun with(String challenge) {
      return new Begun(request, at, Optional.of(challenge));
    }

    /** Returns a text without the handle. */
    @Override
    public String toString() {
      return "Begun[" + request + "]";
    }
  }

  Begun begin(AuthorizationRequest request) {
    return new Begun(request, Micros.instant(Micros.of(clock.instant())), Optional.empty());
  }

  /**
   * Seals a request.
   *
   * @throws RefusedRequestException if the request is too large
   */
  String seal(Begun begun) {
    String sealed =
        sealing.seal(
            JsonWriter.text(
                json -> {
                  json.number("t", Micros.of(begun.at()));
                  begun.handle().ifPresent(handle -> json.text("h", handle));
                  json.object("r", each -> RequestJson.write(each, begun.request()));
                }),
            IDENTITY);
    if (sealed.length() > LENGTH_AT_MOST) {
      throw AuthorizationError.INVALID_REQUEST.because("The request is too large.");
    }
    return sealed;
  }

  /**
   * Opens a sealed request; empty if it was not sealed by this server, has expired, or belongs to
   * another client.
   */
  Optional<Begun> open(String sealed, String clientId) {
    return sealed.length() > LENGTH_AT_MOST
        ? Optional.empty()
        : sealing
            .open(sealed, IDENTITY)
            .flatMap(AuthSessions::read)
            .filter(begun -> begun.request().clientId().equals(clientId))
            .filter(begun -> begun.at().plus(SealedRequests.DURATION).isAfter(clock.instant()));
  }

  /** Parses a request; empty if another version of the server sealed it in another format. */
  private static Optional<Begun> read(String text) {
    try {
      JsonObject json = RequestJson.object(text);
      return json.member("r")
          .filter(JsonObject.class::isInstance)
          .map(
              request ->
                  new Begun(
                      RequestJson.request((JsonObject) request),
                      Micros.instant(RequestJson.number(json, "t").orElseThrow()),
                      RequestJson.text(json, "h")));
    } catch (IllegalArgumentException | MalformedJson e) {
      return Optional.empty();
    }
  }
}
