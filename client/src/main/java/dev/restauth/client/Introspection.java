package dev.restauth.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Queries whether a token is active (RFC 7662), with limited concurrency and without a cache. After
 * a failure, introspection pauses for half a second, so that an unavailable server does not block
 * all requests. Thread-safe.
 */
final class Introspection {
  private static final int CONCURRENT_AT_MOST = 64;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private final RemoteServer server;
  private final LongSupplier ticker;
  private final long timeout;
  private final Semaphore permits = new Semaphore(CONCURRENT_AT_MOST);
  private volatile long pausedUntil;

  Introspection(RemoteServer server, LongSupplier ticker, Duration timeout) {
    this.server = server;
    this.ticker = ticker;
    this.timeout = timeout.toNanos();
    this.pausedUntil = ticker.getAsLong();
  }

  /** Returns the server's answer, or empty if no answer arrives in time. */
  Optional<Boolean> isActive(String token) {
    if (pausedUntil - ticker.getAsLong() > 0) {
      return Optional.empty();
    }
    try {
      if (!permits.tryAcquire(timeout, TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
      try {
        return Optional.of(server.isActive(token));
      } catch (IOException e) {
        pausedUntil = ticker.getAsLong() + PAUSE;
        return Optional.empty();
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
