package dev.restauth.adopt.sql;

import dev.restauth.adopt.sql.Engine.Access;
import dev.restauth.adopt.sql.Engine.Purpose;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks up users in the legacy database while a server runs. Uses separate platform threads: a
 * native call would pin the carrier of a virtual thread, and may wait for a lock of the legacy
 * application. A caller waits at most two seconds in {@link #byName}, four in {@link #byId}, and a
 * minute in the other methods. Thread-safe.
 *
 * <p>For look-ups by name or id, there are as many connections as threads, so that no thread waits
 * for a connection. A connection that is broken, old, or was idle for long is replaced at its next
 * use, so no connection pool is needed. Each of the other queries opens a connection.
 */
public final class UserLookups implements AutoCloseable {
  static final int WAITING_SECONDS = 2;
  private static final int QUEUE_AT_MOST = 256;
  private static final int THREADS = 4;

  /**
   * The time limit of queries that may read every row, in seconds. No log-in waits for such a
   * query.
   */
  private static final int SCAN_SECONDS = 60;

  private static final String INTERRUPTED = "interrupted while waiting for the old database";

  private interface Lookup<T> {
    T run() throws SQLException;
  }

  private final LegacyDatabase database;
  private final UserQuery query;
  private final AvailabilityLog availability = new AvailabilityLog();
  private final Semaphore ids = new Semaphore(1);
  private final ConcurrentLinkedDeque<LookupConnection> free = new ConcurrentLinkedDeque<>();
  private final ThreadPoolExecutor threads;

  /** Creates the look-ups. Does not connect before the first one. */
  public UserLookups(LegacyDatabase database, UserQuery query) {
    this.database = database;
    this.query = query;
    for (int i = 0; i < THREADS; i++) {
      free.add(new LookupConnection(database, query));
    }
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE_AT_MOST),
            Thread.ofPlatform().name("old-users-", 0).daemon().factory());
  }

  /**
   * Returns all users with exactly this name. Names are compared character by character, even if
   * the database ignores case.
   *
   * @throws LegacyUsersUnavailable if the look-up failed
   */
  public List<LegacyRow> byName(String username) {
    return call(WAITING_SECONDS, () -> onPooledConnection(lookup -> lookup.byName(username)));
  }

  /**
   * Returns all users with this id. Looks up only one id at a time: any client can cause such
   * look-ups, and log-ins must not wait for them.
   *
   * @throws LegacyUsersUnavailable if the look-up failed
   */
  public List<LegacyRow> byId(long id) {
    try {
      if (!ids.tryAcquire(WAITING_SECONDS, TimeUnit.SECONDS)) {
        throw new LegacyUsersUnavailable("too many look-ups by id are waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LegacyUsersUnavailable(INTERRUPTED);
    }
    try {
      return call(WAITING_SECONDS, () -> onPooledConnection(lookup -> lookup.byId(id)));
    } finally {
      ids.release();
    }
  }

  /**
   * Returns the highest id that is a whole number, or 0 if there is none. May take a minute.
   *
   * @throws LegacyUsersUnavailable if the query failed
   */
  public long highestId() {
    return call(SCAN_SECONDS, () -> onNewConnection(LookupQuery::highestId));
  }

  /**
   * Some of the users.
   *
   * @param total the number of all users
   */
  public record Sample(long total, List<LegacyRow> rows) {}

  /**
   * Returns some of the users, and the number of all users. May take a minute.
   *
   * @throws LegacyUsersUnavailable if the query failed
   */
  public Sample sample(int atMost) {
    return call(
        SCAN_SECONDS,
        () -> onNewConnection(lookup -> new Sample(lookup.count(), lookup.sample(atMost))));
  }

  /**
   * Returns whether the legacy database answered the last look-up; false before the first one. A
   * look-up that times out, or for which the queue has no space, counts as not answered.
   */
  public boolean isReachable() {
    return availability.isReachable();
  }

  private <T> T onPooledConnection(LookupConnection.Work<T> work) throws SQLException {
    LookupConnection connection = free.removeFirst(); // the most recently used
    try {
      return connection.run(work);
    } finally {
      free.addFirst(connection);
    }
  }

  private <T> T onNewConnection(LookupConnection.Work<T> work) throws SQLException {
    return database.engine().retryTransient(() -> runOnNewConnection(work));
  }

  private <T> T runOnNewConnection(LookupConnection.Work<T> work) throws SQLException {
    try (Access access = database.engine().connect(Purpose.ALL)) {
      UserQuery complete = query.on(access.connection());
      Columns columns = database.columns(access.connection(), complete);
      return work.run(new LookupQuery(access.connection(), database.engine(), complete, columns));
    }
  }

  private <T> T call(int seconds, Lookup<T> work) {
    Future<T> future;
    try {
      future = threads.submit(() -> runAndRecord(work));
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown()
          ? new LegacyUsersUnavailable("the old database is closed")
          : unavailable("too many look-ups are waiting for it");
    }
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (TimeoutException e) {
      future.cancel(false); // work that has not begun never runs
      throw unavailable(database.shown() + ": it does not answer within " + seconds + " s");
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new LegacyUsersUnavailable(INTERRUPTED);
    }
  }

  private <T> T runAndRecord(Lookup<T> work) {
    try {
      T value = work.run();
      availability.succeeded();
      return value;
    } catch (SQLException e) {
      throw unavailable(database.engine().explain(e));
    } catch (UnreadableDatabase e) {
      throw unavailable(String.valueOf(e.getMessage()));
    }
  }

  private LegacyUsersUnavailable unavailable(String reason) {
    availability.failed(reason);
    return new LegacyUsersUnavailable(reason);
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> new LegacyUsersUnavailable("the driver failed");
      case LegacyUsersUnavailable e -> new LegacyUsersUnavailable(String.valueOf(e.getMessage()));
      case Error e -> throw e;
      // This is an exception of the driver, whose message may contain a secret.
      default -> new LegacyUsersUnavailable("the driver failed: " + cause.getClass().getName());
    };
  }

  /**
   * Waits at most {@link #WAITING_SECONDS} seconds for running look-ups. Closes the connections if
   * all look-ups have ended.
   */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (threads.awaitTermination(WAITING_SECONDS, TimeUnit.SECONDS)) {
        free.forEach(LookupConnection::close);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
