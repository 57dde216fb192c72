package dev.restauth.oauth.authorize;

import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonWriter;
import dev.restauth.json.MalformedJson;
import dev.restauth.oauth.authorize.PushedRequestRows.PushedRequest;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Clients;
import dev.restauth.store.Micros;
import dev.restauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Requests that clients have pushed (RFC 9126). A confidential client's request is stored under the
 * digest of its URI. A public client's request is sealed into its URI, so that strangers cause no
 * write. A request is used up when its code is issued, not when the user opens the first page.
 * Thread-safe.
 */
final class PushedRequests {
  /** The time within which a browser must begin with a request URI. */
  static final Duration DURATION = Duration.ofSeconds(90);

  /**
   * The maximum number of unused requests that a client may store within {@link #DURATION}. The
   * number of its unused requests with extended validity ({@link #extend}) has the same limit.
   */
  static final long LIVE_AT_MOST = 1_000;

  private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";
  private static final int BYTES = 32;

  /** The length of a URI without its prefix, in characters, if the request is stored. */
  private static final int STORED_LENGTH = 43;

  /**
   * The maximum length of a URI without its prefix, in characters, if the request is sealed into
   * the URI. {@link SealedRequests} later adds at most 200 characters to the request.
   */
  private static final int SEALED_LENGTH_AT_MOST = SealedRequests.LENGTH_AT_MOST - 200;

  private static final Pattern URI =
      Pattern.compile(
          PREFIX + "[A-Za-z0-9_-]{" + STORED_LENGTH + "," + SEALED_LENGTH_AT_MOST + "}");
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Store store;
  private final Clients clients;
  private final RequestSealing sealing;
  private final InstantSource clock;
  private final RandomIds random = new RandomIds();

  /**
   * Creates the requests of this database.
   *
   * @param clock the database's time
   */
  PushedRequests(Store store, Clients clients, RequestSealing sealing, InstantSource clock) {
    this.store = store;
    this.clients = clients;
    this.sealing = sealing;
    this.clock = clock;
  }

  /** Returns whether a text has the form of this server's request URIs. */
  static boolean isOne(String requestUri) {
    return URI.matcher(requestUri).matches();
  }

  /**
   * Stores a request. Returns its URI; empty if the client has too many requests.
   *
   * @throws RefusedRequestException if the client was disabled in the meantime
   */
  Optional<String> push(AuthorizationRequest request) {
    sealing.prepare();
    String uri = PREFIX + ENCODER.encodeToString(random.bytes(BYTES));
    Instant now = clock.instant();
    String sealed = sealing.seal(text(request, now), rowIdentity(request.clientId()));
    return store.inTransaction(
        tx -> {
          if (clients.hold(tx, request.clientId()).isEmpty()) {
            throw AuthorizationError.UNAUTHORIZED_CLIENT.because("The client is not active.");
          }
          PushedRequestRows rows = new PushedRequestRows(tx);
          if (rows.count(request.clientId(), now, now.plus(DURATION)) >= LIVE_AT_MOST) {
            return Optional.empty();
          }
          rows.add(
              Sha256.of(uri), new PushedRequest(request.clientId(), sealed, now.plus(DURATION)));
          return Optional.of(uri);
        });
  }

  /**
   * Seals a public client's request into its URI, and stores nothing. Anybody can push such a
   * request, so a limit on stored requests would let an attacker exclude all other users.
   *
   * @return the URI; empty if the request is too large
   */
  Optional<String> seal(AuthorizationRequest request, Client client) {
    return Optional.of(PREFIX + sealing.seal(text(request, clock.instant()), uriIdentity(client)))
        .filter(PushedRequests::isOne);
  }

  private static String text(AuthorizationRequest request, Instant at) {
    return JsonWriter.text(
        json ->
            json.number("t", Micros.of(at)).object("r", each -> RequestJson.write(each, request)));
  }

  /** A pushed request, with the time at which it was pushed. */
  private record Pushed(AuthorizationRequest request, Instant at) {}

