package dev.restauth.store.sql;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.restauth.blocking.Blocking;
import dev.restauth.figure.Histogram;
import dev.restauth.store.CommitInDoubtException;
import dev.restauth.store.RowContendedException;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.CircuitBreaker.Admission;
import dev.restauth.store.sql.Turns.TakenException;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Connections for one kind of work. Work runs on the caller's thread, within the time-out of a
 * call. If nothing was committed and a retry may succeed, the work runs again. Work that locks a
 * contended row waits for its {@link Turns turn}. Thread-safe.
 */
final class Pool implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Pool.class.getName());

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The last step of a transaction whose work is done: commit or rollback. */
  interface TransactionEnd {
    void end(Connection connection, Deadline deadline) throws SQLException;
  }

  private final PostgresDatabase database;
  private final TransactionEnd ending;
  private final ReconnectingSource source;
  private final HikariDataSource connections;
  private final OutageLog outage;
  private final Predicate<Deadline> commitsWaiting;
  private final CircuitBreaker breaker = new CircuitBreaker(System::nanoTime);
  private final Histogram ends = CallMeter.histogram();
  private final CallMeter meter;
  private final Turns turns = new Turns();
  private final LongAdder late = new LongAdder();

  private Pool(
      PostgresDatabase database,
      TransactionEnd ending,
      ReconnectingSource source,
      HikariDataSource connections,
      OutageLog outage,
      Predicate<Deadline> commitsWaiting) {
    this.database = database;
    this.ending = ending;
    this.source = source;
    this.connections = connections;
    this.outage = outage;
    this.commitsWaiting = commitsWaiting;
    HikariPoolMXBean pool = connections.getHikariPoolMXBean();
    this.meter =
        new CallMeter(
            CallMeter.histogram(),
            outage,
            pool::getActiveConnections,
            pool::getIdleConnections,
            () -> pool.getThreadsAwaitingConnection() + turns.waiting(),
            late::sum);
  }

  CallMeter meter() {
    return meter;
  }

  /** The durations of the last steps (commit or rollback). */
  Histogram commits() {
    return ends;
  }

  /** Returns a pool for read-only transactions. Each transaction reads one snapshot. */
  static Pool reading(PostgresDatabase database, ConnectionSource opening) {
    ReconnectingSource source = new ReconnectingSource(opening);
    return new Pool(
        database,
        (connection, deadline) -> {
          deadline.limit(connection);
          connection.rollback();
        },
        source,
        Connections.reading(database, source),
        new OutageLog("reading"),
        _ -> false);
  }

  /**
   * Returns a pool for transactions that write, and end with a commit. A call may give up while its
   * commit waits for a standby. The commit then continues to wait on the database server, and
   * occupies its connection, until there is a standby. During that time the pool starts no further
   * commits.
   */
  static Pool writing(PostgresDatabase database, ConnectionSource opening, Pool reading) {
    ReconnectingSource source = new ReconnectingSource(opening);
    return new Pool(
        database,
        new PostgresCommit(database)::end,
        source,
        Connections.writing(database, source),
        new OutageLog("writing"),
        reading::commitsWait);
  }

  /**
   * Returns whether commits of this program have been waiting for a standby for longer than the
   * time-out of a call.
   */
  private boolean commitsWait(Deadline deadline) {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND application_name = 'restauth' AND wait_event = 'SyncRep'"
                    + " AND state_change < clock_timestamp() - ? * INTERVAL '1 millisecond')")) {
      deadline.limit(connection);
      statement.setLong(1, database.timeout().toMillis());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    } catch (SQLException e) {
      PostgresFailure failure = new PostgresFailure(e);
      return failure.timedOut() && !failure.unconnected();
    }
  }

  /**
   * Runs {@code work} in a transaction. Runs it again, within the time-out, if the database rolled
   * the transaction back or the connection failed before the commit.
   *
   * @throws CommitInDoubtException if the outcome of the commit is unknown
   * @throws StoreUnavailableException if nothing was committed
   * @throws RowContendedException if other transactions locked the same row for too long
   */
  <T> T call(Function<Transaction, T> work) {
    Blocking.begin();
    if (connections.isClosed()) {
      throw new StoreUnavailableException("the database is closed");
    }
    long begunAt = System.nanoTime();
    try {
      return admitted(work);
    } finally {
      meter.durations().record(System.nanoTime() - begunAt);
    }
  }

  /** A call: its work, the turns that it has, and its deadline. */
  private record Call<T>(Function<Transaction, T> work, Turns.OfCall turns, Deadline deadline) {}

  private <T> T admitted(Function<Transaction, T> work) {
    Deadline deadline = Deadline.in(database.timeout());
    Admission admission = breaker.admit();
    if (admission == Admission.TRIAL && commitsWaiting.test(deadline)) {
      breaker.failed(admission, deadline.begunAt(), true);
      throw outage.refused();
    }
    if (admission == Admission.REFUSED) {
      throw outage.refused();
    }
    try {
      T value = takingTurns(work, deadline);
      breaker.succeeded();
      outage.succeeded();
      return value;
    } catch (SQLException e) {
      throw unavailable(e, admission, deadline);
    } catch (SqlFailure e) {
      if (new PostgresFailure(e.sqlException()).violation()) {
        breaker.succeeded();
        throw e;
      }
      throw unavailable(e.sqlException(), admission, deadline);
    } catch (CommitInDoubtException e) {
      boolean timedOut =
          e.getCause() instanceof SQLException cause && new PostgresFailure(cause).timedOut();
      breaker.failed(admission, deadline.begunAt(), timedOut);
      var _ = outage.failed(String.valueOf(e.getMessage()), e, 1);
      throw e;
    } catch (TakenException e) { // says nothing about the database
      if (admission == Admission.TRIAL) {
        breaker.failed(admission, deadline.begunAt(), false);
      }
      late.increment();
      throw new RowContendedException(e);
    } catch (RuntimeException | Error e) { // the caller's own failure, not the database's
      breaker.succeeded();
      throw e;
    }
  }

  private StoreUnavailableException unavailable(
      SQLException e, Admission admission, Deadline deadline) {
    PostgresFailure failure = new PostgresFailure(e);
    if (failure.unconnected() && breaker.succeededSince(deadline.begunAt())) {
      breaker.failed(admission, deadline.begunAt(), true);
      return outage.overloaded();
    }
    breaker.failed(admission, deadline.begunAt(), failure.timedOut());
    SQLException cause = failure.unconnected() ? source.failure().orElse(e) : e;
    return outage.failed(database.explain(cause), cause, 1);
  }

  /** Waits for turns only as long as there is enough time left to wait for a connection. */
  private <T> T takingTurns(Function<Transaction, T> work, Deadline deadline) throws SQLException {
    try (Turns.OfCall own = turns.ofCall()) {
      while (true) {
        try {
          return retryingOnNewConnection(new Call<>(work, own, deadline));
        } catch (TakenException e) {
          if (!own.await(deadline.leftMillis() - Connections.connectionTimeoutMillis(database))) {
            throw e;
          }
        }
      }
    }
  }

  private <T> T retryingOnNewConnection(Call<T> call) throws SQLException {
    while (true) {
      try {
        return onConnection(call);
      } catch (SQLException e) {
        throwUnlessConnectionLost(e, e, call.deadline());
      } catch (SqlFailure e) {
        throwUnlessConnectionLost(e.sqlException(), e, call.deadline());
      }
    }
  }

  private <T> T onConnection(Call<T> call) throws SQLException {
    Connection connection = connections.getConnection();
    try {
      return retryingConflicts(connection, call);
    } finally {
      release(connection);
    }
  }

  /**
   * Returns the connection to the pool. A failure of this step does not affect the work: the pool
   * drops the connection.
   */
  private static void release(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection could not be released", e);
    }
  }

  /**
   * Throws the exception if a retry is impossible. Otherwise returns; the retry may have to wait
   * for another connection.
   */
  private <E extends Exception> void throwUnlessConnectionLost(
      SQLException e, E thrown, Deadline deadline) throws E {
    if (!new PostgresFailure(e).connectionLost()
        || deadline.leftMillis() < Connections.connectionTimeoutMillis(database)
        || Thread.currentThread().isInterrupted()) {
      throw thrown;
    }
  }

  private <T> T retryingConflicts(Connection connection, Call<T> call) throws SQLException {
    try {
      return retryingRollbacks(connection, call);
    } catch (SqlFailure e) {
      if (!new PostgresFailure(e.sqlException()).duplicate()) {
        throw e;
      }
      // Another transaction has stored the same unique value at the same time. A retry sees that
      // value.
      return retryingRollbacks(connection, call);
    }
  }

  private <T> T retryingRollbacks(Connection connection, Call<T> call) throws SQLException {
    while (true) {
      try {
        return runOnce(connection, call);
      } catch (SQLException e) {
        throwUnlessConflict(e, e, call.deadline());
      } catch (SqlFailure e) {
        throwUnlessConflict(e.sqlException(), e, call.deadline());
      }
    }
  }

  private static <E extends Exception> void throwUnlessConflict(
      SQLException e, E thrown, Deadline deadline) throws E {
    if (!new PostgresFailure(e).conflict() || deadline.leftMillis() <= 0) {
      throw thrown;
    }
    // Waits for a random time, to avoid another conflict between the two transactions.
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS));
  }

  private <T> T runOnce(Connection connection, Call<T> call) throws SQLException {
    Deadline deadline = call.deadline();
    T value;
    try (Sql sql = new Sql(connection, () -> deadline.limit(connection))) {
      SqlTransaction transaction =
          new SqlTransaction(sql, database, connection, call.turns()::take);
      value = call.work().apply(transaction);
      transaction.finish();
    } catch (RuntimeException | Error e) {
      rollBack(connection, deadline, e);
      throw e;
    }
    long endsAt = System.nanoTime();
    ending.end(connection, deadline);
    ends.record(System.nanoTime() - endsAt);
    return value;
  }

  private static void rollBack(Connection connection, Deadline deadline, Throwable cause) {
    try {
      deadline.limitRollback(connection);
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Waits for running calls, for at most the time-out of a call. Then closes the connections. */
  @Override
  public void close() {
    Deadline deadline = Deadline.in(database.timeout());
    while (!connections.isClosed()
        && connections.getHikariPoolMXBean().getActiveConnections() > 0
        && deadline.leftMillis() > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    source.close();
    connections.close();
  }
}
