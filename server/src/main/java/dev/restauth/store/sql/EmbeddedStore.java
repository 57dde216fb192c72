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
 * The store on a database in files. Writers and readers have connections of their own; a write is
 * answered after its commit.
 */
final class EmbeddedStore implements Store {
  private final Writers writers;
  private final Readers readers;
  private final EmbeddedDatabase database;
  private final DatabaseLocation location;
  private final EmbeddedListener.Bell bell;

  private EmbeddedStore(
      Writers writers,
      Readers readers,
      EmbeddedDatabase database,
      DatabaseLocation location,
      EmbeddedListener.Bell bell) {
    this.database = database;
    this.location = location;
    this.writers = writers;
    this.readers = readers;
    this.bell = bell;
  }

  /**
   * Opens the database, making it where it is missing and bringing its schema up to date where it is
   * older.
   *
   * @throws dev.restauth.store.StoreRefusedException where it must not be opened, with the reason
   */
  static EmbeddedStore open(EmbeddedDatabase database) {
    try {
      database.makeMissing();
      try (Connection first = database.connect(false)) {
        Schema.bringUpToDate(database, first);
        MoveMark.refuse(database, first);
      }
      DatabaseLocation location = new DatabaseLocation(database);
      EmbeddedListener.Bell bell = new EmbeddedListener.Bell();
      Writers writers = new Writers(location, database, bell::ring);
      try {
        return new EmbeddedStore(
            writers, new Readers(location, database), database, location, bell);
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
    return Optional.of(new EmbeddedListener(this, bell));
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
