package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Finds clients. Thread-safe. */
@FunctionalInterface
public interface Clients {
  /** Returns an active client; may come from a cache that follows changes within a second. */
  Optional<Client> find(String id);

  /** Returns an active client as it is in a transaction. */
  default Optional<Client> find(Transaction tx, String id) {
    return new ClientRows(tx)
        .find(id)
        .filter(RegisteredClient::active)
        .map(RegisteredClient::client);
  }

  /**
   * Returns an active client, and keeps it from being disabled or removed until the transaction ends. Call it before something
   * is stored for the client, and after the lock on an account. So a transaction that disables the client, and removes all
   * that it has, comes before this one or after it.
   */
  default Optional<Client> hold(Transaction tx, String id) {
    return new ClientRows(tx)
        .hold(id)
        .filter(RegisteredClient::active)
        .map(RegisteredClient::client);
  }
}
