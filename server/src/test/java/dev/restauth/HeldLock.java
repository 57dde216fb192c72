package dev.restauth;

import static dev.restauth.Eventually.eventually;

import dev.restauth.email.Rows;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * A lock that the test holds while a call runs. The test changes rows before it releases the lock.
 * On PostgreSQL the call reads its first rows before it waits for the lock, and reads the other
 * rows after the change, as if another server had made the change. SQLite has only one writer, so
 * the call runs either before or after the change.
 *
 * @param lock takes the lock in a transaction
 * @param change changes rows in the same transaction
 */
public record HeldLock(
    TestServer server,
    TestDatabase database,
    Consumer<Transaction> lock,
    Consumer<Transaction> change) {

  /** Makes the call while the lock is held, and returns the call's result. */
  public <T> T during(Callable<T> call) throws InterruptedException, ExecutionException {
    return during(1, call);
  }

  /**
   * Makes the call while the lock is held, and returns the call's result.
   *
   * @param waiting the number of transactions that wait for locks before the change: the call's,
   *     and those of the server's own threads
   */
  public <T> T during(int waiting, Callable<T> call)
      throws InterruptedException, ExecutionException {
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> held =
          threads.submit(
              () ->
                  server
                      .store()
                      .inTransaction(
                          own -> {
                            Transaction tx = withoutTurns(own);
                            lock.accept(tx);
                            locked.countDown();
                            await(released);
                            change.accept(tx);
                            return true;
                          }));
      locked.await();
      Future<T> called = threads.submit(call);
      try {
        if (database == TestDatabase.POSTGRESQL) {
          eventually("the call waits for the lock", () -> waiting() >= waiting);
        }
      } finally {
        released.countDown();
      }
      held.get();
      return called.get();
    }
  }

  /** The call would wait for its turn before it has read anything. Other servers have no turns. */
  private static Transaction withoutTurns(Transaction tx) {
    return (Transaction)
        Proxy.newProxyInstance(
            Transaction.class.getClassLoader(),
            new Class<?>[] {Transaction.class},
            (_, method, arguments) -> {
              try {
                return method.getName().equals("takeTurn") ? null : method.invoke(tx, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private long waiting() {
    return Rows.count(
        server,
        "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND datname = current_database()");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
