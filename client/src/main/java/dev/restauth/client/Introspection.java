package dev.restauth.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Asks the server whether a token counts, a bounded number at a time. No answer is remembered. After a
 * failure nothing is asked for half a second, so that an absent server does not hold all who come.
 * Thread-safe.
 */
final class Introspection {
  private static final int AT_ONCE = 64;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private final RemoteServer server;
  private final LongSupplier ticker;
  private final long patience;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private volatile long pausedUntil;

  Introspection(RemoteServer server, LongSupplier ticker, Duration patience) {
    this.server = server;
    this.ticker = ticker;
    this.patience = patience.toNanos();
    this.pausedUntil = ticker.getAsLong();
  }

  /** What the server says, or nothing where it does not in time. */
  Optional<Boolean> isActive(String token) {
    if (pausedUntil - ticker.getAsLong() > 0) {
      return Optional.empty();
    }
    try {
      if (!places.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
      try {
        return Optional.of(server.isActive(token));
      } catch (IOException e) {
        pausedUntil = ticker.getAsLong() + PAUSE;
        return Optional.empty();
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
