package dev.restauth.oauth.authorize;

import java.util.Optional;

/**
 * Checks ID tokens that clients present as hints (OpenID Connect Core section 3.1.2.1).
 * Thread-safe.
 */
@FunctionalInterface
public interface HintedAccounts {
  /**
   * Returns the account of an ID token that this server has signed, even if the token has expired.
   *
   * @return the account; empty if this server did not sign the token, or if the token is malformed
   */
  Optional<Long> account(String idToken);
}
