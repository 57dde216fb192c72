package dev.restauth.oidc;

import dev.restauth.oauth.client.Client;
import java.util.Optional;
import java.util.Set;

/** Verifies the access tokens of clients for userinfo. Thread-safe. */
@FunctionalInterface
public interface UserinfoTokens {
  /** Verifies a token; empty if it is not valid now, or was not issued to a client for a user. Never throws for any text. */
  Optional<Valid> verify(String token);

  /**
   * A token that is valid now.
   *
   * @param scopes its scopes
   * @param claims the stored parameter {@code claims} of its session
   */
  record Valid(Client client, long accountId, Set<String> scopes, Optional<String> claims) {
    /** Copies the scopes. */
    public Valid {
      scopes = Set.copyOf(scopes);
    }
  }
}
