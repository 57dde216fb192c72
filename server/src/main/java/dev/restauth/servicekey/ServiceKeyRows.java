package dev.restauth.servicekey;

import dev.restauth.store.Row;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The keys of services that ask this one. Only digests are kept. Each call is atomic. */
public record ServiceKeyRows(Transaction tx) {
  /**
   * A service's key.
   *
   * @param name unique
   * @param digest of the key
   * @param scope what it may do, as in RFC 6749 section 3.3
   * @param active whether it counts
   * @param createdAt to the microsecond
   */
  @SuppressWarnings("ArrayRecordComponent") // not compared
  public record ServiceKeyRow(
      String name, byte[] digest, String scope, boolean active, Instant createdAt) {
    /** Without the digest. */
    @Override
    public String toString() {
      return "ServiceKeyRow[name=" + name + ", scope=" + scope + ", active=" + active + "]";
    }
  }

  private static final String COLUMNS = " name, digest, scope, state, created_at ";

  /** Adds a key unless there is one of that name; says whether it did. */
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

  /** All, by name. */
  public List<ServiceKeyRow> all() {
    // Sorted here: databases differ in what comes first of "a-b" and "a.b".
    return tx.sql().all("SELECT" + COLUMNS + "FROM service_key", ServiceKeyRows::row).stream()
        .sorted(Comparator.comparing(ServiceKeyRow::name))
        .toList();
  }

  /** The key of that name, or empty. */
  public Optional<ServiceKeyRow> find(String name) {
    return tx.sql()
        .one("SELECT" + COLUMNS + "FROM service_key WHERE name = ?", ServiceKeyRows::row, name);
  }

  /** Lets a key count or not; says whether that changed anything. */
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

  /** Removes a key; says whether there was one. */
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
