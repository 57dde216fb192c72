package dev.restauth.store.sql;

import dev.restauth.figure.Figure;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Store on a database server. Each transaction uses a connection from a pool and runs on the
 * caller's thread, which may be a virtual thread. Read transactions have a separate pool, so that
 * they continue while commits wait for a standby.
 *
 * @param readers the pool for read transactions
 * @param writers the pool for all other transactions
 */
record PooledStore(Pool readers, Pool writers) implements Store {

  /** Updates the schema, which may take long, and opens the pools. */
  static PooledStore open(PostgresDatabase database) {
    try {
      try (Connection first = database.connect(false)) {
        database.refuseUnsuitable(first);
        Schema.bringUpToDate(database.withTimeout(PostgresDatabase.COMMAND_TIMEOUT), first);
        MoveMark.refuse(database, first);
      }
      Pool reading = Pool.reading(database);
      return new PooledStore(reading, Pool.writing(database, reading));
    } catch (SQLException e) {
      throw database.refused(e);
    }
  }

  @Override
  public <T> T inTransaction(Function<Transaction, T> work) {
    return writers.call(work);
  }

  @Override
  public <T> T reading(Function<Transaction, T> work) {
    return readers.call(work);
  }

  @Override
  public void confirmInPlace() {
    this.<Boolean>reading(tx -> tx.properties().find("epoch").isPresent());
  }

  @Override
  public List<Figure> figures() {
    return CallMeter.figures(readers.meter(), writers.meter(), writers.commits(), List.of());
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
