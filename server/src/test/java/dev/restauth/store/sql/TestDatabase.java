package dev.restauth.store.sql;

import dev.restauth.TestPort;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flywaydb.core.Flyway;

/** The databases on which every store test runs. */
public enum TestDatabase {
  SQLITE {
    @Override
    void failCommitsWithAPoisonedAccount(Database database) throws SQLException {
      run(
          database,
          "CREATE TABLE poison (id INTEGER REFERENCES account (id)"
              + " DEFERRABLE INITIALLY DEFERRED)",
          "CREATE TRIGGER poisons AFTER INSERT ON account WHEN NEW.username = '"
              + POISON
              + "' BEGIN INSERT INTO poison VALUES (-1); END");
    }

    @Override
    public Database empty(Path folder) {
      return new SqliteDatabase(
          folder.resolve("test-" + UUID.randomUUID() + ".sqlite"), InstantSource.system());
    }

    @Override
    public Database fresh(Path folder) throws SQLException {
      SqliteDatabase database = (SqliteDatabase) empty(folder);
      SchemaCopies.sqlite(database.file());
      return database;
    }
  },
  POSTGRESQL {
    @Override
    void failCommitsWithAPoisonedAccount(Database database) throws SQLException {
      run(
          database,
          "CREATE FUNCTION poisons() RETURNS trigger LANGUAGE plpgsql AS"
              + " $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$",
          "CREATE CONSTRAINT TRIGGER poisons AFTER INSERT ON account"
              + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.username = '"
              + POISON
              + "') EXECUTE FUNCTION poisons()");
    }

    @Override
    public Database empty(Path folder) throws SQLException {
      return onPostgres(newOnPostgres(""));
    }

    @Override
    public Database fresh(Path folder) throws SQLException {
      return onPostgres(freshOnPostgres());
    }
  };

  static final String POISON = "poison";

  private static final int CONNECTIONS = 8;

  /** Long enough for tests with many waiting calls on a busy machine. */
  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  /** Long enough for a start while other tests use the machine. */
  private static final Duration STARTING = Duration.ofMinutes(2);

  private static final Queue<String> CREATED = new ConcurrentLinkedQueue<>();

  /**
   * Enough connections for the servers of many tests, even if some of the servers are not closed.
   */
  private static final int CONNECTIONS_OF_ALL = 1_000;

  /**
   * Returns all databases. With {@code -Drestauth.test.database=sqlite}, returns only SQLite, which
   * needs no process.
   */
  public static List<TestDatabase> tried() {
    return System.getProperty("restauth.test.database", "").equals("sqlite")
        ? List.of(SQLITE)
        : List.of(values());
  }

  /**
   * Returns the JDBC URL of a PostgreSQL database with the schema and no rows. The URL's user is
   * the superuser.
   */
  public static String postgresUrl() throws SQLException {
    return urlOf(freshOnPostgres());
  }

  /**
   * Returns the JDBC URL of an empty PostgreSQL database, in which the first server creates the
   * schema.
   */
  public static String emptyPostgresUrl() throws SQLException {
    return emptyPostgresUrl("");
  }

  /** Returns the JDBC URL of an empty database with options of CREATE DATABASE. */
  public static String emptyPostgresUrl(String options) throws SQLException {
    return urlOf(newOnPostgres(options));
  }

  /** Returns the database in a file. If the file does not exist, creates it with the schema. */
  public static SqliteDatabase sqlite(Path file, InstantSource clock) {
    if (!Files.exists(file)) {
      prepareSqlite(file);
    }
    return new SqliteDatabase(file, clock);
  }

