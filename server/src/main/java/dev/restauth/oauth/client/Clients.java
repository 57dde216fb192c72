package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Finds clients. Thread-safe. */
@FunctionalInterface
public interface Clients {
  /**
   * Returns an active client. It may come from a cache, which reflects changes within a second.
   */
  Optional<Client> find(String id);

  /** Returns an active client, as read in a transaction. */
  default Optional<Client> find(Transaction tx, String id) {
    return new ClientRows(tx)
        .find(id)
        .filter(RegisteredClient::active)
        .map(RegisteredClient::client);
  }

  /**
   * Returns an active client. Other transactions can neither disable nor remove the client until
   * this transaction ends. Must be called after an account is locked, and before data is stored for
   * the client. A transaction that disables the client and removes its data then runs either
   * completely before or completely after this transaction, and misses no data.
   */
  default Optional<Client> hold(Transaction tx, String id) {
    return new ClientRows(tx)
        .hold(id)
        .filter(RegisteredClient::active)
        .map(RegisteredClient::client);
  }
}
