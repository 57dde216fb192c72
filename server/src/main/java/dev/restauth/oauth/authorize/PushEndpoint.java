package dev.restauth.oauth.authorize;

import dev.restauth.http.Answer;
import dev.restauth.http.FieldNames;
import dev.restauth.http.Form;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.RedirectUris;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.util.Optional;

/** The endpoint for pushed requests (RFC 9126 section 2), once its client is authenticated. Thread-safe. */
final class PushEndpoint {
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;

  private final Issuer issuer;
  private final RequestReader reader;
  private final PushedRequests pushed;
  private final AddressAllowances allowances;

  /**
   * Creates the endpoint.
   *
   * @param allowances the requests of public clients that an address may push
   */
  PushEndpoint(
      Issuer issuer, RequestReader reader, PushedRequests pushed, AddressAllowances allowances) {
    this.issuer = issuer;
    this.reader = reader;
    this.pushed = pushed;
    this.allowances = allowances;
  }

  /**
   * Answers a request. Nothing of it goes to the client's address: an error goes to the caller. Anybody can push requests of a
   * public client, so each address has its share.
   *
   * @param source the client's address, as {@link AddressAllowances} knows it
   */
  Answer push(Form form, Client client, String source) {
    try {
      AuthorizationRequest request = read(form, client);
      Optional<Duration> wait =
          client.kind() == Client.Kind.PUBLIC ? allowances.take(source) : Optional.empty();
      if (wait.isPresent()) {
        return refused(
                TOO_MANY_REQUESTS,
                "temporarily_unavailable",
                "Too many requests were pushed from this address.")
            .with(FieldNames.RETRY_AFTER, Long.toString(wait.get().toSeconds() + 1));
      }
      return pushed
          .push(request)
          .map(PushEndpoint::created)
          .orElseGet(
              () ->
                  refused(
                      TOO_MANY_REQUESTS,
                      "temporarily_unavailable",
                      "This client has too many pushed requests that were not used: wait until some have ended."));
    } catch (RefusedRequestException e) {
      return refused(BAD_REQUEST, e.error().code(), e.description());
    }
  }

  private AuthorizationRequest read(Form form, Client client) {
    if (!issuer.isUsable()) {
      throw AuthorizationError.INVALID_REQUEST.because(Issuer.MISSING);
    }
    if (form.one("request_uri").isPresent()) {
      throw AuthorizationError.INVALID_REQUEST.because(
          "A pushed request has no request_uri (RFC 9126 section 2.1).");
    }
    if (form.one("client_id").filter(id -> !id.equals(client.id())).isPresent()) {
      throw AuthorizationError.INVALID_REQUEST.because(
          "The parameter client_id is not the client that authenticated.");
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

  /** Returns an error as the token endpoint gives it (RFC 9126 section 2.3). */
  static Answer refused(int status, String error, String description) {
    return Answer.json(
        status, json -> json.text("error", error).text("error_description", description));
  }
}
