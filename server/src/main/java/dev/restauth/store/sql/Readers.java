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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections for reading. Each is used by one caller at a time, on the caller's own thread. The
 * data is usually in memory, so a read takes a few microseconds. Waking another thread and waiting
 * for it would take ten times as long.
 *
 * <p>A native call blocks the carrier of a virtual thread, even while it waits for a slow disk.
 * There are therefore fewer connections than carriers, so that threads that do not need the
 * database can continue.
 */
final class Readers implements AutoCloseable {
  /** The longest time to wait for a free connection. */
  private static final int WAITING_SECONDS = 5;

  private final OutageLog outage = new OutageLog("reading");
  private final ArrayBlockingQueue<Reader> free;
  private final DatabaseLocation location;
  private final EmbeddedDatabase database;
  private final AtomicInteger waiting = new AtomicInteger();
  private final CallMeter meter =
      new CallMeter(CallMeter.histogram(), outage, this::active, this::idle, waiting::get, () -> 0);
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
      free.forEach(Reader::discard);
      throw e;
    }
  }

  /**
   * Runs {@code work} on a snapshot.
   *
   * @throws StoreUnavailableException if the database fails or no connection becomes free in time
   */
  <T> T call(Function<Transaction, T> work) {
    Blocking.begin();
    long begunAt = System.nanoTime();
    Reader reader = borrow();
    try {
      return reader.run(work);
    } finally {
      free.add(reader);
      meter.durations().record(System.nanoTime() - begunAt);
    }
  }

  private int idle() {
    return free.size();
  }

  private int active() {
    return database.readers() - free.size();
  }

  CallMeter meter() {
    return meter;
  }

  private Reader borrow() {
    @Nullable Reader reader = free.poll();
    try {
      // A connection is nearly always free, and a wait with a time-out is expensive.
      reader = reader != null ? reader : await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for the database", e);
    }
    return Optional.ofNullable(reader).orElseThrow(outage::overloaded);
  }

  private @Nullable Reader await() throws InterruptedException {
    waiting.incrementAndGet();
    try {
      return free.poll(WAITING_SECONDS, TimeUnit.SECONDS);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Waits until running calls have finished, then closes the connections. */
  @Override
  public void close() {
    closed = true;
    List<Reader> idle = new ArrayList<>();
    boolean interrupted = false;
    while (idle.size() < database.readers()) {
      try {
        idle.add(free.take());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    idle.forEach(Reader::discard);
    free.addAll(idle); // waiting callers then see that the store is closed
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One connection. After a failure it is opened again, which shows whether the cause still exists.
   */
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
        T value = runAndRollBack(work, open);
        outage.succeeded();
        return value;
      } catch (SQLException e) {
        throw unavailable(e);
      } catch (SqlFailure e) {
        throw unavailable(e.sqlException());
      }
    }

    /** Runs the work, and ends the transaction even if the caller's code throws an exception. */
    private static <T> T runAndRollBack(Function<Transaction, T> work, OpenConnection open)
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
      discard();
      return outage.failed(database.explain(e), e, 1);
    }

    void discard() {
      connection.ifPresent(OpenConnection::discard);
      connection = Optional.empty();
    }
  }
}
