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
 * SQLite in one file: write-ahead log, an fsync a commit, foreign keys on, one writer.
 *
 * @param file the database file
 * @param design the schema that it is to have
 * @param clock tells the time of the database
 */
public record SqliteDatabase(Path file, SchemaDefinition design, InstantSource clock)
    implements EmbeddedDatabase {
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  private static final int KIB = 1 << 10;

  /** What a large transaction leaves of its log: 16 MiB. */
  private static final int LOG_BYTES_KEPT = 16 << 20;

  /**
   * The log is copied into the database when it has so many pages of 4 KiB, just below {@link
   * #LOG_BYTES_KEPT}. A page that changed often is copied once, so fewer times are cheaper; the writer
   * who does it takes a few milliseconds.
   */
  private static final int LOG_PAGES = 4_000;

  /** Each has a page cache. */
  private static final int READERS_AT_MOST = 4;

  /**
   * What a connection keeps of the database in memory at most, in bytes: with 10 million accounts all
   * but the lowest pages of table and index. SQLite's 2 MB hold half of them.
   */
  private static final int CACHE_BYTES = 16 << 20;

  /** How much the -shm file takes at least. */
  private static final int SHARED_BYTES = 32 << 10;

  /** What a new database needs at most. */
  private static final int NEW_BYTES = 1 << 20;

  /** With the schema of the store alone, whatever features declare. */
  public SqliteDatabase(Path file, InstantSource clock) {
    this(file, SchemaDefinition.OF_THE_STORE, clock);
  }

  /** SQLite gives its log files the permissions of the database file. */
  @Override
  public void makeMissing() throws SQLException {
    try {
      if (!Files.exists(file)) {
        if (Files.exists(log())) {
          throw new DatabaseReplacedException(
              file + " is missing, its log " + log() + " is there: put it back, or remove the log");
        }
        Files.createFile(file, DurableFiles.OWNERS_FILE);
        FolderOwner.give(file);
      }
      // Flyway would try for ten seconds, and complain each time.
      if (Files.size(file) == 0 && Files.getFileStore(file).getUsableSpace() < NEW_BYTES) {
        throw new DatabaseReplacedException(full());
      }
    } catch (IOException e) {
      throw new DatabaseReplacedException("it can be neither found nor made: " + e, e);
    }
  }

  /** Never makes the file: an empty one in the place of one that was lost would hide the loss. */
  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setJournalSizeLimit(LOG_BYTES_KEPT);
    config.setPragma(Pragma.WAL_AUTOCHECKPOINT, String.valueOf(LOG_PAGES));
    config.setCacheSize(-CACHE_BYTES / KIB); // negative: not in pages but in KiB
    // What is replaced, such as a weak hash, does not lie about in the file's gaps.
    config.setPragma(Pragma.SECURE_DELETE, "FAST");
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

  /** Fewer than virtual threads have carriers; see {@link Readers}. */
  @Override
  public int readers() {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    return Math.clamp(carriers - 1L, 1, READERS_AT_MOST);
  }

  /** A flag of the driver alone: else it tries BEGIN and COMMIT after each statement, in vain. */
  @Override
  public void leaveTransactionsToStatements(Connection connection) {
    ((SQLiteConnection) connection).getConnectionConfig().setAutoCommit(false);
  }

  @Override
  public Instant now(Connection connection) {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** A deferred transaction that turns to writing fails at once with BUSY_SNAPSHOT. */
  @Override
  public void begin(Sql sql, boolean readOnly) {
    if (readOnly) {
      sql.execute("BEGIN");
    } else {
      sql.execute("BEGIN IMMEDIATE");
    }
  }

  /** The file and its write-ahead log: what is written to a deleted file is gone at the next start. */
  @Override
  public Object place() throws SQLException {
    return List.of(identity(), key(log()));
  }

  /** TRUNCATE, so that a log that still lies there is not applied to another file by the next start. */
  @Override
  public void settle(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  private Path log() {
    return new SqliteFileSet(file).beside("-wal");
  }

  @Override
  public Object identity() throws SQLException {
    return key(file);
  }

  private static Object key(Path file) throws SQLException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file : key;
    } catch (IOException e) {
      throw new DatabaseReplacedException(file + " is gone from under the server: put it back", e);
    }
  }

  @Override
  public boolean isViolation(SQLException e) {
    return SqliteOpening.code(e) == SQLiteErrorCode.SQLITE_CONSTRAINT;
  }

  @Override
  public String explain(SQLException e) {
    if (e instanceof DatabaseReplacedException displaced) {
      return String.valueOf(displaced.getMessage());
    }
    String detail = String.valueOf(e.getMessage()).strip();
    return switch (SqliteOpening.code(e)) {
      case SQLITE_FULL -> full();
      case SQLITE_READONLY, SQLITE_PERM ->
          file + " is read-only: make its disk writable, or mend its permissions: " + detail;
      case SQLITE_IOERR ->
          noSpace() ? full() : "the disk with " + file + " fails, see the system's log: " + detail;
      case SQLITE_CANTOPEN ->
          file + " cannot be opened: is it there, and its folder writable? " + detail;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> file + " is damaged: restore a backup: " + detail;
      case SQLITE_BUSY, SQLITE_LOCKED ->
          "another program has held its lock on " + file + " for too long: end it";
      default -> file + ": " + detail;
    };
  }

  private String full() {
    return "the disk with " + file + " is full: free some space";
  }

  /** SQLite calls it an I/O error where there is no space for the file that connections share. */
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

  /** The file. */
  @Override
  public String toString() {
    return file.toString();
  }
}
