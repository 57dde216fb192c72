package dev.restauth.store.sql;

import dev.restauth.store.SqliteLibrary;
import dev.restauth.store.StoreRefusedException;
import java.io.IOException;
import java.nio.file.FileSystemException;
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

/** Opens database files for work on the file itself, and puts their failures into words. */
public final class SqliteOpening {
  private static final int BUSY_TIMEOUT_MILLIS = 5_000;

  private SqliteOpening() {}

  /** Opens a file that must be there: one that was deleted underneath is not made anew. */
  public static Connection existing(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    return connect(url(file, ""), config);
  }

  /**
   * Opens a file without changing it.
   *
   * <p>Where nothing lies beside it, nobody has it open, and it is read as it is, without making
   * anything. With a log beside it SQLite needs its index of that log and makes the {@code -shm} file
   * where it is missing; that cannot be avoided.
   */
  public static Connection unchanged(Path link) throws SQLException {
    Path file = real(link);
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    boolean alone = !new SqliteFileSet(file).unfinished();
    return connect(url(file, alone ? "?immutable=1" : ""), config);
  }

  /** SQLite looks for the log beside the file itself, not beside a link to it. */
  private static Path real(Path link) throws SQLException {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new SQLException(reason(e), e);
    }
  }

  /** Opens a database that is kept in memory while any connection to it is open. */
  static Connection inMemory(String name) throws SQLException {
    return connect("jdbc:sqlite:file:" + name + "?mode=memory&cache=shared", new SQLiteConfig());
  }

  /**
   * Opens what a URL names.
   *
   * @throws StoreRefusedException where SQLite's library cannot be loaded
   */
  static Connection connect(String url, SQLiteConfig config) throws SQLException {
    SqliteLibrary.load(LibraryLoaderUtil::getNativeLibResourcePath, SQLiteJDBCLoader::initialize);
    return JDBC.createConnection(url, config.toProperties());
  }

  /** As a URI, so that no character of the path is taken for an option. */
  static String url(Path file, String options) {
    return "jdbc:sqlite:" + file.toAbsolutePath().toUri() + options;
  }

  /** The first column of all rows. */
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

  /** A query whose one row has one number, 0 where it is NULL. */
  public static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Whether the disk is at fault, and not the file. */
  public static boolean ofDisk(SQLException e) {
    return switch (code(e)) {
      case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY -> true;
      default -> false;
    };
  }

  public static boolean inUse(SQLException e) {
    SQLiteErrorCode code = code(e);
    return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED;
  }

  /** What went wrong, without the detail: the lower byte of SQLite's extended result code. */
  public static SQLiteErrorCode code(SQLException e) {
    int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    return SQLiteErrorCode.getErrorCode(code & 0xff);
  }

  /** Why, in one line. */
  public static String reason(SQLException e) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    return switch (code(e)) {
      case SQLITE_FULL -> "the disk is full";
      case SQLITE_CORRUPT -> "the database is damaged: " + said;
      default -> said;
    };
  }

  /** Why, in one line. */
  public static String reason(IOException e) {
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.toString().lines().findFirst().orElse("").strip();
  }
}
