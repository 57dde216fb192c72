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
 * Looks users up in the old database while a server runs. Threads of its own do it: a native call, and
 * waiting in one for another application's lock, would hold a virtual thread's carrier. Whoever asks waits
 * {@link #WAITING_SECONDS} at most. Thread-safe.
 *
 * <p>There are as many sessions as threads, so that none is waited for, and one that has broken or has
 * rested long is replaced at its next use. No more of a pool is needed.
 */
public final class UserLookups implements AutoCloseable {
  static final int WAITING_SECONDS = 2;
  private static final int QUEUE_AT_MOST = 256;
  private static final int THREADS = 4;

  /** The highest id may need a look at every row; it is asked for at the start. */
  private static final int PATIENT_SECONDS = 60;

  private static final String INTERRUPTED = "interrupted while waiting for the old database";

  private interface Asking<T> {
    T answer() throws SQLException;
  }

  private final LegacyDatabase database;
  private final UserQuery query;
  private final AvailabilityLog contact = new AvailabilityLog();
  private final Semaphore ids = new Semaphore(1);
  private final ConcurrentLinkedDeque<LookupConnection> free = new ConcurrentLinkedDeque<>();
  private final ThreadPoolExecutor threads;

  /** Connects at the first look-up. */
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
   * All users of exactly this name, each character the same, whatever the database takes for equal.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public List<LegacyRow> byName(String username) {
    return call(WAITING_SECONDS, () -> inSession(question -> question.byName(username)));
  }

  /**
   * All users of this id. Only one is looked for at a time: anybody may ask, and those who log in are not to
   * wait for that.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public List<LegacyRow> byId(long id) {
    try {
      if (!ids.tryAcquire(WAITING_SECONDS, TimeUnit.SECONDS)) {
        throw new LegacyUsersUnavailable("too many ids are looked for");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LegacyUsersUnavailable(INTERRUPTED);
    }
    try {
      return call(WAITING_SECONDS, () -> inSession(question -> question.byId(id)));
    } finally {
      ids.release();
    }
  }

  /**
   * The highest id that is a whole number, 0 where there is none. May take a minute.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public long highestId() {
    return call(PATIENT_SECONDS, () -> patiently(LookupQuery::highestId));
  }

  /**
   * Some users.
   *
   * @param total how many there are
   */
  public record Some(long total, List<LegacyRow> rows) {}

  /**
   * Some of the users, and how many there are. May take a minute.
   *
   * @throws OldUsersUnavailable where it cannot be said
   */
  public Some some(int atMost) {
    return call(
        PATIENT_SECONDS,
        () -> patiently(question -> new Some(question.count(), question.some(atMost))));
  }

  /** Whether the last look-up succeeded; false before the first. */
  public boolean reachable() {
    return contact.reachable();
  }

  private <T> T inSession(LookupConnection.Work<T> work) throws SQLException {
    LookupConnection session = free.removeFirst(); // the one whose connection rested least
    try {
      return session.run(work);
    } finally {
      free.addFirst(session);
    }
  }

  private <T> T patiently(LookupConnection.Work<T> work) throws SQLException {
    return database.engine().atAGoodMoment(() -> asked(work));
  }

  private <T> T asked(LookupConnection.Work<T> work) throws SQLException {
    try (Access access = database.engine().connect(Purpose.ALL)) {
      Columns columns = database.columns(access.connection(), query);
      return work.of(new LookupQuery(access.connection(), database.engine(), query, columns));
    }
  }

  private <T> T call(int seconds, Asking<T> work) {
    Future<T> future;
    try {
      future = threads.submit(() -> performed(work));
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown()
          ? new LegacyUsersUnavailable("the old database is closed")
          : unavailable("too many wait for it");
    }
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (TimeoutException e) {
      future.cancel(false); // where it has not begun, it never will
      throw unavailable(database.shown() + ": it does not answer within " + seconds + " s");
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new LegacyUsersUnavailable(INTERRUPTED);
    }
  }

  private <T> T performed(Asking<T> work) {
    try {
      T value = work.answer();
      contact.found();
      return value;
    } catch (SQLException e) {
      throw unavailable(database.engine().explain(e));
    } catch (UnreadableDatabase e) {
      throw unavailable(String.valueOf(e.getMessage()));
    }
  }

  private LegacyUsersUnavailable unavailable(String reason) {
    contact.lost(reason);
    return new LegacyUsersUnavailable(reason);
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case null -> new LegacyUsersUnavailable("the driver failed");
      case LegacyUsersUnavailable e -> new LegacyUsersUnavailable(String.valueOf(e.getMessage()));
      case Error e -> throw e;
      // Of a driver: its message may hold anything.
      default -> new LegacyUsersUnavailable("the driver failed: " + cause.getClass().getName());
    };
  }

  /** Lets what was asked end, as long as anybody would wait for it, then closes the connections. */
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
