package dev.restauth.password;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A hash that somebody waits for. It is begun or refused, once: whichever comes first.
 *
 * @param <T> what comes of it
 */
final class HashingJob<T> {
  private final HashRequest request;
  private final Supplier<T> work;
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

  /**
   * Begins.
   *
   * @return false where it was refused before
   */
  boolean begin() {
    return decided.compareAndSet(false, true);
  }

  /** Does the work, once it was begun, on the thread that may take long. */
  void work() {
    try {
      result.complete(Optional.of(work.get()));
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /**
   * Refuses it.
   *
   * @return false where it was begun before
   */
  boolean refuse() {
    boolean refused = begin();
    if (refused) {
      result.complete(Optional.empty());
    }
    return refused;
  }

  /**
   * Refuses it because nobody waits for it any longer.
   *
   * @return false where it was begun before
   */
  boolean abandon() {
    abandoned = refuse();
    return abandoned;
  }

  boolean wasAbandoned() {
    return abandoned;
  }

  /**
   * Waits for the end.
   *
   * @return empty where it was refused
   * @throws TimeoutException where there is no end yet
   */
  Optional<T> await(long atMostNanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    return result.get(atMostNanos, TimeUnit.NANOSECONDS);
  }

  /** Whether it has been begun or refused. */
  boolean isDecided() {
    return decided.get();
  }
}
