package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;

/** Source of connections to a database with a schema. */
interface ConnectionSource {

  /** Opens a connection to an existing database, in auto-commit mode. */
  Connection connect(boolean readOnly) throws SQLException;

  /** The name of the folders that contain the schema files for this kind of database. */
  String schemaFolder();

  /** The schema of this program. */
  SchemaDefinition design();

  /**
   * Throws a StoreRefusedException if the database user has no right to create tables. Without this
   * check, Flyway would retry for nine seconds.
   */
  default void requireRightToCreateTables(Connection connection) throws SQLException {}

  /**
   * Returns whether different versions of the program may use the database at the same time, as in
   * a rolling upgrade.
   */
  default boolean shared() {
    return false;
  }
}
