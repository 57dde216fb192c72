package dev.restauth.oauth;

import dev.restauth.oauth.client.Client;
import dev.restauth.session.LiveSession;
import java.util.Optional;

/** Issues ID tokens (OpenID Connect Core section 2), which the token endpoint sends beside access tokens. Thread-safe. */
@FunctionalInterface
public interface IdTokenIssuer {
  /**
   * Issues an ID token in the session of a client.
   *
   * @param nonce the parameter of the authorization request; empty if it had none, or at a refresh (section 12.2)
   * @param accessToken the access token of the same answer
   * @return empty if the session does not have the scope {@code openid}
   */
  Optional<String> idToken(
      Client client, LiveSession session, Optional<String> nonce, String accessToken);
}
