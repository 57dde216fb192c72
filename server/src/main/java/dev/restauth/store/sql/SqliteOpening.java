package dev.restauth.store.sql;

import dev.restauth.store.FileFailure;
import dev.restauth.store.SqliteLibrary;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.SQLiteOpenMode;
import org.sqlite.util.LibraryLoaderUtil;

/** Opens database files directly, without a store, and describes their failures. */
public final class SqliteOpening {
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  private SqliteOpening() {}

  /**
   * Opens an existing file, and never creates one, even if the file was deleted in the meantime.
   */
  public static Connection existing(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    return connect(url(file, ""), config);
  }

  /**
   * Opens a file without changing it.
   *
   * <p>If there is no write-ahead log or journal beside the file, no process has the file open. In
   * that case SQLite reads the file without creating anything. If there is a log, SQLite needs an
   * index of the log, the {@code -shm} file, and creates it if it is missing. This cannot be
   * avoided.
   */
  public static Connection unchanged(Path link) throws SQLException {
    Path file = real(link);
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    boolean alone = !new SqliteFileSet(file).hasLog();
    return connect(url(file, alone ? "?immutable=1" : ""), config);
  }

  /** Follows links, because SQLite looks for the log beside the real file, not beside a link. */
  private static Path real(Path link) throws SQLException {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new SQLException(reason(e), e);
    }
  }

  /** Opens an in-memory database, which exists as long as any connection to it is open. */
  static Connection inMemory(String name) throws SQLException {
    return connect("jdbc:sqlite:file:" + name + "?mode=memory&cache=shared", new SQLiteConfig());
  }

  /**
   * Opens the database at a URL.
   *
   * @throws StoreRefusedException if SQLite's library cannot be loaded
   */
  static Connection connect(String url, SQLiteConfig config) throws SQLException {
    SqliteLibrary.load(LibraryLoaderUtil::getNativeLibResourcePath, SQLiteJDBCLoader::initialize);
    return JDBC.createConnection(url, config.toProperties());
  }

  /** Returns the URL as a URI, so that no character of the path is read as an option. */
  static String url(Path file, String options) {
    return "jdbc:sqlite:" + file.toAbsolutePath().toUri() + options;
  }

  /** Returns the values of the first column, from all rows. */
  public static List<String> texts(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(String.valueOf(rows.getString(1)));
      }
      return texts;
    }
  }

  /** Returns the number from the only row of a query; 0 if the value is NULL. */
  public static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Returns whether the failure was caused by the disk, not by the content of the file. */
  public static boolean isDiskFailure(SQLException e) {
    return switch (code(e)) {
      case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY -> true;
      default -> false;
    };
  }

  /** Returns whether another connection has locked the database. */
  public static boolean isLocked(SQLException e) {
    SQLiteErrorCode code = code(e);
    return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED;
  }

  /** Returns SQLite's primary error code, which is the lower byte of the extended result code. */
  public static SQLiteErrorCode code(SQLException e) {
    int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    return SQLiteErrorCode.getErrorCode(code & 0xff);
  }

  /** Returns the reason of the failure, in one line. */
  public static String reason(SQLException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return switch (code(e)) {
      case SQLITE_FULL -> "the disk is full";
      case SQLITE_CORRUPT -> "the database is damaged: " + said;
      default -> said;
    };
  }

  /** Returns the reason of the failure, in one line. */
  public static String reason(IOException e) {
    return FileFailure.reason(e);
  }
}
