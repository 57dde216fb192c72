package dev.restauth.store.sql;

import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.StoreRefusedException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.OptionalInt;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Schema and its version. Flyway is started only if the version differs, because starting it takes
 * nearly a second.
 */
public final class Schema {
  private static final System.Logger LOG = System.getLogger(Schema.class.getName());

  /** The name of the property with the version of the oldest program that may use the database. */
  private static final String FLOOR = "schema_floor";

  private Schema() {}

  /**
   * Updates the schema. Accepts a newer schema if the database is shared and its schema floor
   * permits this program. Servers can therefore be upgraded one after another (rolling upgrade).
   *
   * @throws StoreRefusedException if this program must not use the database
   */
  public static void bringUpToDate(ConnectionSource database, Connection connection)
      throws SQLException {
    OptionalInt found = version(connection);
    if (found.isPresent() && isTooNew(database, connection, found.getAsInt())) {
      throw new StoreRefusedException(
          "the database has schema version "
              + found.getAsInt()
              + ", this program supports "
              + database.design().version()
              + ": it was written by a newer REST-auth; start that one, or restore a backup");
    }
    if (found.isEmpty()) {
      database.requireRightToCreateTables(connection);
    }
    int wanted = database.design().version();
    if (found.isEmpty()) {
      migrate(database, wanted);
    } else if (found.getAsInt() < wanted) {
      upgrade(database, found.getAsInt(), wanted);
    }
  }

  /** Migrates an existing database. This can take long, so the operator must see the reason. */
  private static void upgrade(ConnectionSource database, int from, int to) throws SQLException {
    LOG.log(
        Level.INFO,
        "the database is migrated from schema version "
            + from
            + " to "
            + to
            + "; do not stop the program");
    long begin = System.nanoTime();
    migrate(database, to);
    LOG.log(
        Level.INFO,
        String.format(
            Locale.ROOT,
            "the database has schema version %d now, after %.1f s",
            to,
            (System.nanoTime() - begin) / 1e9));
  }

  /**
   * Returns whether the schema is too new for this program. Only one program uses a database in a
   * file. If that program is older than the schema, somebody has downgraded it, and the operator
   * must be informed.
   */
  public static boolean isTooNew(ConnectionSource database, Connection connection, int found)
      throws SQLException {
    int known = database.design().version();
    return found > known && !(database.shared() && floor(connection) <= known);
  }

  /**
   * The version of the oldest program that may use the database. If the property is missing, only
   * programs that have the schema's version may use it.
   */
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

  /** Migrates the database to a version, from an older version or from an empty database. */
  public static void migrate(ConnectionSource database, int version) throws SQLException {
    try {
      FluentConfiguration configuration =
          Flyway.configure()
              .dataSource(new UnpooledDataSource(database))
              .locations(
                  database.design().folders().stream()
                      .map(folder -> "classpath:" + folder + "/" + database.schemaFolder())
                      .toArray(String[]::new))
              .validateMigrationNaming(true)
              .target(Integer.toString(version));
      resolveEnvironment(configuration);
      configuration.load().migrate();
    } catch (FlywayException e) {
      for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException ofDatabase) {
          throw ofDatabase;
        }
      }
      if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
        throw new StoreRefusedException(
            "the database has tables, but none of REST-auth: give REST-auth a database of its own");
      }
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new StoreRefusedException("cannot bring the schema up to date: " + reason);
    }
  }

  /**
   * Makes Flyway resolve and cache the environment before it has created any configuration
   * extension. If Flyway did this later, it would copy the extensions with Jackson, which is
   * present because of webauthn4j, and would load 700 classes of Jackson.
   */
  private static void resolveEnvironment(FluentConfiguration configuration) {
    var _ = configuration.getJdbcProperties();
  }

  /** Returns the version of the last migration; empty if there is no schema. */
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
