package dev.restauth.oauth.client;

import dev.restauth.store.Store;
import java.util.Optional;

/**
 * Active clients, which are read from the database at each look-up. This class serves objects that
 * are created before the cache and rarely look up clients. Thread-safe.
 */
public record StoredClients(Store store) implements Clients {
  @Override
  public Optional<Client> find(String id) {
    return store.reading(tx -> find(tx, id));
  }
}
