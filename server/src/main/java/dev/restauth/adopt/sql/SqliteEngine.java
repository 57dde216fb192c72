package dev.restauth.adopt.sql;

import dev.restauth.store.SqliteLibrary;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.sqlite.JDBC;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Reads a SQLite file to which another application may be writing. Changes no file. While the
 * application runs, creates no file in the same folder. Such a file would belong to the user of
 * this process, and the application might not be able to open it.
 *
 * <p>Each look-up opens a connection, which takes less than a millisecond. A connection that stays
 * open would continue to read the old file after the file has been replaced.
 */
final class SqliteEngine implements Engine {
  private static final int BUSY_TIMEOUT_MILLIS = 1_500;
  private static final int READ_ALL_BUSY_TIMEOUT_MILLIS = 30_000;
  private static final int STEPS_BETWEEN_DEADLINE_CHECKS = 10_000;

  /**
   * Maximum size of a value, in bytes. Reading a larger value fails before memory is allocated for
   * it.
   */
  private static final int VALUE_AT_MOST = 16 << 20;

  private final Path file;
  private final JournalModeReader journalMode = new JournalModeReader();

  SqliteEngine(Path file) {
    this.file = file;
  }

  @Override
  public Access connect(Purpose purpose) throws SQLException {
    Path real = real();
    Path log = real.resolveSibling(real.getFileName() + "-wal");
    Path index = real.resolveSibling(real.getFileName() + "-shm");
    boolean logged = journalMode.hasWriteAheadLog(real, place());
    if (logged && !Files.exists(log)) {
      // No process has the database open. Without the option immutable, SQLite would create a
      // write-ahead log and not remove it.
      return new Access(open(real, "?immutable=1", purpose), () -> Files.exists(log));
    }
    // If the write-ahead log has no index, no process has the log open, and SQLite must create an
    // index to read it.
    String options = logged && Files.exists(index) ? "?mode=ro&readonly_shm=1" : "?mode=ro";
    return new Access(open(real, options, purpose), () -> false);
  }

  /**
   * Resolves symbolic links: SQLite expects the write-ahead log in the folder of the file, not in
   * the folder of the link.
   */
  private Path real() {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new UnreadableDatabase(file + ": there is no such file");
    }
  }

  /** Opens the file by a URI, so that no part of the path is interpreted as an option. */
  private static Connection open(Path real, String options, Purpose purpose) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(
        purpose == Purpose.ONE ? BUSY_TIMEOUT_MILLIS : READ_ALL_BUSY_TIMEOUT_MILLIS);
    config.setPragma(Pragma.LIMIT_LENGTH, String.valueOf(VALUE_AT_MOST));
    loadLibrary();
    Connection connection =
        JDBC.createConnection("jdbc:sqlite:" + real.toUri() + options, config.toProperties());
    if (purpose == Purpose.ONE) {
      ProgressHandler.setHandler(connection, STEPS_BETWEEN_DEADLINE_CHECKS, new Deadline());
    }
    return connection;
  }

  private static void loadLibrary() {
    try {
      SqliteLibrary.load(LibraryLoaderUtil::getNativeLibResourcePath, SQLiteJDBCLoader::initialize);
    } catch (StoreRefusedException e) {
      throw new UnreadableDatabase(String.valueOf(e.getMessage()));
    }
  }

  /** Cancels a look-up whose caller has stopped waiting. */
  private static final class Deadline extends ProgressHandler {
    private final long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(UserLookups.WAITING_SECONDS);

    @Override
    protected int progress() {
      return System.nanoTime() - end < 0 ? 0 : 1;
    }
  }

  @Override
  public boolean reusesConnections() {
    return false;
  }

  /**
   * Copies the result of the query into a temporary table, whose file SQLite removes later. Without
   * a write-ahead log, the application cannot write while a transaction reads. Copying the result
   * first keeps this time short.
   */
  @Override
  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  public String beginSnapshot(Connection connection, UserQuery query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS temp.old_users_at_once");
      statement.execute(
          "CREATE TEMPORARY TABLE old_users_at_once AS SELECT * FROM " + query.asTable());
    }
    return "temp.old_users_at_once old_users";
  }

  /**
   * Returns whether SQLite found an incomplete index of the write-ahead log, and could not repair
   * it because this connection is read-only. The application may just be writing the index, and a
   * retry then succeeds. After a crash of the application, the index remains incomplete.
   */
  @Override
  public boolean isTransient(SQLException e) {
    return e instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_RECOVERY;
  }

  @Override
  public String explain(SQLException e) {
    int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    String why =
        switch (SQLiteErrorCode.getErrorCode(code & 0xff)) {
          case SQLITE_NOTADB -> "it is not a SQLite database, or it is encrypted";
          case SQLITE_CORRUPT -> "it is damaged: " + detail(e);
          case SQLITE_BUSY, SQLITE_LOCKED -> "another program has locked it for too long";
          case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
              "it cannot be opened: may the user who runs this read it and the files beside it?";
          case SQLITE_READONLY ->
              "its application was stopped in the middle of a change: start it once, so that it"
                  + " repairs the database";
          case SQLITE_INTERRUPT -> "a look-up takes too long; is there an index on the user names?";
          case SQLITE_FULL -> "the disk for temporary files is full";
          case SQLITE_TOOBIG ->
              "it holds a value of more than 16 MB; exclude that user with WHERE length(…) < 1000";
          default -> detail(e);
        };
    return place() + ": " + why;
  }

  /**
   * Returns SQLite's own message, such as {@code no such table: users}. The driver's message
   * contains it in brackets.
   */
  private static String detail(SQLException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return line.replaceFirst("(?s)^\\[SQLITE_[A-Z_]+\\][^(]*\\((.*)\\)$", "$1");
  }

  @Override
  public String place() {
    return file.toString();
  }
}
