package dev.restauth.oauth.client;

import dev.restauth.store.Store;
import java.util.Optional;

/**
 * Active clients, which each look-up reads from the database. This class is for parts that are created before the cache and
 * look up few clients. Thread-safe.
 */
public record StoredClients(Store store) implements Clients {
  @Override
  public Optional<Client> find(String id) {
    return store.reading(tx -> find(tx, id));
  }
}
