package dev.restauth.oauth.client;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A change of a client or its secrets.
 *
 * @param id the client
 * @param generation the client's current generation: tokens of earlier generations are revoked
 */
public record ClientChanged(String id, long generation) {
  /** The name of this kind of change. */
  public static final String KIND = "client";

  /** Returns the change to announce. */
  public Change change() {
    return new Change(KIND, id, generation);
  }

  /** Converts an announced change; empty if the change is of another kind. */
  public static Optional<ClientChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new ClientChanged(change.subject(), change.value()))
        : Optional.empty();
  }
}
