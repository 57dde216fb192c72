package dev.restauth.store.sql;

import dev.restauth.store.SigningKeyStore.SigningKeyRow;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

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
    Database empty(Path folder) {
      return new SqliteDatabase(
          folder.resolve("test-" + UUID.randomUUID() + ".sqlite"), InstantSource.system());
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
    Database empty(Path folder) throws SQLException {
      return new PostgresDatabase(
          List.of(new PostgresDatabase.Host("localhost", Server.RUNNING.getPort())),
          newOnPostgres(),
          Optional.of("postgres"),
          Optional.empty(),
          Map.of(),
          CONNECTIONS);
    }
  };

  static final String POISON = "poison";

  private static final int CONNECTIONS = 8;

  /** The JDBC URL of a database on PostgreSQL that nobody has used yet, with its superuser. */
  public static String postgresUrl() throws SQLException {
    return Server.RUNNING.getJdbcUrl("postgres", newOnPostgres());
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

  private static String newOnPostgres() throws SQLException {
    String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    run(Server.RUNNING.getPostgresDatabase().getConnection(), "CREATE DATABASE " + name);
    return name;
  }

  /** A database that nobody has used yet. */
  abstract Database empty(Path folder) throws SQLException;

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
    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
