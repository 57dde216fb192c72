package dev.restauth.oauth.client;

import dev.restauth.store.Transaction;
import java.util.Optional;

/** Finds clients. Thread-safe. */
public interface Clients {
  /** Returns an active client; may come from a cache that follows changes within a second. */
  Optional<Client> find(String id);

  /** Returns an active client as it is in a transaction. */
  Optional<Client> find(Transaction tx, String id);
}
