package dev.restauth.store.sql;

import dev.restauth.store.Change;
import dev.restauth.store.ChangeStore;
import dev.restauth.store.PropertyStore;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whatever transaction is under way on one connection. */
public final class SqlTransaction implements Transaction {
  private final PropertyStore properties;
  private final SqlChangeStore changes;
  private final PendingChanges announcements = new PendingChanges();
  private final Sql sql;
  private final Database database;
  private final Connection connection;
  private boolean announced;

  /** The transactions of a connection. */
  public SqlTransaction(Sql sql, Database database, Connection connection) {
    this.sql = sql;
    this.database = database;
    this.connection = connection;
    this.changes = new SqlChangeStore(sql, () -> asked(Database::history));
    this.properties = new SqlPropertyStore(sql);
  }

  @Override
  public Sql sql() {
    return sql;
  }

  @Override
  public void announce(Change change) {
    announcements.add(change);
  }

  @Override
  public PropertyStore properties() {
    return properties;
  }

  @Override
  public ChangeStore changes() {
    return changes;
  }

  @Override
  public List<Change> announced() {
    return announcements.all();
  }

  @Override
  public Instant now() {
    return asked(Database::now);
  }

  private interface Question<T> {
    T ask(Database database, Connection connection) throws SQLException;
  }

  private <T> T asked(Question<T> question) {
    try {
      sql.before();
      return question.ask(database, connection);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** To be called before anything is done: what another transaction has left does not count. */
  void begin() {
    announcements.clear();
  }

  /** To be called when all is done: tells others what was changed. Nothing may be changed after it. */
  void finish() {
    if (!announcements.isEmpty()) {
      changes.add(announcements.take(), now());
      announced = true;
    }
  }

  /** Whether anything was to be told since this was asked last; what was undone counts. */
  boolean hasAnnounced() {
    boolean so = announced;
    announced = false;
    return so;
  }

  private record SqlPropertyStore(Sql sql) implements PropertyStore {
    @Override
    public Optional<String> find(String name) {
      return sql.one("SELECT value FROM property WHERE name = ?", row -> row.text("value"), name);
    }

    @Override
    public String setIfAbsent(String name, String value) {
      return sql.one(
              "INSERT INTO property (name, value) VALUES (?, ?)"
                  + " ON CONFLICT (name) DO NOTHING RETURNING value",
              row -> row.text("value"),
              name,
              value)
          .or(() -> find(name))
          .orElseThrow();
    }

    /** A row that was written is locked, whatever was written. */
    @Override
    public Optional<String> hold(String name) {
      return sql.one(
          "UPDATE property SET value = value WHERE name = ? RETURNING value",
          row -> row.text("value"),
          name);
    }

    @Override
    public boolean replace(String name, String expected, String value) {
      return sql.change(
              "UPDATE property SET value = ? WHERE name = ? AND value = ?", value, name, expected)
          > 0;
    }
  }
}
