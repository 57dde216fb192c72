package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Finds clients. Thread-safe. */
@FunctionalInterface
public interface Clients {
  /** Returns an active client. The client may come from a cache, which reflects changes within a second. */
  Optional<Client> find(String id);

  /** Returns an active client as a transaction sees it. */
  default Optional<Client> find(Transaction tx, String id) {
    return new ClientRows(tx)
        .find(id)
        .filter(RegisteredClient::active)
        .map(RegisteredClient::client);
  }

  /**
   * Returns an active client, and prevents other transactions from disabling or removing the client until this transaction
   * ends. Call this method before you store data for the client, and after you lock an account. So a transaction that disables
   * the client and removes all its data runs either before or after this transaction.
   */
  default Optional<Client> hold(Transaction tx, String id) {
    return new ClientRows(tx)
        .hold(id)
        .filter(RegisteredClient::active)
        .map(RegisteredClient::client);
  }
}
