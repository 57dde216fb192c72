package dev.restauth.store.sql;

import dev.restauth.store.FolderOwner;
import dev.restauth.store.SchemaDefinition;
import dev.restauth.store.Sql;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * SQLite database in one file, with a write-ahead log, one fsync per commit, enforced foreign keys,
 * and one writer.
 *
 * @param file the database file
 * @param design the schema of this program
 * @param clock the time source of the database
 */
public record SqliteDatabase(Path file, SchemaDefinition design, InstantSource clock)
    implements EmbeddedDatabase {
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  /** The longest time for which emptying the log waits for readers. */
  private static final int LOG_TIMEOUT_MILLIS = 50;

  private static final int KIB = 1 << 10;

  /** The size to which the log is truncated after a large transaction: 16 MiB. */
  private static final int LOG_BYTES_KEPT = 16 << 20;

  /**
   * The log size, in 4 KiB pages, at which SQLite copies the log into the database file. It is just
   * below {@link #LOG_BYTES_KEPT}. A page that has changed often is copied only once, so less
   * frequent checkpoints are cheaper. The writer that runs a checkpoint takes a few milliseconds
   * for it.
   */
  private static final int LOG_PAGES = 4_000;

  /** The maximum number of readers. It is limited because each reader has its own page cache. */
  private static final int READERS_AT_MOST = 4;

  /**
   * The maximum page cache of a connection, in bytes. With 10 million accounts, this cache has room
   * for all pages of the table and its index, except for the lowest level. SQLite's default cache
   * of 2 MB has room for half of these pages.
   */
  private static final int CACHE_BYTES = 16 << 20;

  /** The minimum size of the -shm file. */
  private static final int SHARED_BYTES = 32 << 10;

  /** The maximum size of a new database, in bytes. */
  private static final int NEW_BYTES = 1 << 20;

  /** Creates the description of a database that has only the tables of the store. */
  public SqliteDatabase(Path file, InstantSource clock) {
    this(file, SchemaDefinition.OF_THE_STORE, clock);
  }

  /**
   * Creates the file if it is missing. SQLite gives the log the same permissions as the database
   * file.
   */
  @Override
  public void createIfMissing() throws SQLException {
    try {
      if (!Files.exists(file)) {
        if (Files.exists(log())) {
          throw new DatabaseUnusableException(
              file + " is missing, its log " + log() + " is there: put it back, or remove the log");
        }
        Files.createFile(file, DurableFiles.OWNERS_FILE);
        FolderOwner.give(file);
      }
      // Without this check, Flyway would retry for ten seconds and log each attempt.
      if (Files.size(file) == 0 && Files.getFileStore(file).getUsableSpace() < NEW_BYTES) {
        throw new DatabaseUnusableException(full());
      }
    } catch (IOException e) {
      throw new DatabaseUnusableException("it can be neither read nor created: " + e, e);
    }
  }

  /**
   * Opens the file and never creates it: if the file was lost, a new empty file would hide the
   * loss.
   */
  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_BYTES_KEPT);
    config.setPragma(Pragma.WAL_AUTOCHECKPOINT, String.valueOf(LOG_PAGES));
    config.setCacheSize(-CACHE_BYTES / KIB); // negative: in KiB, not in pages
    // Overwrites replaced and deleted data, so that it does not remain in the free space of the
    // file. FAST would leave unused pages unchanged (decision 0027).
    config.setPragma(Pragma.SECURE_DELETE, "ON");
    config.setGetGeneratedKeys(false);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    Connection connection = SqliteOpening.connect(SqliteOpening.url(file, ""), config);
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

  /**
   * Returns a number that is lower than the number of virtual threads' carriers, but at least 1;
   * see {@link Readers}.
   */
  @Override
  public int readers() {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    return Math.clamp(carriers - 1L, 1, READERS_AT_MOST);
  }

  /**
   * Sets only a flag in the driver. Without this flag, the driver would run a useless BEGIN and
   * COMMIT around each statement.
   */
  @Override
  public void disableDriverTransactions(Connection connection) {
    ((SQLiteConnection) connection).getConnectionConfig().setAutoCommit(false);
  }

  @Override
  public Instant now(Connection connection) {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * Begins a writing transaction in immediate mode. In deferred mode, the first write could fail
   * immediately with BUSY_SNAPSHOT.
   */
  @Override
  public void begin(Sql sql, boolean readOnly) {
    if (readOnly) {
      sql.execute("BEGIN");
    } else {
      sql.execute("BEGIN IMMEDIATE");
    }
  }

  /**
   * Returns the identities of the file and of its write-ahead log. Changes that are written to a
   * deleted file would be lost at the next start.
   */
  @Override
  public Object fileAndLogIdentity() throws SQLException {
    return List.of(fileIdentity(), key(log()));
  }

  /** Uses TRUNCATE, so that the next start cannot apply a leftover log to a different file. */
  @Override
  public void checkpoint(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  @Override
  public boolean emptyLog(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Writers have to wait during this statement. Trying again later is better than waiting for a
      // reader.
      statement.execute("PRAGMA busy_timeout = " + LOG_TIMEOUT_MILLIS);
      try {
        return SqliteOpening.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
      } finally {
        statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
      }
    }
  }

  /**
   * Does nothing if there is a log, because the pages in the log are newer than those in the file.
   * Another program that has the database open, such as Litestream, prevents SQLite from removing
   * the log.
   */
  @Override
  public boolean eraseUnused() throws SQLException {
    if (new SqliteFileSet(file).hasLog()) {
      return false;
    }
    try {
      return SqliteUnused.erase(file);
    } catch (IOException e) {
      throw new SQLException(SqliteOpening.reason(e), e);
    }
  }

  private Path log() {
    return new SqliteFileSet(file).sibling("-wal");
  }

  @Override
  public Object fileIdentity() throws SQLException {
    return key(file);
  }

  private static Object key(Path file) throws SQLException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file : key;
    } catch (IOException e) {
      throw new DatabaseUnusableException(
          file + " was removed while the server was running: put it back", e);
    }
  }

  @Override
  public boolean isViolation(SQLException e) {
    return SqliteOpening.code(e) == SQLiteErrorCode.SQLITE_CONSTRAINT;
  }

  @Override
  public String explain(SQLException e) {
    if (e instanceof DatabaseUnusableException unusable) {
      return String.valueOf(unusable.getMessage());
    }
    String detail = String.valueOf(e.getMessage()).strip();
    return switch (SqliteOpening.code(e)) {
      case SQLITE_FULL -> full();
      case SQLITE_READONLY, SQLITE_PERM ->
          file + " is read-only: make its disk writable, or fix its permissions: " + detail;
      case SQLITE_IOERR ->
          noSpace() ? full() : "the disk with " + file + " fails, see the system's log: " + detail;
      case SQLITE_CANTOPEN ->
          file
              + " cannot be opened: is it there, and may this user write to it and to its folder? "
              + detail;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> file + " is damaged: restore a backup: " + detail;
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "another program has locked " + file + " for too long: stop it";
      default -> file + ": " + detail;
    };
  }

  private String full() {
    return "the disk with " + file + " is full: free some space";
  }

  /**
   * Returns whether the disk has no space for the -shm file. SQLite reports this as an I/O error.
   */
  private boolean noSpace() {
    try {
      return Files.getFileStore(file).getUsableSpace() < SHARED_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public StoreRefusedException refused(SQLException e) {
    return new StoreRefusedException("cannot open the database: " + explain(e));
  }

  /** The path of the file. */
  @Override
  public String toString() {
    return file.toString();
  }
}
