package dev.restauth.servicekey;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Rows of service keys, with digests instead of the keys. Each call is atomic. */
public record ServiceKeyRows(Transaction tx) {
  /**
   * The row of a service key.
   *
   * @param name the unique name
   * @param digest the digest of the key
   * @param scope the scopes, separated by spaces (RFC 6749 section 3.3)
   * @param active whether the server accepts the key
   * @param createdAt the creation time, with microsecond precision
   */
  @SuppressWarnings("ArrayRecordComponent") // instances are never compared
  public record ServiceKeyRow(
      String name, byte[] digest, String scope, boolean active, Instant createdAt) {
    /** Returns a text without the digest. */
    @Override
    public String toString() {
      return "ServiceKeyRow[name=" + name + ", scope=" + scope + ", active=" + active + "]";
    }
  }

  private static final String COLUMNS = " name, digest, scope, state, created_at ";

  /** Adds a key, unless a key with this name exists. Returns whether the key was added. */
  public boolean add(ServiceKeyRow key) {
    return announced(
        key.name(),
        tx.sql()
            .change(
                "INSERT INTO service_key (name, digest, scope, state, created_at)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
                key.name(),
                key.digest(),
                key.scope(),
                state(key.active()),
                key.createdAt()));
  }

  /** Returns all keys, sorted by name. */
  public List<ServiceKeyRow> all() {
    // Java sorts the keys, because databases differ in the order of "a-b" and "a.b".
    return tx.sql().all("SELECT" + COLUMNS + "FROM service_key", ServiceKeyRows::row).stream()
        .sorted(Comparator.comparing(ServiceKeyRow::name))
        .toList();
  }

  /** Returns the key with this name; empty if there is none. */
  public Optional<ServiceKeyRow> find(String name) {
    return tx.sql()
        .one("SELECT" + COLUMNS + "FROM service_key WHERE name = ?", ServiceKeyRows::row, name);
  }

  /** Enables or disables a key. Returns whether its state has changed. */
  public boolean changeState(String name, boolean active) {
    return announced(
        name,
        tx.sql()
            .change(
                "UPDATE service_key SET state = ? WHERE name = ? AND state = ?",
                state(active),
                name,
                state(!active)));
  }

  /** Removes a key. Returns whether it existed. */
  public boolean remove(String name) {
    return announced(name, tx.sql().change("DELETE FROM service_key WHERE name = ?", name));
  }

  private boolean announced(String name, int changed) {
    if (changed > 0) {
      tx.announce(new ServiceKeyChanged(name).change());
    }
    return changed > 0;
  }

  private static String state(boolean active) {
    return active ? "active" : "disabled";
  }

  private static ServiceKeyRow row(Row row) {
    return new ServiceKeyRow(
        row.text("name"),
        row.bytes("digest"),
        row.text("scope"),
        row.text("state").equals("active"),
        row.instant("created_at"));
  }
}
