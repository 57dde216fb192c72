package dev.restauth.store.sql;

import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * The store on a database server: each transaction has a connection of its own from a pool, on the
 * caller's thread, which may be a virtual one. Those that read have a pool of their own, so that they go
 * on while commits wait for a standby.
 *
 * @param readers for what only reads
 * @param writers for the others
 */
record PooledStore(Pool readers, Pool writers) implements Store {

  /** Brings the schema up to date, which may take long, and opens the pools. */
  static PooledStore open(PostgresDatabase database) {
    try {
      try (Connection first = database.connect(false)) {
        database.refuseUnsuitable(first);
        Schema.bringUpToDate(database.with(PostgresDatabase.COMMANDS), first);
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
  public void close() {
    readers.close();
    writers.close();
  }
}
