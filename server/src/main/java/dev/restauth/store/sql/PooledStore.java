package dev.restauth.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.Sql.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * The store on a database server: each transaction has a connection of its own from a pool, on the
 * caller's thread, which may be a virtual one. Those that read have a pool of their own, so that they go
 * on while commits wait for a standby.
 */
public final class PooledStore implements Store {
  private static final long WAITING_MILLIS = 800;

  private final Outage readingOutage = new Outage("reading");
  private final Outage writingOutage = new Outage("writing");
  private final PostgresDatabase database;
  private final HikariDataSource readers;
  private final HikariDataSource writers;

  private PooledStore(
      PostgresDatabase database, HikariDataSource readers, HikariDataSource writers) {
    this.database = database;
    this.readers = readers;
    this.writers = writers;
  }

  /** Opens the pools. */
  static PooledStore open(PostgresDatabase database) {
    try {
      try (Connection first = database.connect(false)) {
        Schema.bringUpToDate(database, first);
      }
      return new PooledStore(database, pool(database, true), pool(database, false));
    } catch (SQLException e) {
      throw database.refused(e);
    }
  }

  private static HikariDataSource pool(PostgresDatabase database, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(readOnly ? "reading" : "writing");
    config.setDataSource(new UnpooledDataSource(database));
    config.setMaximumPoolSize(Math.max(1, database.connections() / 2));
    config.setConnectionTimeout(WAITING_MILLIS);
    config.setValidationTimeout(WAITING_MILLIS / 2);
    config.setAutoCommit(false);
    config.setReadOnly(readOnly);
    config.setTransactionIsolation(
        readOnly ? "TRANSACTION_REPEATABLE_READ" : "TRANSACTION_READ_COMMITTED");
    return new HikariDataSource(config);
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    return call(writers, writingOutage, work, true);
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    return call(readers, readingOutage, work, false);
  }

  private <T> T call(
      HikariDataSource pool, Outage outage, Function<Transaction, T> work, boolean commits) {
    try (Connection connection = pool.getConnection()) {
      T value;
      try (Sql sql = new Sql(connection)) {
        SqlTransaction transaction = new SqlTransaction(sql, database, connection);
        value = work.apply(transaction);
        transaction.finish();
      } catch (RuntimeException | Error e) {
        undo(connection, e);
        throw e;
      }
      if (commits) {
        connection.commit();
      } else {
        connection.rollback();
      }
      outage.over();
      return value;
    } catch (SQLException e) {
      throw outage.began(database.explain(e), e, 1);
    } catch (SqlFailure e) {
      if (database.isViolation(e.sqlException())) {
        throw e;
      }
      throw outage.began(database.explain(e.sqlException()), e.sqlException(), 1);
    }
  }

  private static void undo(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void confirmInPlace() {
    this.<Boolean>reading(tx -> true);
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
