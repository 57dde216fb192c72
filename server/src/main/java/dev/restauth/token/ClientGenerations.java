package dev.restauth.token;

import java.util.Optional;

/** Finds the generations of OAuth clients; whatever a client got for itself in an earlier one has ended. Thread-safe. */
@FunctionalInterface
public interface ClientGenerations {
  /**
   * Returns the generation of an active client; empty if there is none of that id. May come from a cache that follows
   * changes within a second.
   */
  Optional<Long> find(String clientId);
}
