package dev.restauth.store.sql;

import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The schema and its version. Flyway is started only where the version differs, since it costs a
 * good part of a second.
 */
final class Schema {
  /** The version that this program's schema files lead to. */
  static final int VERSION = 6;

  private Schema() {}

  static void bringUpToDate(Connectable database, Connection connection) throws SQLException {
    OptionalInt found = version(connection);
    if (found.isPresent() && found.getAsInt() > VERSION) {
      throw new StoreRefusedException(
          "the database has schema version "
              + found.getAsInt()
              + ", this program knows "
              + VERSION
              + ": it was written by a newer REST-auth; start that one, or restore a backup");
    }
    if (found.isEmpty() || found.getAsInt() < VERSION) {
      migrate(database, VERSION);
    }
  }

  /** Brings it to a version, from an older one or from nothing. */
  static void migrate(Connectable database, int version) throws SQLException {
    try {
      Flyway.configure()
          .dataSource(new UnpooledDataSource(database))
          .locations("classpath:dev/restauth/store/" + database.schemaFolder())
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
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new StoreRefusedException("cannot bring the schema up to date: " + reason);
    }
  }

  /** The version that was reached last; empty where there is no schema. */
  static OptionalInt version(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "flyway_schema_history", null)) {
      if (!tables.next()) {
        return OptionalInt.empty();
      }
    }
    return new Sql(connection)
            .all(
                "SELECT version FROM flyway_schema_history WHERE success = TRUE AND version IS NOT NULL",
                row -> Integer.parseInt(row.getString("version")))
            .stream()
            .mapToInt(Integer::intValue)
            .max();
  }
}
