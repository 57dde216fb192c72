package dev.restauth.store.sql;

import dev.restauth.store.Sql.SqlFailure;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * One caller's work in a transaction that several callers may share. The caller gets the result
 * only after the transaction has ended, so no result depends on a change that is not durable.
 */
final class PendingWork<T> {
  private final Function<Transaction, T> work;
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private Runnable outcome = () -> {};

  PendingWork(Function<Transaction, T> work) {
    this.work = work;
  }

  /**
   * Runs the work.
   *
   * @return the failure, if any. After a failure, the changes must be rolled back
   */
  Optional<Throwable> run(SqlTransaction transaction) {
    try {
      transaction.begin();
      T value = work.apply(transaction);
      transaction.finish();
      outcome = () -> future.complete(value);
      return Optional.empty();
    } catch (Throwable e) {
      outcome = () -> future.completeExceptionally(e);
      return Optional.of(e);
    }
  }

  /** Replaces the result with a failure, because the work was not committed. */
  void fail(StoreUnavailableException why) {
    outcome = () -> future.completeExceptionally(why);
  }

  /** Passes the result to the waiting caller. */
  void complete() {
    outcome.run();
  }

  /** Waits until the result is available. */
  T await() {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Returns the database's exception, if the database caused the failure. */
  static Optional<SQLException> sqlException(Throwable failure) {
    return failure instanceof SqlFailure failed
        ? Optional.of(failed.sqlException())
        : Optional.empty();
  }
}