  /**
   * Finds a request by its URI, for a browser that begins the request.
   *
   * @return the request; empty if it has expired, was already used, or belongs to another client
   */
  Optional<AuthorizationRequest> find(String requestUri, Client client) {
    if (!isOne(requestUri)) {
      return Optional.empty();
    }
    String id = requestUri.substring(PREFIX.length());
    Optional<Pushed> pushed =
        id.length() == STORED_LENGTH ? find(Sha256.of(requestUri)) : unseal(id, client);
    return pushed
        .filter(found -> found.at().plus(DURATION).isAfter(clock.instant()))
        .map(Pushed::request)
        .filter(found -> found.clientId().equals(client.id()));
  }

  /**
   * Opens a sealed request that was not used. The digest is computed from the bytes of the sealed
   * request. Several Base64 texts can be decoded to the same bytes, so with a digest of the text, a
   * request could be used several times.
   */
  private Optional<Pushed> unseal(String sealed, Client client) {
    return Optional.of(client)
        .filter(each -> each.kind() == Client.Kind.PUBLIC)
        .flatMap(each -> sealing.open(sealed, uriIdentity(each)))
        .flatMap(text -> read(text, ENCODER.encodeToString(Sha256.of(bytes(sealed)))))
        .filter(found -> isUnused(found.request().pushed().orElseThrow()));
  }

  /** Returns whether a sealed request was not used yet. Its first use adds a row. */
  private boolean isUnused(String digest) {
    return store.reading(tx -> new PushedRequestRows(tx).find(bytes(digest))).isEmpty();
  }

  /**
   * Finds a request with which a browser has already begun.
   *
   * @param digest the digest of the request's URI, as URL-safe Base64
   */
  Optional<AuthorizationRequest> findByDigest(String digest) {
    return find(bytes(digest)).map(Pushed::request);
  }

  private Optional<Pushed> find(byte[] digest) {
    sealing.prepare();
    return store
        .reading(tx -> new PushedRequestRows(tx).find(digest))
        .filter(row -> row.endsAt().isAfter(clock.instant()))
        .flatMap(row -> sealing.open(row.parameters(), rowIdentity(row.clientId())))
        .flatMap(text -> read(text, ENCODER.encodeToString(digest)));
  }

  /** Parses a request; empty if another version of the server stored it in another format. */
  private static Optional<Pushed> read(String text, String digest) {
    try {
      JsonObject json = RequestJson.object(text);
      return json.member("r")
          .filter(JsonObject.class::isInstance)
          .map(
              request ->
                  new Pushed(
                      RequestJson.request((JsonObject) request).pushedAs(digest),
                      Micros.instant(RequestJson.number(json, "t").orElseThrow())));
    } catch (IllegalArgumentException | MalformedJson e) {
      return Optional.empty();
    }
  }

  /**
   * Extends the validity of a request that is too large for a sealed URL, so that it lasts until
   * the user has logged in. If the client already has {@link #LIVE_AT_MOST} such requests, the
   * validity is not extended.
   */
  void extend(String clientId, String digest, Instant until) {
    var _ =
        store.<Boolean>inTransaction(
            tx -> {
              PushedRequestRows rows = new PushedRequestRows(tx);
              Instant now = clock.instant();
              if (rows.count(clientId, now.plus(DURATION), until) < LIVE_AT_MOST) {
                rows.extend(bytes(digest), now, until);
              }
              return true;
            });
  }

  /** Decodes a Base64 text, such as a digest. */
  static byte[] bytes(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  private static String rowIdentity(String clientId) {
    return "pushed_request/" + clientId;
  }

  /**
   * Returns the identity of requests that are sealed into URIs. Rows have a different identity, so
   * that somebody who steals the database cannot make URIs from rows. If a client is disabled, or
   * removed and created again, its generation changes and its earlier URIs become void.
   */
  private static String uriIdentity(Client client) {
    return "pushed_request_uri/" + client.id() + "/" + client.generation();
  }
}
