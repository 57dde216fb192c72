package dev.restauth.adopt;

import dev.restauth.store.Transaction;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Secrets that several hashes of a source share, encrypted with the master key. Each call is
 * atomic.
 */
public record HashSecretRows(Transaction tx) {
  /**
   * Stores a secret, unless a secret with this name already exists.
   *
   * @param sealed the secret, encrypted with the master key
   */
  public void add(String name, byte[] sealed) {
    tx.sql()
        .change(
            "INSERT INTO hash_secret (name, sealed) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            name,
            sealed);
  }

  /**
   * Replaces an encrypted secret with the same secret, encrypted again, for example with a new
   * master key.
   */
  public void reseal(String name, byte[] sealed) {
    tx.sql().change("UPDATE hash_secret SET sealed = ? WHERE name = ?", sealed, name);
  }

  /** Returns the encrypted secrets by name. */
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
