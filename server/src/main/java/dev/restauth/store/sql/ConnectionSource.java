package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;

/** Something to connect to that has a schema. */
interface ConnectionSource {

  /** A new connection in auto-commit mode, to a database that is there. */
  Connection connect(boolean readOnly) throws SQLException;

  /** The name of the folders with its schema files. */
  String schemaFolder();

  /** The schema that it is to have. */
  SchemaDefinition design();

  /**
   * Throws StoreRefusedException if the user who connects has no right to make tables. Flyway would try
   * for nine seconds.
   */
  default void refuseIfItMayMakeNoTables(Connection connection) throws SQLException {}

  /** Whether programs of several versions may use it at one time, as in a rolling upgrade. */
  default boolean shared() {
    return false;
  }
}
