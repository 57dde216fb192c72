package dev.restauth.store.sql;

import dev.restauth.TestPort;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.UUID;
import org.flywaydb.core.Flyway;

/** The databases that every store test runs on. */
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

  /** Many wait for one another in some tests, on a machine that others use as well. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /** Other tests may do the same beside it. */
  private static final Duration STARTING = Duration.ofMinutes(2);

  /** Many servers of many tests, some of which are not closed. */
  private static final int CONNECTIONS_OF_ALL = 1_000;

  /** All of them; with {@code -Drestauth.test.database=sqlite} the one that costs no process. */
  public static List<TestDatabase> tried() {
    return System.getProperty("restauth.test.database", "").equals("sqlite")
        ? List.of(SQLITE)
        : List.of(values());
  }

  /** The JDBC URL of a database on PostgreSQL that only has the schema, with its superuser. */
  public static String postgresUrl() throws SQLException {
    return Server.RUNNING.getJdbcUrl("postgres", freshOnPostgres());
  }

  /** The same of a database that nobody has used yet: the first server makes the schema. */
  public static String emptyPostgresUrl() throws SQLException {
    return emptyPostgresUrl("");
  }

  /** The same with options of CREATE DATABASE. */
  public static String emptyPostgresUrl(String options) throws SQLException {
    return Server.RUNNING.getJdbcUrl("postgres", newOnPostgres(options));
  }

  /** Makes the database of a server that is to be started there, with the schema and nothing else. */
  public static void prepareSqlite(Path file) {
    try {
      SchemaCopies.sqlite(file);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where initdb and postgres are. */
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
   * The same with a clock that can be set: whatever asks the database for the time finds a function of
   * the tests before PostgreSQL's own.
   */
  public static String postgresUrlWithClock() throws SQLException {
    String url = postgresUrl();
    execute(
        url,
        "CREATE SCHEMA clock",
        "CREATE TABLE clock.setting (at TIMESTAMPTZ)",
        "INSERT INTO clock.setting VALUES (NULL)",
        "CREATE FUNCTION clock.clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE sql AS"
            + " 'SELECT COALESCE(at, pg_catalog.clock_timestamp()) FROM clock.setting'",
        "ALTER DATABASE " + nameIn(url) + " SET search_path = public, clock, pg_catalog");
    return url;
  }

  /** Sets the clock of a database that has one, and wakes whoever listens there. */
  public static void setClock(String url, Instant time) {
    try {
      execute(url, "UPDATE clock.setting SET at = '" + time + "'", "NOTIFY restauth_change");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number of the last change; 0 where there is no schema. */
  public static long changes(String postgresUrl) {
    try (Connection connection = DriverManager.getConnection(postgresUrl);
        Statement statement = connection.createStatement()) {
      return texts(statement, "SELECT to_regclass('change_counter')").getFirst() == null
          ? 0
          : Long.parseLong(texts(statement, "SELECT number FROM change_counter").getFirst());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each row of each table as a text, in which bytes that are letters stand as such. */
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
   * The JDBC URL of a copy of a database of {@link #postgresUrl}, as a backup that was put back would
   * be: row for row, with its sequences. Nobody may be connected to it.
   */
  public static String copyOf(String postgresUrl) throws SQLException {
    String copy = newName();
    run(
        Server.RUNNING.getPostgresDatabase().getConnection(),
        "CREATE DATABASE " + copy + " TEMPLATE " + nameIn(postgresUrl));
    return Server.RUNNING.getJdbcUrl("postgres", copy);
  }

  /** The name of the database of a URL. */
  public static String nameIn(String postgresUrl) {
    return postgresUrl.replaceFirst("^.*/([^/?]+)(\\?.*)?$", "$1");
  }

  /** Has statements done on a database of {@link #postgresUrl}. */
  public static void execute(String postgresUrl, String... statements) throws SQLException {
    run(DriverManager.getConnection(postgresUrl), statements);
  }

  /**
   * Has a later version's schema file done, as a newer program would at its start.
   *
   * @param folder of the file among the tests' resources
   */
  public static void upgrade(String postgresUrl, String folder) {
    Flyway.configure()
        .dataSource(postgresUrl, "postgres", "")
        .locations(
            "classpath:dev/restauth/store/postgresql", "classpath:dev/restauth/store/" + folder)
        .load()
        .migrate();
  }

  private static String newName() {
    return "test_" + UUID.randomUUID().toString().replace('-', '_');
  }

  /** One that sorts texts as an English dictionary does, and not by their bytes. */
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
        .with(PATIENCE);
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
    run(Server.RUNNING.getPostgresDatabase().getConnection(), "CREATE DATABASE " + name + options);
  }

  /** A database that nobody has used yet: without a schema. */
  public abstract Database empty(Path folder) throws SQLException;

  /** A database with the schema and nothing in it, which is there sooner than one that is migrated. */
  public abstract Database fresh(Path folder) throws SQLException;

  /** From now on, a transaction that makes the account {@link #POISON} fails at its commit. */
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

  /** One server for all tests; one that does not start fails them. */
  private static final class Server {
    private static final TestPort PORT = TestPort.reserve();
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setPort(PORT.number())
            .setPGStartupWait(STARTING)
            .setServerConfig("max_connections", Integer.toString(CONNECTIONS_OF_ALL))
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
