package dev.restauth;

import static dev.restauth.Eventually.eventually;

import dev.restauth.email.Rows;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Holds a lock while a call runs, and changes rows before it lets go. On PostgreSQL the call has read what it reads
 * before it takes the lock, and reads the rest after the change. SQLite has one writer: there the call runs before the
 * change, or after it.
 *
 * @param lock takes the lock in a transaction
 * @param change the change in the same transaction
 */
public record HeldLock(
    TestServer server,
    TestDatabase database,
    Consumer<Transaction> lock,
    Consumer<Transaction> change) {

  /** Makes the call meanwhile, and returns its result. */
  public <T> T during(Callable<T> call) throws InterruptedException, ExecutionException {
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> held =
          threads.submit(
              () ->
                  server
                      .store()
                      .inTransaction(
                          tx -> {
                            lock.accept(tx);
                            locked.countDown();
                            await(waiting);
                            change.accept(tx);
                            return true;
                          }));
      locked.await();
      Future<T> called = threads.submit(call);
      try {
        if (database == TestDatabase.POSTGRESQL) {
          eventually("the call waits for the lock", this::isWaiting);
        }
      } finally {
        waiting.countDown();
      }
      held.get();
      return called.get();
    }
  }

  private boolean isWaiting() {
    return Rows.count(
            server,
            "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND datname = current_database()")
        > 0;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
