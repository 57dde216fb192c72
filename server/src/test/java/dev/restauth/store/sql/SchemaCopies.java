package dev.restauth.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;

/**
 * New databases with the program's schema and no rows. They are copies of a database that this
 * virtual machine migrated once, because migrations take three times as long. Safe for use by
 * several threads.
 */
final class SchemaCopies {
  private SchemaCopies() {}

  /** Creates a database file that only its owner can access. */
  static void sqlite(Path file) throws SQLException {
    try {
      Files.createFile(file, DurableFiles.OWNERS_FILE);
      Files.write(file, Sqlite.MIGRATED);
    } catch (IOException e) {
      throw new SQLException(e);
    }
    try (Connection copy = new SqliteDatabase(file, InstantSource.system()).connect(false);
        Statement statement = copy.createStatement()) {
      statement.executeUpdate(ownEpoch("lower(hex(randomblob(16)))"));
    }
  }

  /**
   * Creates a database on PostgreSQL.
   *
   * @param name a name that is not in use yet
   */
  static void postgres(String name) throws SQLException {
    postgres(name, Postgres.MIGRATED);
  }

  /**
   * Creates a database with a settable clock on PostgreSQL.
   *
   * @param name a name that is not in use yet
   */
  static void postgresWithClock(String name) throws SQLException {
    postgres(name, PostgresWithClock.MIGRATED);
  }

  private static void postgres(String name, String original) throws SQLException {
    TestDatabase.createOnPostgres(name, TestDatabase.copying(original));
    StatementConnections.run(
        TestDatabase.urlOf(name), ownEpoch("replace(gen_random_uuid()::text, '-', '')"));
  }

  /** The statement that assigns a separate epoch to a copy. */
  private static String ownEpoch(String random) {
    return "UPDATE property SET value = " + random + " WHERE name = 'epoch'";
  }

  private static void migrate(ConnectionSource database) throws SQLException {
    try (Connection connection = database.connect(false)) {
      Schema.bringUpToDate(database, connection);
    }
  }

  /** The bytes of the migrated file. */
  private static final class Sqlite {
    static final byte[] MIGRATED = migrated();

    private static byte[] migrated() {
      try {
        Path folder = Files.createTempDirectory("schema");
        Path file = folder.resolve("schema.sqlite");
        SqliteDatabase database = new SqliteDatabase(file, InstantSource.system());
        database.createIfMissing();
        migrate(database);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(folder);
        return bytes;
      } catch (IOException | SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The name of the migrated database. */
  private static final class Postgres {
    static final String MIGRATED = migrated();

    private static String migrated() {
      try {
        String name = "migrated";
        TestDatabase.createOnPostgres(name, "");
        migrate(TestDatabase.onPostgres(name));
        return name;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The name of the migrated database with a settable clock. */
  private static final class PostgresWithClock {
    static final String MIGRATED = migrated();

    private static String migrated() {
      try {
        String name = "migrated_with_clock";
        TestDatabase.createOnPostgres(name, TestDatabase.copying(Postgres.MIGRATED));
        TestDatabase.execute(
            TestDatabase.urlOf(name),
            "CREATE SCHEMA clock",
            "CREATE TABLE clock.setting (at TIMESTAMPTZ)",
            "INSERT INTO clock.setting VALUES (NULL)",
            "CREATE FUNCTION clock.clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE sql AS"
                + " 'SELECT COALESCE(at, pg_catalog.clock_timestamp()) FROM clock.setting'");
        return name;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
