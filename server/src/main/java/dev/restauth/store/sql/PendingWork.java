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
 * Somebody's work in a transaction that others may share, and who waits for it. What came of it is
 * kept back until the transaction has ended: nobody hears of a change that is not durable.
 */
final class PendingWork<T> {
  private final Function<Transaction, T> work;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private Runnable outcome = () -> {};

  PendingWork(Function<Transaction, T> work) {
    this.work = work;
  }

  /**
   * Does the work.
   *
   * @return what it failed with; then whatever it did must be undone
   */
  Optional<Throwable> run(SqlTransaction transaction) {
    try {
      transaction.begin();
      T value = work.apply(transaction);
      transaction.finish();
      outcome = () -> answer.complete(value);
      return Optional.empty();
    } catch (Throwable e) {
      outcome = () -> answer.completeExceptionally(e);
      return Optional.of(e);
    }
  }

  /** Whatever it was, it has not been done. */
  void fail(StoreUnavailableException why) {
    outcome = () -> answer.completeExceptionally(why);
  }

  /** Lets whoever waits have it. */
  void tell() {
    outcome.run();
  }

  /** Waits. */
  T answer() {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** The database's own complaint, where it was the database that failed. */
  static Optional<SQLException> ofDatabase(Throwable failure) {
    return failure instanceof SqlFailure failed
        ? Optional.of(failed.sqlException())
        : Optional.empty();
  }
}
