package dev.restauth.token;

import java.util.Optional;

/**
 * Finds the generations of OAuth clients. The tokens that a client got for itself in an earlier generation are revoked.
 * Thread-safe.
 */
@FunctionalInterface
public interface ClientGenerations {
  /**
   * Returns the generation of an active client; empty if no active client has this id. It may come from a cache that
   * follows changes within a second.
   */
  Optional<Long> find(String clientId);
}
