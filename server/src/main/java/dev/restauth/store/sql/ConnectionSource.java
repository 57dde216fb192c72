package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;

/** Source of connections to a database with a schema. */
interface ConnectionSource {

  /** Opens a new connection in auto-commit mode, to an existing database. */
  Connection connect(boolean readOnly) throws SQLException;

  /** The name of the folders with its schema files. */
  String schemaFolder();

  /** The schema of this program. */
  SchemaDefinition design();

  /**
   * Throws StoreRefusedException if the user of the connection has no right to create tables.
   * Flyway would retry for nine seconds.
   */
  default void requireRightToCreateTables(Connection connection) throws SQLException {}

  /** Returns whether programs of several versions may use the database at the same time, as in a rolling upgrade. */
  default boolean shared() {
    return false;
  }
}
