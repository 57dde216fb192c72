package dev.restauth.adopt;

import dev.restauth.store.Transaction;
import java.util.Map;
import java.util.stream.Collectors;

/** Secrets that the hashes of a source share, sealed under the master key. Each call is atomic. */
public record HashSecretRows(Transaction tx) {
  /**
   * Stores a secret that hashes share, unless there already is one with that name.
   *
   * @param sealed the secret, sealed under the master key
   */
  public void add(String name, byte[] sealed) {
    tx.sql()
        .change(
            "INSERT INTO hash_secret (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            name,
            sealed);
  }

  /** Replaces the sealed secret with the same secret sealed again, such as under a new master key. */
  public void reseal(String name, byte[] sealed) {
    tx.sql().change("UPDATE hash_secret SET sealed = ? WHERE name = ?", sealed, name);
  }

  /** Returns the sealed secrets by name. */
  public Map<String, byte[]> all() {
    return tx
        .sql()
        .all(
            "SELECT name, sealed FROM hash_secret",
            row -> Map.entry(row.text("name"), row.bytes("sealed")))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
