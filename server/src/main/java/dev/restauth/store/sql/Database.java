package dev.restauth.store.sql;

import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.SQLException;

/** A kind of database and how to reach it. */
public interface Database {

  /** A new connection in auto-commit mode. */
  Connection connect(boolean readOnly) throws SQLException;

  /** The name of the folder with its schema files. */
  String schemaFolder();

  /** How many connections write. */
  int writers();

  /** How many connections read. */
  int readers();

  /** What the operator is told where opening failed: one line, no secrets. */
  StoreRefusedException refused(SQLException e);
}
