package dev.restauth.oauth.client;

import dev.restauth.store.Store;
import java.util.Optional;

/**
 * Active clients, which are read from the database at each look-up. For code that is created before
 * the cache, and looks up clients rarely. Thread-safe.
 */
public record StoredClients(Store store) implements Clients {
  @Override
  public Optional<Client> find(String id) {
    return store.reading(tx -> find(tx, id));
  }
}
