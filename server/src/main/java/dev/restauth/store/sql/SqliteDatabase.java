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
 * SQLite in one file: write-ahead log, one fsync per commit, foreign keys on, one writer.
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

  /** The size to which a log is truncated after a large transaction: 16 MiB. */
  private static final int LOG_BYTES_KEPT = 16 << 20;

  /**
   * The number of 4 KiB pages at which the log is copied into the database, just below {@link #LOG_BYTES_KEPT}. A page
   * that changed often is copied once, so rarer checkpoints are cheaper. The checkpoint takes the writer that runs it a
   * few milliseconds.
   */
  private static final int LOG_PAGES = 4_000;

  /** The maximum number of readers, because each has a page cache. */
  private static final int READERS_AT_MOST = 4;

  /**
   * The maximum page cache of a connection, in bytes. With 10 million accounts it holds all pages
   * of table and index except the lowest; SQLite's default of 2 MB holds half of them.
   */
  private static final int CACHE_BYTES = 16 << 20;

  /** The minimum size of the -shm file. */
  private static final int SHARED_BYTES = 32 << 10;

  /** The maximum size of a new database. */
  private static final int NEW_BYTES = 1 << 20;

  /** Creates a database with the schema of the store alone, without the tables of features. */
  public SqliteDatabase(Path file, InstantSource clock) {
    this(file, SchemaDefinition.OF_THE_STORE, clock);
  }

  /**
   * Creates the file if it is missing. SQLite gives its log files the permissions of the database
   * file.
   */
  @Override
  public void createIfMissing() throws SQLException {
    try {
      if (!Files.exists(file)) {
        if (Files.exists(log())) {
          throw new DatabaseReplacedException(
              file + " is missing, its log " + log() + " is there: put it back, or remove the log");
        }
        Files.createFile(file, DurableFiles.OWNERS_FILE);
        FolderOwner.give(file);
      }
      // Flyway would retry for ten seconds, and log each attempt.
      if (Files.size(file) == 0 && Files.getFileStore(file).getUsableSpace() < NEW_BYTES) {
        throw new DatabaseReplacedException(full());
      }
    } catch (IOException e) {
      throw new DatabaseReplacedException("it can be neither read nor created: " + e, e);
    }
  }

  /** Opens the file, and never creates it: if the file is lost, an empty one would hide the loss. */
  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_BYTES_KEPT);
    config.setPragma(Pragma.WAL_AUTOCHECKPOINT, String.valueOf(LOG_PAGES));
    config.setCacheSize(-CACHE_BYTES / KIB); // negative: in KiB, not in pages
    // Overwrites data that is replaced or erased, so that it does not stay in the free space of the
    // file. FAST would leave unused pages as they were (decision 0027).
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

  /** Returns a number below that of the carriers of virtual threads; see {@link Readers}. */
  @Override
  public int readers() {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    return Math.clamp(carriers - 1L, 1, READERS_AT_MOST);
  }

  /**
   * Sets a flag of the driver only. Otherwise the driver runs BEGIN and COMMIT after each
   * statement, without effect.
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
   * Begins a writing transaction as immediate: a deferred one that starts to write fails at once
   * with BUSY_SNAPSHOT.
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
   * The identities of the file and of its write-ahead log: changes written to a deleted file are
   * lost at the next start.
   */
  @Override
  public Object fileAndLogIdentity() throws SQLException {
    return List.of(fileIdentity(), key(log()));
  }

  /** Uses TRUNCATE, so that the next start cannot apply a leftover log to another file. */
  @Override
  public void checkpoint(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  @Override
  public boolean emptyLog(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // Writers have to wait while this runs, so it is better to try again later than to wait for a
      // reader.
      statement.execute("PRAGMA busy_timeout = " + LOG_TIMEOUT_MILLIS);
      try {
        return SqliteOpening.number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
      } finally {
        statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MILLIS);
      }
    }
  }

  /** Does nothing while another program, such as Litestream, keeps the log: its pages are newer than the file's. */
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
      throw new DatabaseReplacedException(
          file + " was removed while the server was running: put it back", e);
    }
  }

  @Override
  public boolean isViolation(SQLException e) {
    return SqliteOpening.code(e) == SQLiteErrorCode.SQLITE_CONSTRAINT;
  }

  @Override
  public String explain(SQLException e) {
    if (e instanceof DatabaseReplacedException replaced) {
      return String.valueOf(replaced.getMessage());
    }
    String detail = String.valueOf(e.getMessage()).strip();
    return switch (SqliteOpening.code(e)) {
      case SQLITE_FULL -> full();
      case SQLITE_READONLY, SQLITE_PERM ->
          file + " is read-only: make its disk writable, or fix its permissions: " + detail;
      case SQLITE_IOERR ->
          noSpace() ? full() : "the disk with " + file + " fails, see the system's log: " + detail;
      case SQLITE_CANTOPEN ->
          file + " cannot be opened: is it there, and its folder writable? " + detail;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> file + " is damaged: restore a backup: " + detail;
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "another program has locked " + file + " for too long: stop it";
      default -> file + ": " + detail;
    };
  }

  private String full() {
    return "the disk with " + file + " is full: free some space";
  }

  /** Returns whether the disk lacks space for the file that connections share. SQLite reports this as an I/O error. */
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
