package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.password.HashRequest;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.util.Optional;

/**
 * The endpoint for pushed authorization requests (RFC 9126 section 2), after the client was
 * authenticated. Thread-safe.
 */
final class PushEndpoint {
  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;

  private final RequestReader reader;
  private final PushedRequests pushed;
  private final AddressAllowances allowances;

  /**
   * Creates the endpoint.
   *
   * @param allowances limits the requests of public clients that one address may push
   */
  PushEndpoint(RequestReader reader, PushedRequests pushed, AddressAllowances allowances) {
    this.reader = reader;
    this.pushed = pushed;
    this.allowances = allowances;
  }

  /**
   * Answers a request. The answer, even an error, goes to the caller, and never to the client's
   * redirect URI.
   */
  Answer push(Form form, Client client, HashRequest from) {
    try {
      AuthorizationRequest request = read(form, client);
      return client.kind() == Client.Kind.PUBLIC ? seal(request, client, from) : store(request);
    } catch (RefusedRequestException e) {
      return ClientForms.refused(BAD_REQUEST, e.error().code(), e.description());
    }
  }

  /**
   * Answers with a URI that contains the request. Anybody can push requests of a public client, and
   * each used URI leaves a row for an hour. The number of requests is therefore limited for each
   * address.
   */
  private Answer seal(AuthorizationRequest request, Client client, HashRequest from) {
    Optional<Duration> wait = allowances.take(from.source());
    if (wait.isPresent()) {
      return tooMany("Too many requests were pushed from this address.", wait.get().plusSeconds(1));
    }
    return pushed
        .seal(request, client)
        .map(PushEndpoint::created)
        .orElseThrow(
            () ->
                AuthorizationError.INVALID_REQUEST.because(
                    "The request is too long for a public client: its request_uri would have more than 4 KB."));
  }

  private Answer store(AuthorizationRequest request) {
    return pushed
        .push(request)
        .map(PushEndpoint::created)
        .orElseGet(
            () ->
                tooMany(
                    "This client has too many pushed requests that were not used: wait until some have ended.",
                    PushedRequests.DURATION));
  }

  private static Answer tooMany(String description, Duration wait) {
    return ClientForms.refused(TOO_MANY_REQUESTS, "temporarily_unavailable", description)
        .with(FieldNames.RETRY_AFTER, Long.toString(wait.toSeconds()));
  }

  private AuthorizationRequest read(Form form, Client client) {
    if (form.one("request_uri").isPresent()) {
      throw AuthorizationError.INVALID_REQUEST.because(
          "A pushed request has no request_uri (RFC 9126 section 2.1).");
    }
    Optional<RedirectUris.Match> match = RedirectUris.match(client, form.one("redirect_uri"));
    return reader.read(
        form,
        client,
        RequestReader.destination(
            form,
            match.orElseThrow(
                () ->
                    AuthorizationError.INVALID_REQUEST.because(
                        "The redirect_uri is missing, or not registered for this client."))));
  }

  private static Answer created(String requestUri) {
    return Answer.json(
        201,
        json ->
            json.text("request_uri", requestUri)
                .number("expires_in", PushedRequests.DURATION.toSeconds()));
  }
}
