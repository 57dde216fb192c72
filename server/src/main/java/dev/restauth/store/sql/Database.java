package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Database of some kind, with the means to open it. */
public interface Database extends ConnectionSource {

  /**
   * Opens the store. Creates the database if it is missing and can be created, and updates its
   * schema if that is older.
   *
   * @throws StoreRefusedException with the reason, if it must not be opened
   */
  Store open();

  /** Creates an empty database if there is none and one can be created. */
  default void createIfMissing() throws SQLException {}

  /**
   * Returns a listener for the changes of other processes; empty if one process alone uses the
   * database.
   */
  default Optional<ChangeListener> listener() {
    return Optional.empty();
  }

  /**
   * The time of the database, to the microsecond. It is the same for all processes that share the
   * database. An embedded database uses the clock of this process.
   */
  Instant now(Connection connection) throws SQLException;

  /**
   * The part of the epoch by which the database itself distinguishes its histories, for example
   * after a failover that lost changes; empty if it does not.
   */
  default String history(Connection connection) throws SQLException {
    return "";
  }

  /**
   * Returns whether a statement violated a constraint of the schema, while the database itself
   * works.
   */
  boolean isViolation(SQLException e);

  /** The cause and the remedy, for the log: one line, no secrets. */
  String explain(SQLException e);

  /** The refusal for the operator if opening failed: one line, no secrets. */
  StoreRefusedException refused(SQLException e);
}
