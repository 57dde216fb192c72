package dev.restauth.store.care;

import dev.restauth.store.DatabaseLock;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.care.MovedTable.Column;
import dev.restauth.store.sql.Schema;
import dev.restauth.store.sql.SqliteDatabase;
import dev.restauth.store.sql.SqliteOpening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;

/**
 * SQLite endpoint of a move. It has the lock of the database file, so that no server and no command
 * can use the file during the move.
 */
record SqliteMoveEndpoint(SqliteDatabase database, DatabaseLock lock, Connection connection)
    implements MoveEndpoint {
  static SqliteMoveEndpoint open(SqliteDatabase database, boolean create, Duration timeout) {
    if (!create && isMissing(database.file())) {
      throw new StoreRefusedException("there is no database " + database);
    }
    refuseOther(database, create);
    DatabaseLock lock = lock(database.file(), timeout);
    try {
      if (create) {
        database.createIfMissing();
      }
      return new SqliteMoveEndpoint(database, lock, database.connect(false));
    } catch (SQLException e) {
      lock.close();
      throw database.refused(e);
    }
  }

  /**
   * Refuses a file of another program. This check runs before anything is created beside the file,
   * because the operator may have mistyped its path.
   */
  private static void refuseOther(SqliteDatabase database, boolean create) {
    if (isMissing(database.file())) {
      return;
    }
    try {
      if (!SqliteHeader.isIn(database.file())) {
        throw new StoreRefusedException(database + " is not a SQLite database");
      }
    } catch (IOException e) {
      throw new StoreRefusedException("cannot read " + database + ": " + SqliteOpening.reason(e));
    }
    if (!create) {
      try (Connection connection = SqliteOpening.unchanged(database.file())) {
        if (Schema.version(connection).isEmpty()) {
          throw new StoreRefusedException(database + " holds no database of REST-auth");
        }
      } catch (SQLException e) {
        throw database.refused(e);
      }
    }
  }

  private static boolean isMissing(Path file) {
    try {
      return !Files.exists(file) || Files.size(file) == 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static DatabaseLock lock(Path file, Duration timeout) {
    Path folder = Optional.ofNullable(file.getParent()).orElseThrow();
    long begun = System.nanoTime();
    Optional<DatabaseLock> lock = DatabaseLock.tryAcquire(folder, file);
    while (lock.isEmpty() && System.nanoTime() - begun < timeout.toNanos()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      lock = DatabaseLock.tryAcquire(folder, file);
    }
    return lock.orElseThrow(
        () ->
            new StoreRefusedException(
                "a server or another command is using " + file + ": stop it first"));
  }

  @Override
  public Object identity() throws SQLException {
    return database.fileIdentity();
  }

  /**
   * The lock of the database file already blocks writers. The transaction that begins here reads
   * one snapshot.
   */
  @Override
  public void lockForReading(List<MovedTable> tables) throws SQLException {
    bringSourceUpToDate();
    connection.setAutoCommit(false);
  }

  @Override
  public void prepareAsTarget() throws SQLException {
    version();
    Schema.bringUpToDate(database, connection);
    connection.setAutoCommit(false);
  }

  @Override
  public String sortedByBytes(Column column) {
    return MovedTable.quoted(column.name());
  }

  @Override
  public boolean hasIdCounter(MovedTable table) throws SQLException {
    return number(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '"
                + table.name()
                + "' AND sql LIKE '%AUTOINCREMENT%'")
        > 0;
  }

  @Override
  public long lastCounterValue(MovedTable table) throws SQLException {
    return number("SELECT seq FROM sqlite_sequence WHERE name = '" + table.name() + "'");
  }

  /**
   * Advances the counter: deletes its row and inserts a new one, because SQLite's table of counters
   * has no key.
   */
  @Override
  public void advanceIdCounter(MovedTable table, long id) throws SQLException {
    if (hasIdCounter(table) && lastCounterValue(table) < id) {
      execute("DELETE FROM sqlite_sequence WHERE name = '" + table.name() + "'");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)")) {
        insert.setString(1, table.name());
        insert.setLong(2, id);
        insert.executeUpdate();
      }
    }
  }

  @Override
  public void updateStatistics() {}

  @Override
  public boolean isRowFailure(SQLException e) {
    SQLiteErrorCode code = SqliteOpening.code(e);
    return e instanceof CellKind.InvalidUtf8
        || code == SQLiteErrorCode.SQLITE_CONSTRAINT
        || code == SQLiteErrorCode.SQLITE_MISMATCH
        || code == SQLiteErrorCode.SQLITE_TOOBIG;
  }

  @Override
  public void close() {
    try (lock) {
      connection.close();
    } catch (SQLException e) {
      // Committed changes are on disk. The next connection rolls back uncommitted changes.
    }
  }
}
