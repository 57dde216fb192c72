package dev.restauth.store.sql;

import dev.restauth.store.Change.ServiceKeyChanged;
import dev.restauth.store.ServiceKeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The keys of services in SQL. */
record SqlServiceKeyStore(Sql sql, Announcements announcements) implements ServiceKeyStore {
  private static final String COLUMNS = " name, digest, scope, state, created_at ";

  @Override
  public boolean add(ServiceKeyRow key) {
    return announced(
        key.name(),
        sql.change(
            "INSERT INTO service_key (name, digest, scope, state, created_at)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            key.name(),
            key.digest(),
            key.scope(),
            state(key.active()),
            Micros.of(key.createdAt())));
  }

  @Override
  public List<ServiceKeyRow> all() {
    // Sorted here: databases differ in what comes first of "a-b" and "a.b".
    return sql.all("SELECT" + COLUMNS + "FROM service_key", SqlServiceKeyStore::row).stream()
        .sorted(Comparator.comparing(ServiceKeyRow::name))
        .toList();
  }

  @Override
  public Optional<ServiceKeyRow> find(String name) {
    return sql.one(
        "SELECT" + COLUMNS + "FROM service_key WHERE name = ?", SqlServiceKeyStore::row, name);
  }

  @Override
  public boolean changeState(String name, boolean active) {
    return announced(
        name,
        sql.change(
            "UPDATE service_key SET state = ? WHERE name = ? AND state = ?",
            state(active),
            name,
            state(!active)));
  }

  @Override
  public boolean remove(String name) {
    return announced(name, sql.change("DELETE FROM service_key WHERE name = ?", name));
  }

  private boolean announced(String name, int changed) {
    if (changed > 0) {
      announcements.add(new ServiceKeyChanged(name));
    }
    return changed > 0;
  }

  private static String state(boolean active) {
    return active ? "active" : "disabled";
  }

  private static ServiceKeyRow row(ResultSet row) throws SQLException {
    return new ServiceKeyRow(
        row.getString("name"),
        row.getBytes("digest"),
        row.getString("scope"),
        row.getString("state").equals("active"),
        Micros.instant(row.getLong("created_at")));
  }
}
