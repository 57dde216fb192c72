package dev.restauth.oauth.authorize;

import java.util.Optional;

/** Checks ID tokens that clients present as hints (OpenID Connect Core section 3.1.2.1). Thread-safe. */
@FunctionalInterface
public interface HintedAccounts {
  /**
   * Returns the account of an ID token that this server signed, even if it has expired.
   *
   * @return empty if this server did not sign it, or if it is malformed
   */
  Optional<Long> account(String idToken);
}
