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

/** A SQLite file of a move, with its lock: no server and no command has it meanwhile. */
record SqliteMoveEndpoint(SqliteDatabase database, DatabaseLock lock, Connection connection)
    implements MoveEndpoint {
  static SqliteMoveEndpoint open(SqliteDatabase database, boolean make, Duration patience) {
    if (!make && isMissing(database.file())) {
      throw new StoreRefusedException("there is no database " + database);
    }
    refuseOther(database, make);
    DatabaseLock lock = lock(database.file(), patience);
    try {
      if (make) {
        database.makeMissing();
      }
      return new SqliteMoveEndpoint(database, lock, database.connect(false));
    } catch (SQLException e) {
      lock.close();
      throw database.refused(e);
    }
  }

  /** Before anything is made beside a file that somebody has mistyped. */
  private static void refuseOther(SqliteDatabase database, boolean make) {
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
    if (!make) {
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

  private static DatabaseLock lock(Path file, Duration patience) {
    Path folder = Optional.ofNullable(file.getParent()).orElseThrow();
    long begun = System.nanoTime();
    Optional<DatabaseLock> lock = DatabaseLock.find(folder, file);
    while (lock.isEmpty() && System.nanoTime() - begun < patience.toNanos()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      lock = DatabaseLock.find(folder, file);
    }
    return lock.orElseThrow(
        () ->
            new StoreRefusedException(
                "a server or another command is using " + file + ": stop it first"));
  }

  @Override
  public Object identity() throws SQLException {
    return database.identity();
  }

  /** The lock keeps writers away; the transaction keeps one state. */
  @Override
  public void holdStill(List<MovedTable> tables) throws SQLException {
    bringSourceUpToDate();
    connection.setAutoCommit(false);
  }

  @Override
  public void makeReady() throws SQLException {
    version();
    Schema.bringUpToDate(database, connection);
    connection.setAutoCommit(false);
  }

  @Override
  public String byBytes(Column column) {
    return MovedTable.quoted(column.name());
  }

  @Override
  public boolean counts(MovedTable table) throws SQLException {
    return number(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '"
                + table.name()
                + "' AND sql LIKE '%AUTOINCREMENT%'")
        > 0;
  }

  @Override
  public long lastCounted(MovedTable table) throws SQLException {
    return number("SELECT seq FROM sqlite_sequence WHERE name = '" + table.name() + "'");
  }

  /** Its table of counters is an ordinary one, without a key. */
  @Override
  public void countFrom(MovedTable table, long id) throws SQLException {
    if (counts(table) && lastCounted(table) < id) {
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
  public void settle() {}

  @Override
  public boolean refusesRow(SQLException e) {
    SQLiteErrorCode code = SqliteOpening.code(e);
    return e instanceof CellKind.NoText
        || code == SQLiteErrorCode.SQLITE_CONSTRAINT
        || code == SQLiteErrorCode.SQLITE_MISMATCH
        || code == SQLiteErrorCode.SQLITE_TOOBIG;
  }

  @Override
  public void close() {
    try (lock) {
      connection.close();
    } catch (SQLException e) {
      // What was committed is on disk; the rest is undone by the next who opens it.
    }
  }
}