  /** Creates a database with the schema and no rows, for a server that starts later. */
  public static void prepareSqlite(Path file) {
    try {
      SchemaCopies.sqlite(file);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the folder of initdb and postgres. */
  public static Path postgresBinaries() throws IOException {
    try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT setting FROM pg_config WHERE name = 'BINDIR'")) {
      row.next();
      return Path.of(row.getString(1));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /**
   * Returns the JDBC URL of a PostgreSQL database with a settable clock. A query that reads the
   * time calls a function of the tests instead of PostgreSQL's own function.
   */
  public static String postgresUrlWithClock() throws SQLException {
    String name = newName();
    SchemaCopies.postgresWithClock(name);
    administer("ALTER DATABASE " + name + " SET search_path = public, clock, pg_catalog");
    return urlOf(name);
  }

  /** Sets the time of a database with a settable clock. */
  public static void setClock(String url, Instant time) {
    try {
      StatementConnections.run(url, "UPDATE clock.setting SET at = '" + time + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Wakes the servers that listen to a database, so that they read its changes immediately. */
  public static void wakeListeners(String url) {
    try {
      StatementConnections.run(url, "NOTIFY restauth_change");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns each row of each table as a text. Binary values appear as their characters, so that
   * tests can search for secrets.
   */
  public static String rows(String postgresUrl) {
    try (Connection connection = DriverManager.getConnection(postgresUrl);
        Statement statement = connection.createStatement()) {
      statement.execute("SET bytea_output = 'escape'");
      List<String> tables =
          texts(statement, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
      StringBuilder rows = new StringBuilder();
      for (String table : tables) {
        texts(statement, "SELECT t::text FROM " + table + " AS t")
            .forEach(row -> rows.append(row).append('\n'));
      }
      return rows.toString();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> texts(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  /**
   * Returns the JDBC URL of a copy of a database of {@link #postgresUrl}. The copy has the same
   * rows and sequences, like a restored backup. No server may be connected to the original.
   */
  public static String copyOf(String postgresUrl) throws SQLException {
    StatementConnections.close(postgresUrl);
    String copy = newName();
    createOnPostgres(copy, copying(nameIn(postgresUrl)));
    return urlOf(copy);
  }

  /** Returns whether a URL contains no address, or that of the tests' PostgreSQL. */
  public static boolean isDirect(String url) {
    return !url.startsWith("jdbc:") || url.contains(":" + Server.RUNNING.getPort() + "/");
  }

  /** Returns the database name in a URL. */
  public static String nameIn(String postgresUrl) {
    return postgresUrl.replaceFirst("^.*/([^/?]+)(\\?.*)?$", "$1");
  }

  /** Runs statements on a database of {@link #postgresUrl}. */
  public static void execute(String postgresUrl, String... statements) throws SQLException {
    run(DriverManager.getConnection(postgresUrl), statements);
  }

  /**
   * Applies the schema file of a later version, as a newer program would at its start.
   *
   * @param folder the folder of the file among the tests' resources
   */
  public static void upgrade(String postgresUrl, String folder) {
    Flyway.configure()
        .dataSource(postgresUrl, "postgres", "")
        .locations(
            "classpath:dev/restauth/store/postgresql", "classpath:dev/restauth/store/" + folder)
        .load()
        .migrate();
  }

  /** Returns a new database name. The database is dropped after the test class. */
  private static String newName() {
    String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    CREATED.add(name);
    return name;
  }

  /** Drops all databases of the completed test class, because each takes ten megabytes. */
  static void dropAll() {
    if (!CREATED.isEmpty()) {
      try {
        for (String name : CREATED) {
          StatementConnections.close(urlOf(name));
          administer("DROP DATABASE IF EXISTS " + name + " (FORCE)");
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      CREATED.clear();
    }
  }

  /**
   * Returns the options of CREATE DATABASE for a copy. A copy takes a third of the time if it does
   * not log every page.
   */
  static String copying(String name) {
    return " TEMPLATE " + name + " STRATEGY FILE_COPY";
  }

  /** Creates a database that sorts texts like an English dictionary, and not by their bytes. */
  public static Database sortingAsPeopleDo() throws SQLException {
    return onPostgres(newOnPostgres(" TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'"));
  }

  static PostgresDatabase onPostgres(String name) {
    return new PostgresDatabase(
            List.of(new PostgresDatabase.Host("localhost", Server.RUNNING.getPort())),
            name,
            Optional.of("postgres"),
            Optional.empty(),
            Map.of(),
            CONNECTIONS)
        .withTimeout(TIMEOUT);
  }

  static String newOnPostgres(String options) throws SQLException {
    String name = newName();
    createOnPostgres(name, options);
    return name;
  }

  private static String freshOnPostgres() throws SQLException {
    String name = newName();
    SchemaCopies.postgres(name);
    return name;
  }

  static void createOnPostgres(String name, String options) throws SQLException {
    administer("CREATE DATABASE " + name + options);
  }

  /** Runs a statement that belongs to no single database. */
  private static void administer(String statement) throws SQLException {
    StatementConnections.run(urlOf("postgres"), statement);
  }

  static String urlOf(String name) {
    return Server.RUNNING.getJdbcUrl("postgres", name);
  }

  /** Returns an empty database without a schema. */
  public abstract Database empty(Path folder) throws SQLException;

  /** Returns a database with the schema and no rows, faster than a migration would create it. */
  public abstract Database fresh(Path folder) throws SQLException;

  /**
   * Makes each transaction that creates the account {@link #POISON} fail at its commit, from now
   * on.
   */
  abstract void failCommitsWithAPoisonedAccount(Database database) throws SQLException;

  static SigningKeyRow key(String kid) {
    return new SigningKeyRow(kid, "ES256", "{}", new byte[] {1}, Instant.EPOCH, Instant.EPOCH, 600);
  }

  private static void run(Database database, String... statements) throws SQLException {
    run(database.connect(false), statements);
  }

  private static void run(Connection opened, String... statements) throws SQLException {
    try (Connection connection = opened;
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /** The PostgreSQL server of all tests. If the server does not start, the tests fail. */
  private static final class Server {
    private static final TestPort PORT = TestPort.reserve();
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setPort(PORT.number())
            .setPGStartupWait(STARTING)
            .setServerConfig("max_connections", Integer.toString(CONNECTIONS_OF_ALL))
            // autovacuum would visit hundreds of databases, ten per second, and find nothing to do
            .setServerConfig("autovacuum", "off")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
