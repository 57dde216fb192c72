package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.Store;
import dev.restauth.store.StoreRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Database of some kind, which can be opened as a store. */
public interface Database extends ConnectionSource {

  /**
   * Opens the store. Creates the database if it is missing and this kind of database can be
   * created. Updates an older schema.
   *
   * @throws StoreRefusedException with the reason, if this program must not use the database
   */
  Store open();

  /**
   * Opens the store of a database that exists. Updates an older schema.
   *
   * @return empty if the database is on a server and has no tables of this program yet
   * @throws StoreRefusedException with the reason, if this program must not use the database
   */
  default Optional<Store> openExisting() {
    return Optional.of(open());
  }

  /** Creates an empty database if it is missing and this kind of database can be created. */
  default void createIfMissing() throws SQLException {}

  /**
   * Returns a listener for changes of other processes; empty if only one process uses the database.
   */
  default Optional<ChangeListener> listener() {
    return Optional.empty();
  }

  /**
   * The database's time, in microseconds. All processes that share the database get the time from
   * one clock. An embedded database uses the clock of this process.
   */
  Instant now(Connection connection) throws SQLException;

  /**
   * The part of the epoch that the database itself provides. It changes whenever the database may
   * have lost changes, for example after a failover. Empty for a kind of database that provides
   * none.
   */
  default String history(Connection connection) throws SQLException {
    return "";
  }

  /**
   * Returns whether the statement violated a constraint of the schema. In that case the database
   * itself works.
   */
  boolean isViolation(SQLException e);

  /** Returns the cause and the remedy, for the log: one line, without secrets. */
  String explain(SQLException e);

  /**
   * Returns the exception for an operator whose database could not be opened: one line, without
   * secrets.
   */
  StoreRefusedException refused(SQLException e);
}
