package dev.restauth.store.care;

import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.care.MovedTable.Column;
import dev.restauth.store.sql.Database;
import dev.restauth.store.sql.MoveMark;
import dev.restauth.store.sql.PostgresDatabase;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteOpening;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * One of the two databases of a move: a connection, and whatever keeps others away until it is closed.
 * Not thread-safe.
 */
interface MoveEndpoint extends AutoCloseable {
  /** Rows that go over the wire at a time, and into one transaction. */
  int BATCH = 2_000;

  long PAUSE_NANOS = 50_000_000;

  /**
   * Connects, and takes the right to an embedded one.
   *
   * @param make whether it is made where it is missing
   * @param patience how long to wait until others let go
   * @throws StoreRefusedException where others use it, or it cannot be reached
   */
  static MoveEndpoint open(Database database, boolean make, Duration patience) {
    return switch (database) {
      case SqliteDatabase sqlite -> SqliteMoveEndpoint.open(sqlite, make, patience);
      case PostgresDatabase postgres -> PostgresMoveEndpoint.open(postgres, patience);
      default -> throw new IllegalArgumentException("no way to move " + database);
    };
  }

  Database database();

  /** For this one's thread alone. */
  Connection connection();

  /** Equal where both sides are the same database. */
  Object identity() throws SQLException;

  /**
   * Brings an older schema up to date, then lets nobody write until it is closed; reads one state of it
   * from then on.
   *
   * @throws StoreRefusedException where that cannot be had
   */
  void holdStill(List<MovedTable> tables) throws SQLException;

  /**
   * Makes the schema where it is missing.
   *
   * @throws StoreRefusedException where it is another's
   */
  void makeReady() throws SQLException;

  /** How a key is sorted by its bytes. */
  String byBytes(Column column);

  /** Whether it counts ids up by itself, also past those that are gone. */
  boolean counts(MovedTable table) throws SQLException;

  /** The highest id that it ever gave where it counts; 0 where it gave none. */
  long lastCounted(MovedTable table) throws SQLException;

  /** Lets the next id be above this one at least, where it counts. */
  void countFrom(MovedTable table, long id) throws SQLException;

  /** Tells the database that much has changed; whoever asks it next shall not have to wait. */
  void settle() throws SQLException;

  /** Whether the failure is of a row, and not of the database. */
  boolean refusesRow(SQLException e);

  /** What the operator is told: one line, no values. */
  default StoreRefusedException refused(SQLException e) {
    return e instanceof CellKind.NoText
        ? new StoreRefusedException(String.valueOf(e.getMessage()))
        : new StoreRefusedException(database().explain(cause(e)));
  }

  /** The message of a batch that failed quotes all its values; that of its cause does not. */
  static SQLException cause(SQLException e) {
    return e.getNextException() == null ? e : e.getNextException();
  }

  /**
   * The schema must be one that this program can bring up to date.
   *
   * @return the version; empty where there is no schema
   */
  default OptionalInt version() throws SQLException {
    OptionalInt version = Schema.version(connection());
    if (version.isPresent() && version.getAsInt() > database().design().version()) {
      throw new StoreRefusedException(
          database()
              + " has schema version "
              + version.getAsInt()
              + ", this program knows "
              + database().design().version()
              + ": use the restauth that wrote it");
    }
    return version;
  }

  /** Refuses what is no database of this program, or not a whole one. */
  default void bringSourceUpToDate() throws SQLException {
    if (version().isEmpty()) {
      throw new StoreRefusedException(database() + " holds no database of REST-auth");
    }
    Schema.bringUpToDate(database(), connection());
    MoveMark.refuse(database(), connection());
  }

  /** The highest id that it ever gave, or holds. */
  default long lastId(MovedTable table) throws SQLException {
    String key = MovedTable.quoted(table.key().getFirst().name());
    long held = number("SELECT max(" + key + ") FROM " + table.quotedName());
    return counts(table) ? Math.max(held, lastCounted(table)) : held;
  }

  default long rows(MovedTable table) throws SQLException {
    return number("SELECT count(*) FROM " + table.quotedName() + " WHERE " + table.moved());
  }

  /** A query whose one row has one number, 0 where it is NULL. */
  default long number(String sql) throws SQLException {
    return SqliteOpening.number(connection(), sql);
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // every text is made of this program's schema
  default void execute(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  /** The epoch of its history. */
  default String epoch() throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT value FROM property WHERE name = 'epoch'")) {
      if (!row.next()) {
        throw new StoreRefusedException(database() + " is damaged: the property epoch is missing");
      }
      return row.getString(1);
    }
  }

  /** Gives back whatever it holds; what was not committed is undone. */
  @Override
  void close();
}
