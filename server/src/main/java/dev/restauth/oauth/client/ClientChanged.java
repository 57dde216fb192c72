package dev.restauth.oauth.client;

import dev.restauth.store.Change;
import java.util.Optional;

/**
 * A change to a client or its secrets.
 *
 * @param id the id of the client
 * @param generation the client's current generation; tokens of earlier generations are revoked
 */
public record ClientChanged(String id, long generation) {
  /** The name of this kind of change. */
  public static final String KIND = "client";

  /** Returns the change in the form in which it is announced. */
  public Change change() {
    return new Change(KIND, id, generation);
  }

  /** Reads an announced change; empty if the change is of another kind. */
  public static Optional<ClientChanged> of(Change change) {
    return change.is(KIND)
        ? Optional.of(new ClientChanged(change.subject(), change.value()))
        : Optional.empty();
  }
}
