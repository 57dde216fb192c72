package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Store on a database in files. Writers and readers have connections of their own; a write is
 * acknowledged after its commit.
 */
final class EmbeddedStore implements Store {
  private final Writers writers;
  private final Readers readers;
  private final EmbeddedDatabase database;
  private final DatabaseLocation location;
  private final EmbeddedListener.Signal signal;

  private EmbeddedStore(
      Writers writers,
      Readers readers,
      EmbeddedDatabase database,
      DatabaseLocation location,
      EmbeddedListener.Signal signal) {
    this.database = database;
    this.location = location;
    this.writers = writers;
    this.readers = readers;
    this.signal = signal;
  }

  /**
   * Opens the database. Creates it if it is missing, and updates its schema if that is older.
   *
   * @throws dev.restauth.store.StoreRefusedException with the reason, if it must not be opened
   */
  static EmbeddedStore open(EmbeddedDatabase database) {
    try {
      database.createIfMissing();
      try (Connection first = database.connect(false)) {
        Schema.bringUpToDate(database, first);
        MoveMark.refuse(database, first);
      }
      DatabaseLocation location = new DatabaseLocation(database);
      EmbeddedListener.Signal signal = new EmbeddedListener.Signal();
      Writers writers = new Writers(location, database, signal::raise);
      try {
        return new EmbeddedStore(
            writers, new Readers(location, database), database, location, signal);
      } catch (SQLException e) {
        writers.close();
        throw e;
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
    try {
      location.check();
    } catch (SQLException e) {
      throw new StoreUnavailableException(database.explain(e), e);
    }
  }

  @Override
  public Optional<ChangeListener> listener() {
    return Optional.of(new EmbeddedListener(this, signal));
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
