package dev.restauth.oauth;

import dev.restauth.http.Call;
import dev.restauth.http.Form;
import dev.restauth.oauth.client.Client;
import dev.restauth.token.TokenProfile;
import java.util.Optional;

/**
 * Finds the clients of requests to the endpoints of OAuth (RFC 6749 section 2.3). A request that names no client, and
 * authenticates none, comes from {@link OwnClient}. Thread-safe.
 *
 * @param authentication authenticates registered clients
 */
record RequestingClients(Authentication authentication) {
  /** Authenticates registered clients. */
  @FunctionalInterface
  interface Authentication {
    /** Returns the authenticated client; empty if there is none, or its credentials are wrong. */
    Optional<Client> authenticate(Call call, Form form);
  }

  /**
   * Returns the client of a request.
   *
   * @throws OauthException if it is not registered, or did not authenticate ({@code invalid_client})
   */
  Client of(OauthForm form, Call call) {
    return isOwn(form, call)
        ? OwnClient.CLIENT
        : authentication
            .authenticate(call, form.form())
            .orElseThrow(
                () ->
                    OauthError.INVALID_CLIENT.because(
                        "The client is not registered here, or did not authenticate as it is"
                            + " registered. Requests for this server's own log-ins send neither an"
                            + " Authorization header nor a secret."));
  }

  /** Returns the client of a request if it is registered, can keep a secret, and has authenticated. */
  Optional<Client> confidential(OauthForm form, Call call) {
    return isOwn(form, call)
        ? Optional.empty()
        : authentication
            .authenticate(call, form.form())
            .filter(client -> client.kind() == Client.Kind.CONFIDENTIAL);
  }

  private static boolean isOwn(OauthForm form, Call call) {
    return !call.hasAuthorization()
        && !form.hasCredentials()
        && form.parameter("client_id")
            .orElse(TokenProfile.CLIENT_ID)
            .equals(TokenProfile.CLIENT_ID);
  }
}
