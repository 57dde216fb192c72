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
 * A SQLite file that another application may be writing. No file is changed, and none is made beside it
 * while that application runs: one that belonged to this process' user could lock the application out.
 *
 * <p>A connection is opened for each look-up, which takes less than a millisecond: one that was kept
 * would go on reading a file that has been replaced.
 */
final class SqliteEngine implements Engine {
  private static final int BUSY_TIMEOUT_MILLIS = 1_500;
  private static final int PATIENT_BUSY_TIMEOUT_MILLIS = 30_000;
  private static final int STEPS_BETWEEN_LOOKS_AT_THE_CLOCK = 10_000;

  /** Of one value, in bytes: reading a larger one fails before it takes the memory. */
  private static final int VALUE_AT_MOST = 16 << 20;

  private final Path file;
  private final SqliteHeader header = new SqliteHeader();

  SqliteEngine(Path file) {
    this.file = file;
  }

  @Override
  public Access connect(Purpose purpose) throws SQLException {
    Path real = real();
    Path log = real.resolveSibling(real.getFileName() + "-wal");
    Path index = real.resolveSibling(real.getFileName() + "-shm");
    boolean logged = header.isLogged(real, place());
    if (logged && !Files.exists(log)) {
      // Nobody has it open. SQLite would make the log and leave it there.
      return new Access(open(real, "?immutable=1", purpose), () -> Files.exists(log));
    }
    // Without its index nobody has the log open, and it cannot be read unless an index is made.
    String options = logged && Files.exists(index) ? "?mode=ro&readonly_shm=1" : "?mode=ro";
    return new Access(open(real, options, purpose), () -> false);
  }

  /** SQLite looks for the log beside the file itself, not beside a link to it. */
  private Path real() {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new UnreadableDatabase(file + ": there is no such file");
    }
  }

  /** As a URI, so that no character of the path is taken for an option. */
  private static Connection open(Path real, String options, Purpose purpose) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(
        purpose == Purpose.ONE ? BUSY_TIMEOUT_MILLIS : PATIENT_BUSY_TIMEOUT_MILLIS);
    config.setPragma(Pragma.LIMIT_LENGTH, String.valueOf(VALUE_AT_MOST));
    loadLibrary();
    Connection connection =
        JDBC.createConnection("jdbc:sqlite:" + real.toUri() + options, config.toProperties());
    if (purpose == Purpose.ONE) {
      ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS_AT_THE_CLOCK, new Deadline());
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

  /** Ends a look-up that nobody waits for any more. */
  private static final class Deadline extends ProgressHandler {
    private final long end =
        System.nanoTime() + TimeUnit.SECONDS.toNanos(UserLookups.WAITING_SECONDS);

    @Override
    protected int progress() {
      return System.nanoTime() - end < 0 ? 0 : 1;
    }
  }

  @Override
  public boolean isKept() {
    return false;
  }

  /**
   * Copies what the query gives into a temporary table, which lies in a file that SQLite removes. While
   * a transaction reads a database without a write-ahead log, its application cannot write: that must
   * last no longer than the copying.
   */
  @Override
  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  public String freeze(Connection connection, UserQuery query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS temp.old_users_at_once");
      statement.execute(
          "CREATE TEMPORARY TABLE old_users_at_once AS SELECT * FROM " + query.asTable());
    }
    return "temp.old_users_at_once old_users";
  }

  /**
   * Whoever may not write the index of the log may find it half written by the application. If that is done
   * a moment later, SQLite takes it for what a crash has left.
   */
  @Override
  public boolean isPassing(SQLException e) {
    return e instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_READONLY_RECOVERY;
  }

  @Override
  public String explain(SQLException e) {
    int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    String why =
        switch (SQLiteErrorCode.getErrorCode(code & 0xff)) {
          case SQLITE_NOTADB -> "it is no SQLite database, or it is encrypted";
          case SQLITE_CORRUPT -> "it is damaged: " + detail(e);
          case SQLITE_BUSY, SQLITE_LOCKED -> "another program holds its lock on it for too long";
          case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
              "it cannot be opened: may the user who runs this read it, and what lies beside it?";
          case SQLITE_READONLY ->
              "its application was stopped in the middle of a change: start that once, so that it"
                  + " puts the database in order";
          case SQLITE_INTERRUPT -> "a look-up takes too long; is there an index on the user names?";
          case SQLITE_FULL -> "the disk for temporary files is full";
          case SQLITE_TOOBIG ->
              "it holds a value of more than 16 MB; leave that user out with WHERE length(…) < 1000";
          default -> detail(e);
        };
    return place() + ": " + why;
  }

  /** What xerial puts into brackets, SQLite's own words: {@code no such table: users}. */
  private static String detail(SQLException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return said.replaceFirst("(?s)^\\[SQLITE_[A-Z_]+\\][^(]*\\((.*)\\)$", "$1");
  }

  @Override
  public String place() {
    return file.toString();
  }
}
