package dev.restauth.oauth;

import dev.restauth.oauth.client.Client;
import dev.restauth.session.LiveSession;
import java.util.Optional;

/** Issues ID tokens (OpenID Connect Core section 2). Thread-safe. */
@FunctionalInterface
public interface IdTokenIssuer {
  /** An issuer that issues no ID tokens. */
  IdTokenIssuer NONE = (client, session, nonce, accessToken) -> Optional.empty();

  /**
   * Issues an ID token about the user of a session. The session's access token must have the scope
   * {@code openid}.
   *
   * @param nonce the nonce of the authorization request; empty for a token that is issued when the
   *     session is refreshed
   * @param accessToken the access token that is issued together with the ID token; the ID token
   *     contains its digest, {@code at_hash}
   * @return the ID token; empty if this server cannot issue one, for example because it has no
   *     public URL
   */
  Optional<String> idToken(
      Client client, LiveSession session, Optional<String> nonce, String accessToken);
}
