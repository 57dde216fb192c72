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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The transactions of one connection, one after another. */
public final class SqlTransaction implements Transaction {
  private final PropertyStore properties;
  private final SqlChangeStore changes;
  private final PendingChanges announcements = new PendingChanges();
  private final Sql sql;
  private final Database database;
  private final Connection connection;
  private final Consumer<String> turns;
  private final List<Runnable> afterCommit = new ArrayList<>();
  private boolean announced;

  /** Creates the transactions of a connection. They take no turns. */
  public SqlTransaction(Sql sql, Database database, Connection connection) {
    this(sql, database, connection, _ -> {});
  }

  /**
   * Creates the transactions of a connection.
   *
   * @param turns takes the turn at a row, which it gets as a text
   */
  SqlTransaction(Sql sql, Database database, Connection connection, Consumer<String> turns) {
    this.sql = sql;
    this.database = database;
    this.connection = connection;
    this.turns = turns;
    this.changes = new SqlChangeStore(sql, () -> query(Database::history));
    this.properties = new SqlPropertyStore(sql);
  }

  @Override
  public Sql sql() {
    return sql;
  }

  @Override
  public void takeTurn(String table, long id) {
    turns.accept(table + " " + id);
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
  public void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  @Override
  public List<Runnable> afterCommit() {
    return List.copyOf(afterCommit);
  }

  @Override
  public Instant now() {
    return query(Database::now);
  }

  private interface Query<T> {
    T run(Database database, Connection connection) throws SQLException;
  }

  private <T> T query(Query<T> query) {
    try {
      sql.runHook();
      return query.run(database, connection);
    } catch (SQLException e) {
      throw new SqlFailure(e);
    }
  }

  /** Begins the work of one caller. Drops the announcements and actions of the previous caller. */
  void begin() {
    announcements.clear();
    afterCommit.clear();
  }

  /**
   * Finishes the work: writes the announced changes. The transaction must not be used for changes
   * afterwards.
   */
  void finish() {
    if (!announcements.isEmpty()) {
      changes.add(announcements.take(), now());
      announced = true;
    }
  }

  /**
   * Returns whether any change was announced since the last call of this method. This includes
   * changes of work that was rolled back.
   */
  boolean hasAnnounced() {
    boolean result = announced;
    announced = false;
    return result;
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

    /** Locks the row by an update that leaves its value unchanged. */
    @Override
    public Optional<String> findForUpdate(String name) {
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
