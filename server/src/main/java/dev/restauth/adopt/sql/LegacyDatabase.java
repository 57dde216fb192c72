package dev.restauth.adopt.sql;

import dev.restauth.adopt.sql.Engine.Access;
import dev.restauth.adopt.sql.Engine.Purpose;
import dev.restauth.job.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The database of another application. This server only reads it, even while the application writes
 * to it. Connects at the first query. Thread-safe.
 */
public final class LegacyDatabase {
  private static final int ROWS_A_FETCH = 200;
  private static final int ROWS_BETWEEN_REPORTS = 1_000;

  /**
   * Maximum number of attempts to read. The application may start, and create a write-ahead log,
   * while its file is being read, but this hardly happens twice in a row.
   */
  private static final int ATTEMPTS = 3;

  private static final String SQLITE = "jdbc:sqlite:";

  /** Matches texts that are not paths: URLs of other kinds, and databases that are not files. */
  private static final Pattern NO_PATH = Pattern.compile(":|file:|[A-Za-z0-9+.-]+://");

  private final Engine engine;

  private LegacyDatabase(Engine engine) {
    this.engine = engine;
  }

  /**
   * Returns the database at a place. The database need not exist yet.
   *
   * @param place the path of a SQLite file, {@code jdbc:sqlite:PATH}, another JDBC URL, or a URL of
   *     the form {@code postgres://user:password@host/name}
   * @param user the user name, which overrides a user name in the URL
   * @param passwordFile a file whose first line is the password, which overrides a password in the
   *     URL. The file is read for each connection
   * @param driver a jar with a JDBC driver; the drivers of SQLite and PostgreSQL are bundled
   * @throws IllegalArgumentException if the place is none of these; the message does not show the
   *     place
   */
  public static LegacyDatabase at(
      String place, Optional<String> user, Optional<Path> passwordFile, Optional<Path> driver) {
    JdbcUrl jdbc = JdbcUrl.of(place);
    return new LegacyDatabase(
        jdbc.url().startsWith("jdbc:") && !jdbc.isOf("sqlite")
            ? new JdbcEngine(jdbc, user, passwordFile, driver)
            : new SqliteEngine(path(place)));
  }

  private static Path path(String place) {
    boolean url = place.startsWith(SQLITE);
    String path = url ? place.substring(SQLITE.length()) : place;
    boolean options = url && path.contains("?");
    if (options || path.isBlank() || path.contains("\0") || NO_PATH.matcher(path).lookingAt()) {
      throw new IllegalArgumentException(
          "expected the path of a SQLite file, or a URL that begins with jdbc: or postgres://");
    }
    return Path.of(path).toAbsolutePath();
  }

  /**
   * Returns the path of the database, or its URL without options and without parts that may be
   * secret.
   */
  public String shown() {
    return engine.place();
  }

  /**
   * Reads all users from one snapshot, a few at a time, in the order of their ids if they have ids.
   *
   * @throws UnreadableDatabase if the database cannot be read to the end
   */
  public void read(UserQuery query, Consumer<LegacyRow> sink, Progress progress) {
    try {
      for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
        if (engine.retryTransient(() -> read(query, sink, progress, false))) {
          return;
        }
      }
      var _ = engine.retryTransient(() -> read(query, sink, progress, true));
    } catch (SQLException e) {
      throw new UnreadableDatabase(engine.explain(e));
    }
  }

  /**
   * Reads all users once. Returns false, without sending anything to the sink, if the database must
   * be read again.
   */
  private boolean read(UserQuery query, Consumer<LegacyRow> sink, Progress progress, boolean last)
      throws SQLException {
    try (Access access = engine.connect(Purpose.ALL)) {
      Connection connection = access.connection();
      String from;
      Columns columns;
      try {
        UserQuery complete = query.on(connection);
        from = engine.beginSnapshot(connection, complete);
        columns = columns(connection, complete);
      } catch (SQLException e) {
        if (access.doubtful().getAsBoolean() && !last) {
          return false;
        }
        throw e;
      }
      if (access.doubtful().getAsBoolean() && !last) {
        return false;
      }
      readAll(connection, from, columns, sink, progress);
      return true;
    }
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  private static void readAll(
      Connection connection,
      String from,
      Columns columns,
      Consumer<LegacyRow> sink,
      Progress progress)
      throws SQLException {
    long total = count(connection, "SELECT count(*) FROM " + from);
    String order = columns.hasId() ? " ORDER BY id" : "";
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_A_FETCH);
      try (ResultSet rows = statement.executeQuery("SELECT * FROM " + from + order)) {
        long done = 0;
        progress.advanced("reading", done, total);
        while (rows.next()) {
          sink.accept(columns.read(rows));
          done++;
          if (done % ROWS_BETWEEN_REPORTS == 0) {
            progress.advanced("reading", done, Math.max(done, total));
          }
        }
        progress.advanced("reading", done, done);
      }
    }
  }

  @SuppressWarnings("SQL_INJECTION_JDBC") // the query is the operator's
  private static long count(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  Columns columns(Connection connection, UserQuery query) throws SQLException {
    try {
      return Columns.of(connection, query);
    } catch (UnreadableDatabase e) {
      throw new UnreadableDatabase(shown() + ": " + e.getMessage());
    }
  }

  Engine engine() {
    return engine;
  }
}
