package dev.restauth.store.sql;

import dev.restauth.figure.Figure;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Store on a database server. Each transaction uses a connection from a pool and runs on the
 * caller's thread, which may be a virtual thread. Read transactions have a separate pool, so that
 * they continue while commits wait for a standby.
 *
 * @param readers the pool for read transactions
 * @param writers the pool for all other transactions
 * @param source the source of both pools' connections
 */
record PooledStore(Pool readers, Pool writers, OpenedSource source) implements Store {

  /**
   * Updates the schema, which may take long, and opens the pools. The connection that was needed
   * for this becomes the first one of the pool that needs one first.
   */
  static PooledStore open(PostgresDatabase database) {
    return open(database, _ -> true).orElseThrow();
  }

  /** Opens the database like {@link #open}. Returns empty if it has no tables of this program. */
  static Optional<Store> openExisting(PostgresDatabase database) {
    return open(database, connection -> Schema.version(connection).isPresent())
        .map(Store.class::cast);
  }

  private interface Check {
    boolean passes(Connection connection) throws SQLException;
  }

  private static Optional<PooledStore> open(PostgresDatabase database, Check check) {
    try {
      Connection first = database.connect(false);
      OpenedSource source = new OpenedSource(database, first);
      Optional<PooledStore> store = Optional.empty();
      try {
        if (check.passes(first)) {
          database.refuseUnsuitable(first);
          Schema.bringUpToDate(database.withTimeout(PostgresDatabase.COMMAND_TIMEOUT), first);
          MoveMark.refuse(database, first);
          Pool reading = Pool.reading(database, source);
          Pool writing = Pool.writing(database, source, reading);
          store = Optional.of(new PooledStore(reading, writing, source));
        }
        return store;
      } finally {
        if (store.isEmpty()) {
          source.close();
        }
      }
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
    source.close();
  }
}
