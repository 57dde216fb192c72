package dev.restauth.password;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A hash for which a caller is waiting. The job is either started or refused, never both, and only
 * once.
 *
 * @param <T> the type of the result
 */
final class HashingJob<T> {
  private final HashRequest request;
  private final Supplier<T> work;
  private final long createdAt = System.nanoTime();
  private final AtomicBoolean decided = new AtomicBoolean();
  private volatile boolean abandoned;
  private final CompletableFuture<Optional<T>> result = new CompletableFuture<>();

  HashingJob(HashRequest request, Supplier<T> work) {
    this.request = request;
    this.work = work;
  }

  HashRequest request() {
    return request;
  }

  /** Returns the time at which the job was created, by {@link System#nanoTime}. */
  long createdAt() {
    return createdAt;
  }

  /**
   * Marks the job as started.
   *
   * @return false if the job was already refused
   */
  boolean begin() {
    return decided.compareAndSet(false, true);
  }

  /** Computes the hash on the calling thread. Call this method after {@link #begin}. */
  void work() {
    try {
      result.complete(Optional.of(work.get()));
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /**
   * Refuses the job.
   *
   * @return false if the job was already started
   */
  boolean refuse() {
    boolean refused = begin();
    if (refused) {
      result.complete(Optional.empty());
    }
    return refused;
  }

  /**
   * Refuses the job because its caller no longer waits.
   *
   * @return false if the job was already started
   */
  boolean abandon() {
    abandoned = refuse();
    return abandoned;
  }

  boolean wasAbandoned() {
    return abandoned;
  }

  /**
   * Waits for the result.
   *
   * @return empty if the job was refused
   * @throws TimeoutException if the waiting time passed without a result
   */
  Optional<T> await(long timeoutNanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    return result.get(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** Returns whether the job has been started or refused. */
  boolean isDecided() {
    return decided.get();
  }
}
