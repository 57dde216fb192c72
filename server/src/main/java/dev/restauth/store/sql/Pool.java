package dev.restauth.store.sql;

import com.zaxxer.hikari.HikariDataSource;
import dev.restauth.blocking.Blocking;
import dev.restauth.store.CommitInDoubtException;
import dev.restauth.store.Sql;
import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.CircuitBreaker.Admission;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Connections for one kind of work, and how it is done: on the caller's thread, within its patience, repeated
 * where nothing was committed and a repetition may succeed. Thread-safe.
 */
final class Pool implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Pool.class.getName());

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How a transaction ends that has done its work. */
  interface Ending {
    void end(Connection connection, Deadline deadline) throws SQLException;
  }

  private final PostgresDatabase database;
  private final Ending ending;
  private final HikariDataSource connections;
  private final OutageLog outage;
  private final Predicate<Deadline> heldUp;
  private final CircuitBreaker breaker = new CircuitBreaker(System::nanoTime);

  private Pool(
      PostgresDatabase database,
      Ending ending,
      HikariDataSource connections,
      OutageLog outage,
      Predicate<Deadline> heldUp) {
    this.database = database;
    this.ending = ending;
    this.connections = connections;
    this.outage = outage;
    this.heldUp = heldUp;
  }

  /** For transactions that change nothing, each on a snapshot. */
  static Pool reading(PostgresDatabase database) {
    return new Pool(
        database,
        (connection, deadline) -> {
          deadline.limit(connection);
          connection.rollback();
        },
        Connections.reading(database),
        new OutageLog("reading"),
        _ -> false);
  }

  /**
   * For transactions that are committed. Those that are given up while they wait for a standby go on waiting on
   * the server, each with a connection of its own, until there is one: none is added to them.
   */
  static Pool writing(PostgresDatabase database, Pool reading) {
    return new Pool(
        database,
        new PostgresCommit(database)::end,
        Connections.writing(database),
        new OutageLog("writing"),
        reading::commitsWait);
  }

  /** Whether commits of this program have waited for a standby for longer than anybody waits for them. */
  private boolean commitsWait(Deadline deadline) {
    try (Connection connection = connections.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND application_name = 'restauth' AND wait_event = 'SyncRep'"
                    + " AND state_change < clock_timestamp() - ? * INTERVAL '1 millisecond')")) {
      deadline.limit(connection);
      statement.setLong(1, database.patience().toMillis());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    } catch (SQLException e) {
      PostgresFailure failure = new PostgresFailure(e);
      return failure.timedOut() && !failure.unconnected();
    }
  }

  /**
   * Runs {@code work} in a transaction, more than once where the first was undone.
   *
   * @throws CommitInDoubtException where nobody knows whether it was committed
   * @throws StoreUnavailableException where it was not
   */
  <T> T call(Function<Transaction, T> work) {
    Blocking.begin();
    if (connections.isClosed()) {
      throw new StoreUnavailableException("the database is closed");
    }
    Deadline deadline = Deadline.in(database.patience());
    Admission admission = breaker.admit();
    if (admission == Admission.TRIAL && heldUp.test(deadline)) {
      breaker.failed(admission, deadline.begunAt(), true);
      throw outage.refused();
    }
    if (admission == Admission.REFUSED) {
      throw outage.refused();
    }
    try {
      T value = repeated(work, deadline);
      breaker.worked();
      outage.over();
      return value;
    } catch (SQLException e) {
      throw unavailable(e, admission, deadline);
    } catch (SqlFailure e) {
      if (new PostgresFailure(e.sqlException()).violation()) {
        breaker.worked();
        throw e;
      }
      throw unavailable(e.sqlException(), admission, deadline);
    } catch (CommitInDoubtException e) {
      boolean timedOut =
          e.getCause() instanceof SQLException cause && new PostgresFailure(cause).timedOut();
      breaker.failed(admission, deadline.begunAt(), timedOut);
      var _ = outage.began(String.valueOf(e.getMessage()), e, 1);
      throw e;
    } catch (RuntimeException | Error e) { // the caller's own; the database has done its part
      breaker.worked();
      throw e;
    }
  }

  private StoreUnavailableException unavailable(
      SQLException e, Admission admission, Deadline deadline) {
    PostgresFailure failure = new PostgresFailure(e);
    if (failure.unconnected() && breaker.workedSince(deadline.begunAt())) {
      breaker.failed(admission, deadline.begunAt(), true);
      return outage.overloaded();
    }
    breaker.failed(admission, deadline.begunAt(), failure.timedOut());
    return outage.began(database.explain(failure.cause()), failure.cause(), 1);
  }

  private <T> T repeated(Function<Transaction, T> work, Deadline deadline) throws SQLException {
    while (true) {
      try {
        return onAny(work, deadline);
      } catch (SQLException e) {
        throwIfFinal(e, e, deadline);
      } catch (SqlFailure e) {
        throwIfFinal(e.sqlException(), e, deadline);
      }
    }
  }

  private <T> T onAny(Function<Transaction, T> work, Deadline deadline) throws SQLException {
    Connection connection = connections.getConnection();
    try {
      return onOne(connection, work, deadline);
    } finally {
      giveBack(connection);
    }
  }

  /** A failure here says nothing of what was done: the pool drops the connection. */
  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "a connection could not be given back", e);
    }
  }

  /** Another connection may have to be waited for. */
  private <E extends Exception> void throwIfFinal(SQLException e, E thrown, Deadline deadline)
      throws E {
    if (!new PostgresFailure(e).connectionLost()
        || deadline.leftMillis() < Connections.waitMillis(database)
        || Thread.currentThread().isInterrupted()) {
      throw thrown;
    }
  }

  private <T> T onOne(Connection connection, Function<Transaction, T> work, Deadline deadline)
      throws SQLException {
    while (true) {
      try {
        return once(connection, work, deadline);
      } catch (SQLException e) {
        throwUnlessConflict(e, e, deadline);
      } catch (SqlFailure e) {
        throwUnlessConflict(e.sqlException(), e, deadline);
      }
    }
  }

  private static <E extends Exception> void throwUnlessConflict(
      SQLException e, E thrown, Deadline deadline) throws E {
    if (!new PostgresFailure(e).conflict() || deadline.leftMillis() <= 0) {
      throw thrown;
    }
    // Not at the same time as the other.
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(PAUSE_NANOS));
  }

  private <T> T once(Connection connection, Function<Transaction, T> work, Deadline deadline)
      throws SQLException {
    T value;
    try (Sql sql = new Sql(connection, () -> deadline.limit(connection))) {
      SqlTransaction transaction = new SqlTransaction(sql, database, connection);
      value = work.apply(transaction);
      transaction.finish();
    } catch (RuntimeException | Error e) {
      undo(connection, deadline, e);
      throw e;
    }
    ending.end(connection, deadline);
    return value;
  }

  private static void undo(Connection connection, Deadline deadline, Throwable cause) {
    try {
      deadline.limitEnd(connection);
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Lets what runs end, within its patience. */
  @Override
  public void close() {
    Deadline deadline = Deadline.in(database.patience());
    while (!connections.isClosed()
        && connections.getHikariPoolMXBean().getActiveConnections() > 0
        && deadline.leftMillis() > 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    connections.close();
  }
}
