package dev.restauth.listener;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, for the one thread that reads it. While that thread is busy with a request,
 * another can read in its place, once: so the client's end is seen when it comes, and what came in
 * its stead is what the first thread gets next.
 *
 * <p>Why not a short read: Helidon's sockets are channels, which know no timeouts; of TLS only a part
 * of a record may have come; and neither way can be given back what was read.
 */
final class WatchedInput {
  private final Supplier<byte @Nullable []> source;

  /** The read of the other thread, until its result is taken. Set by the first thread alone. */
  private volatile Optional<FutureTask<Optional<byte[]>>> ahead = Optional.empty();

  /**
   * Input that nobody watches yet.
   *
   * @param source waits for what comes next; null at the end
   */
  WatchedInput(Supplier<byte @Nullable []> source) {
    this.source = source;
  }

  /**
   * Waits for what comes next.
   *
   * @return null, or nothing in it, at the end
   * @throws UncheckedIOException where the connection is broken, or this thread is interrupted
   */
  byte @Nullable [] next() {
    if (ahead.isEmpty()) {
      return source.get();
    }
    try {
      byte @Nullable [] bytes = ahead.get().get().orElse(null);
      ahead = Optional.empty();
      return bytes;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new ClosedByInterruptException());
    }
  }

  /** Has it watched from now on. Called by the thread that reads, while it does not. */
  void watch() {
    if (ahead.isPresent()) {
      return;
    }
    FutureTask<Optional<byte[]>> read = new FutureTask<>(() -> Optional.ofNullable(source.get()));
    ahead = Optional.of(read);
    Thread.ofVirtual().name("client-watch").start(read);
    try {
      var _ = read.get(1, TimeUnit.MILLISECONDS); // an end that is there already is seen now
    } catch (ExecutionException | TimeoutException e) {
      // Whoever asks is told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the other thread came to the end. Any thread may ask. */
  boolean endSeen() {
    return ahead
        .map(
            read ->
                switch (read.state()) {
                  case RUNNING -> false;
                  case SUCCESS -> read.resultNow().map(bytes -> bytes.length == 0).orElse(true);
                  case FAILED, CANCELLED -> true;
                })
        .orElse(false);
  }

  /** Whether the other thread holds something that the first did not come to take. */
  boolean holdsUnread() {
    return ahead.map(FutureTask::isDone).orElse(false) && !endSeen();
  }

  /** Waits until the other thread has let go of the socket, which must have been closed. */
  void awaitOver() {
    boolean interrupted = false;
    while (ahead.isPresent() && !ahead.get().isDone()) {
      try {
        var _ = ahead.get().get();
      } catch (ExecutionException e) {
        // It is over.
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
