package dev.restauth.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** The databases that every store test runs on. */
enum TestDatabase {
  SQLITE {
    @Override
    Database empty(Path folder) {
      return new SqliteDatabase(folder.resolve("test-" + UUID.randomUUID() + ".sqlite"));
    }
  },
  POSTGRESQL {
    @Override
    Database empty(Path folder) throws SQLException {
      String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
      try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
      return new PostgresDatabase(Server.RUNNING.getDatabase("postgres", name));
    }
  };

  /** A database that nobody has used yet. */
  abstract Database empty(Path folder) throws SQLException;

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
