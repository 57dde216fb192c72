package dev.restauth.http;

import java.util.Set;

/**
 * A service that is calling. Only a key that counts makes one.
 *
 * @param name of its key
 * @param scopes what it may do (RFC 6749 section 3.3)
 */
public record ServicePrincipal(String name, Set<String> scopes) {
  /** Copies the scopes. */
  public ServicePrincipal {
    scopes = Set.copyOf(scopes);
  }
}
