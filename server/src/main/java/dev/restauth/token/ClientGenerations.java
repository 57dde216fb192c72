package dev.restauth.token;

import java.util.Optional;

/**
 * Finds the generations of OAuth clients. A new generation revokes all tokens that the client
 * obtained for itself in earlier generations. Thread-safe.
 */
@FunctionalInterface
public interface ClientGenerations {
  /**
   * Returns the generation of an active client; empty if no active client has this id. The value
   * may come from a cache that is at most a second out of date.
   */
  Optional<Long> find(String clientId);
}
