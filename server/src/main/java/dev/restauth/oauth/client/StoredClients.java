package dev.restauth.oauth.client;

import dev.restauth.store.Store;
import java.util.Optional;

/**
 * Active clients as they are in the database at each look-up: for those who are built before the feature with the cache, and look
 * up few. Thread-safe.
 */
public record StoredClients(Store store) implements Clients {
  @Override
  public Optional<Client> find(String id) {
    return store.reading(tx -> find(tx, id));
  }
}
