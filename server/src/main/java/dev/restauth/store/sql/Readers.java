package dev.restauth.store.sql;

import dev.restauth.blocking.Blocking;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections that read, each used by one caller at a time, on the caller's own thread. What is read
 * is in memory most of the time and takes a few microseconds, a tenth of what waking another thread
 * and waiting for it takes.
 *
 * <p>A native call holds the thread that carries a virtual one, while a slow disk is waited for, too.
 * So there are fewer connections than carriers: whoever needs no database goes on.
 */
final class Readers implements AutoCloseable {
  /** Waiting for a connection. */
  private static final int WAITING_SECONDS = 5;

  private final OutageLog outage = new OutageLog("reading");
  private final ArrayBlockingQueue<Reader> free;
  private final DatabaseLocation location;
  private final EmbeddedDatabase database;
  private volatile boolean closed;

  /** Opens the connections. */
  Readers(DatabaseLocation location, EmbeddedDatabase database) throws SQLException {
    this.location = location;
    this.database = database;
    this.free = new ArrayBlockingQueue<>(database.readers());
    try {
      for (int i = 0; i < database.readers(); i++) {
        free.add(new Reader(location.open(true)));
      }
    } catch (SQLException e) {
      free.forEach(Reader::drop);
      throw e;
    }
  }

  /**
   * Runs {@code work} on a snapshot.
   *
   * @throws StoreUnavailableException where the database fails or none of the connections gets free
   */
  <T> T call(Function<Transaction, T> work) {
    Blocking.begin();
    Reader reader = borrow();
    try {
      return reader.run(work);
    } finally {
      free.add(reader);
    }
  }

  private Reader borrow() {
    @Nullable Reader reader = free.poll();
    try {
      // Nearly always there is one; a wait that may end by the clock is dear.
      reader = reader != null ? reader : free.poll(WAITING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the database", e);
    }
    return Optional.ofNullable(reader).orElseThrow(outage::overloaded);
  }

  /** Lets what runs end, then closes the connections. */
  @Override
  public void close() {
    closed = true;
    List<Reader> ended = new ArrayList<>();
    boolean interrupted = false;
    while (ended.size() < database.readers()) {
      try {
        ended.add(free.take());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    ended.forEach(Reader::drop);
    free.addAll(ended); // whoever waits hears that they are closed
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection; opened anew after trouble, which finds out whether the cause is gone. */
  private final class Reader {
    private Optional<OpenConnection> connection;

    Reader(OpenConnection connection) {
      this.connection = Optional.of(connection);
    }

    <T> T run(Function<Transaction, T> work) {
      if (closed) {
        throw new StoreUnavailableException("the database is closed");
      }
      try {
        OpenConnection open = connection.isPresent() ? connection.get() : location.open(true);
        connection = Optional.of(open);
        open.begin();
        T value = finished(work, open);
        outage.over();
        return value;
      } catch (SQLException e) {
        throw unavailable(e);
      } catch (SqlFailure e) {
        throw unavailable(e.sqlException());
      }
    }

    /** The transaction ends also where the caller's own code fails. */
    private static <T> T finished(Function<Transaction, T> work, OpenConnection open)
        throws SQLException {
      T value;
      try {
        value = work.apply(open.transaction());
      } catch (RuntimeException | Error e) {
        try {
          open.rollback();
        } catch (SQLException failed) {
          e.addSuppressed(failed);
        }
        throw e;
      }
      open.rollback();
      return value;
    }

    private StoreUnavailableException unavailable(SQLException e) {
      drop();
      return outage.began(database.explain(e), e, 1);
    }

    void drop() {
      connection.ifPresent(OpenConnection::drop);
      connection = Optional.empty();
    }
  }
}
