package dev.restauth.store.sql;

import dev.restauth.store.SchemaDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Source of connections for a pool. During an outage, it tries to connect every 250 ms until the
 * database answers. If it failed instead, the pool would wait longer after each failure, up to five
 * seconds, and an outage would last that much longer. Thread-safe.
 */
final class ReconnectingSource implements ConnectionSource, AutoCloseable {
  private static final long PAUSE_MILLIS = 250;

  private final ConnectionSource database;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<SQLException> failure = Optional.empty();

  ReconnectingSource(ConnectionSource database) {
    this.database = database;
  }

  /**
   * Opens a connection. Waits until the database answers.
   *
   * @throws SQLException the last failure, if the database refuses the user or the database name, if
   *     this source is closed, or if the thread is interrupted
   */
  @Override
  public Connection connect(boolean readOnly) throws SQLException {
    while (true) {
      try {
        Connection connection = database.connect(readOnly);
        if (closed.getCount() == 0) {
          connection.close(); // the pool has ended, and would leave it open
          throw new SQLNonTransientConnectionException("the pool is closed");
        }
        failure = Optional.empty();
        return connection;
      } catch (SQLException e) {
        failure = Optional.of(e);
        if (new PostgresFailure(e).refused() || closesWithin(PAUSE_MILLIS)) {
          throw e;
        }
      }
    }
  }

  private boolean closesWithin(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Returns the failure of the last attempt to connect; empty if it succeeded. */
  Optional<SQLException> failure() {
    return failure;
  }

  @Override
  public String schemaFolder() {
    return database.schemaFolder();
  }

  @Override
  public SchemaDefinition design() {
    return database.design();
  }

  /** Ends the attempts to connect. */
  @Override
  public void close() {
    closed.countDown();
  }
}
