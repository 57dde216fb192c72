package dev.restauth.store.sql;

import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The schema and its version. Flyway is started only where the version differs, since it costs a
 * good part of a second.
 */
public final class Schema {
  /** The property with the version of the oldest program that may use the database. */
  private static final String FLOOR = "schema_floor";

  private Schema() {}

  /**
   * One of a newer version is left as it is where it may be used: on a database that many share, and as
   * far as it says itself, so that the programs can be replaced one after the other.
   *
   * @throws StoreRefusedException where this program must not use it
   */
  public static void bringUpToDate(ConnectionSource database, Connection connection)
      throws SQLException {
    OptionalInt found = version(connection);
    if (found.isPresent() && isTooNew(database, connection, found.getAsInt())) {
      throw new StoreRefusedException(
          "the database has schema version "
              + found.getAsInt()
              + ", this program knows "
              + database.design().version()
              + ": it was written by a newer REST-auth; start that one, or restore a backup");
    }
    if (found.isEmpty()) {
      database.refuseIfItMayMakeNoTables(connection);
    }
    if (found.isEmpty() || found.getAsInt() < database.design().version()) {
      migrate(database, database.design().version());
    }
  }

  /** A file has one program: whoever has put an older one there has gone back, and shall hear of it. */
  public static boolean isTooNew(ConnectionSource database, Connection connection, int found)
      throws SQLException {
    int known = database.design().version();
    return found > known && !(database.shared() && floor(connection) <= known);
  }

  /** Whoever does not say it lets nobody in who does not know its schema. */
  private static int floor(Connection connection) throws SQLException {
    try {
      return new Sql(connection)
          .one(
              "SELECT value FROM property WHERE name = ?",
              row -> Integer.parseInt(row.text("value")),
              FLOOR)
          .orElse(Integer.MAX_VALUE);
    } catch (SqlFailure e) {
      throw e.sqlException();
    }
  }

  /** Brings it to a version, from an older one or from nothing. */
  public static void migrate(ConnectionSource database, int version) throws SQLException {
    try {
      Flyway.configure()
          .dataSource(new UnpooledDataSource(database))
          .locations(
              database.design().folders().stream()
                  .map(folder -> "classpath:" + folder + "/" + database.schemaFolder())
                  .toArray(String[]::new))
          .validateMigrationNaming(true)
          .target(Integer.toString(version))
          .load()
          .migrate();
    } catch (FlywayException e) {
      for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException ofDatabase) {
          throw ofDatabase;
        }
      }
      if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
        throw new StoreRefusedException(
            "there are tables in the database, and none of REST-auth: give it a database of its own");
      }
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new StoreRefusedException("cannot bring the schema up to date: " + reason);
    }
  }

  /** The version that was reached last; empty where there is no schema. */
  public static OptionalInt version(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "flyway_schema_history", null)) {
      if (!tables.next()) {
        return OptionalInt.empty();
      }
    }
    try {
      return new Sql(connection)
              .all(
                  "SELECT version FROM flyway_schema_history WHERE success = TRUE AND version IS NOT NULL",
                  row -> Integer.parseInt(row.text("version")))
              .stream()
              .mapToInt(Integer::intValue)
              .max();
    } catch (SqlFailure e) {
      throw e.sqlException();
    }
  }
}
