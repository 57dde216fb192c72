package dev.restauth.store.sql;

import dev.restauth.figure.Figure;
import dev.restauth.store.ChangeListener;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Store on a database in files. Writers and readers have separate connections. A write is
 * acknowledged after its commit.
 */
final class EmbeddedStore implements Store {
  /**
   * The name of the property that says whether unused parts of the file may still contain erased
   * values.
   */
  private static final String UNUSED = "unused_parts";

  private static final String DUE = "due";
  private static final String DONE = "done";

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
   * Opens the database. Creates the database if it is missing. Updates an older schema.
   *
   * @throws dev.restauth.store.StoreRefusedException with the reason, if this program must not use
   *     the database
   */
  static EmbeddedStore open(EmbeddedDatabase database) {
    try {
      database.createIfMissing();
      boolean due;
      try (Connection first = database.connect(false)) {
        Schema.bringUpToDate(database, first);
        MoveMark.refuse(database, first);
        due = isEraseDue(first);
      }
      boolean erased = due && database.eraseUnused();
      DatabaseLocation location = new DatabaseLocation(database);
      EmbeddedListener.Signal signal = new EmbeddedListener.Signal();
      Writers writers = new Writers(location, database, signal::raise);
      try {
        EmbeddedStore store =
            new EmbeddedStore(writers, new Readers(location, database), database, location, signal);
        if (erased) {
          store.inTransaction(tx -> tx.properties().replace(UNUSED, DUE, DONE));
        }
        return store;
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

  private static boolean isEraseDue(Connection connection) throws SQLException {
    try {
      return new Sql(connection)
          .one("SELECT value FROM property WHERE name = ?", row -> row.text("value"), UNUSED)
          .filter(DUE::equals)
          .isPresent();
    } catch (SqlFailure e) {
      throw e.sqlException();
    }
  }

  /** The unused parts of the file can be erased only while no connection is open. */
  @Override
  public void markErased(Transaction tx) {
    if (!tx.properties().setIfAbsent(UNUSED, DUE).equals(DUE)) {
      var _ = tx.properties().replace(UNUSED, DONE, DUE);
    }
  }

  @Override
  public boolean discardErased() {
    return writers.callAndEmptyLog(_ -> {});
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
  public List<Figure> figures() {
    return CallMeter.figures(
        readers.meter(), writers.meter(), writers.commits(), List.of(writers.groups()));
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
