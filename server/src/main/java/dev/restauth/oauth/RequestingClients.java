package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.http.Call;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientOutcome;
import dev.restauth.oauth.authentication.ClientRequest;
import dev.restauth.oauth.client.Client;
import dev.restauth.token.TokenProfile;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Finds the clients of requests to the endpoints of OAuth (RFC 6749 section 2.3). A request that names no client, and
 * authenticates none, comes from {@link OwnClient}. Thread-safe.
 *
 * @param authentication authenticates registered clients
 */
record RequestingClients(
    ClientAuthentication authentication, TokenProfile profile, Optional<URI> publicUrl) {
  static final String TOKEN_ENDPOINT = "/oauth/token";

  /**
   * Returns the client of a request.
   *
   * @param path the path of the endpoint
   * @throws OauthException if it is not registered, or did not authenticate ({@code invalid_client}), or authenticated in
   *     two ways ({@code invalid_request})
   */
  Client of(OauthForm form, Call call, String path) {
    return switch (authentication.authenticate(request(form, call, path))) {
      case ClientOutcome.Known(Client client) -> client;
      case ClientOutcome.OwnClient() -> OwnClient.CLIENT;
      case ClientOutcome.Refused(String why) -> throw OauthError.INVALID_CLIENT.because(why);
      case ClientOutcome.Malformed(String why) -> throw OauthError.INVALID_REQUEST.because(why);
    };
  }

  /** Returns the client of a request if it is registered, can keep a secret, and has authenticated. */
  Optional<Client> confidential(OauthForm form, Call call, String path) {
    return authentication
        .find(request(form, call, path))
        .filter(client -> client.kind() == Client.Kind.CONFIDENTIAL);
  }

  private ClientRequest request(OauthForm form, Call call, String path) {
    return new ClientRequest(
        form.form(),
        call.authorization(),
        profile.issuer(),
        endpoints(path),
        Network.of(call.client().address()));
  }

  /**
   * The URLs of endpoints that assertions may name. They never come from the request: otherwise a server that got an
   * assertion for itself could use it here, by sending its own host.
   */
  private List<String> endpoints(String path) {
    return publicUrl.map(url -> List.of(url + path, url + TOKEN_ENDPOINT)).orElseGet(List::of);
  }
}
