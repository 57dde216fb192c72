package dev.restauth.oauth;

import dev.restauth.http.Call;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientOutcome;
import dev.restauth.oauth.authentication.ClientRequests;
import dev.restauth.oauth.client.Client;
import java.util.Optional;

/**
 * Finds the clients of requests to the OAuth endpoints (RFC 6749 section 2.3). A request that
 * neither names nor authenticates a client comes from {@link OwnClient}. Thread-safe.
 *
 * @param authentication authenticates registered clients
 * @param requests reads the clients' credentials
 */
record RequestingClients(ClientAuthentication authentication, ClientRequests requests) {
  /**
   * Returns the client of a request.
   *
   * @param path the path of the endpoint
   * @throws OauthException with {@code invalid_client} if the client is not registered or did not
   *     authenticate, or with {@code invalid_request} if its credentials are malformed or it
   *     authenticated in two ways
   */
  Client of(OauthForm form, Call call, String path) {
    return switch (authentication.authenticate(requests.of(form.form(), call, path))) {
      case ClientOutcome.Known(Client client) -> client;
      case ClientOutcome.OwnClient() -> OwnClient.CLIENT;
      case ClientOutcome.Refused(String why) -> throw OauthError.INVALID_CLIENT.because(why);
      case ClientOutcome.Malformed(String why) -> throw OauthError.INVALID_REQUEST.because(why);
    };
  }

  /**
   * Returns the client of a request, if it is a registered confidential client that has
   * authenticated.
   */
  Optional<Client> confidential(OauthForm form, Call call, String path) {
    return authentication
        .find(requests.of(form.form(), call, path))
        .filter(client -> client.kind() == Client.Kind.CONFIDENTIAL);
  }
}
