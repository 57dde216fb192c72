package dev.restauth.store.sql;

import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * The store on any of the databases. Writers and readers have connections of their own, each with its
 * thread; a write is answered after its commit.
 */
public final class SqlStore implements Store {
  private final ConnectionThreads writers;
  private final ConnectionThreads readers;

  private SqlStore(ConnectionThreads writers, ConnectionThreads readers) {
    this.writers = writers;
    this.readers = readers;
  }

  /**
   * Opens the database, bringing its schema up to date where it is older.
   *
   * @throws dev.restauth.store.StoreRefusedException where it must not be opened, with the reason
   */
  public static SqlStore open(Database database) {
    try (Connection first = database.connect(false)) {
      Schema.bringUpToDate(database, first);
    } catch (SQLException e) {
      throw database.refused(e);
    }
    return new SqlStore(
        new ConnectionThreads("store-writer", database.writers(), () -> connect(database, false)),
        new ConnectionThreads("store-reader", database.readers(), () -> connect(database, true)));
  }

  private static Connection connect(Database database, boolean readOnly) {
    try {
      Connection connection = database.connect(readOnly);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      throw database.refused(e);
    }
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    return writers.call(connection -> transaction(connection, work));
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    return readers.call(connection -> transaction(connection, work));
  }

  private static <T> T transaction(Connection connection, Function<Transaction, T> work)
      throws SQLException {
    boolean committed = false;
    try {
      T result = work.apply(new SqlTransaction(connection));
      connection.commit();
      committed = true;
      return result;
    } finally {
      if (!committed) {
        connection.rollback();
      }
    }
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
