package dev.restauth.store.sql;

import dev.restauth.store.StoreRefusedException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * SQLite in one file: write-ahead log, an fsync a commit, foreign keys on, one writer.
 *
 * @param file the database file; made where it is missing
 */
public record SqliteDatabase(Path file) implements Database {
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    // A deferred transaction that turns to writing fails at once with BUSY_SNAPSHOT.
    config.setTransactionMode(readOnly ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
    Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, config.toProperties());
    if (readOnly) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = TRUE");
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    }
    return connection;
  }

  @Override
  public String schemaFolder() {
    return "sqlite";
  }

  @Override
  public int writers() {
    return 1;
  }

  @Override
  public int readers() {
    return 2;
  }

  @Override
  public StoreRefusedException refused(SQLException e) {
    return new StoreRefusedException(
        "cannot open the database " + file + ": " + String.valueOf(e.getMessage()).strip());
  }
}
