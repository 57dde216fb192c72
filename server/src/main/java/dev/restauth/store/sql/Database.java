package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** A kind of database and how to reach it. */
public interface Database extends ConnectionSource {

  /**
   * Opens the store on it, made where it is missing and can be made, its schema brought up to date where
   * it is older.
   *
   * @throws StoreRefusedException where it must not be opened, with the reason
   */
  Store open();

  /** Makes an empty database where there is none and one can be made. */
  default void makeMissing() throws SQLException {}

  /** Hears of the changes of others; empty where one process alone works on the database. */
  default Optional<ChangeListener> listener() {
    return Optional.empty();
  }

  /**
   * The time by the database, the same for all who share it; to the microsecond. An embedded one has
   * the clock of this process.
   */
  Instant now(Connection connection) throws SQLException;

  /**
   * What to add to the epoch where the database itself tells one history of its from another, such as
   * after a failover that lost something; empty where it does not.
   */
  default String history(Connection connection) throws SQLException {
    return "";
  }

  /** Whether a statement broke a rule of the schema, while the database itself is well. */
  boolean isViolation(SQLException e);

  /** What is wrong and what to do, for the log: one line, no secrets. */
  String explain(SQLException e);

  /** What the operator is told where opening failed: one line, no secrets. */
  StoreRefusedException refused(SQLException e);
}
