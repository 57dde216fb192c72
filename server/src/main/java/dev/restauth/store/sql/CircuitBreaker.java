package dev.restauth.store.sql;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps callers from a database that does not answer: each that waits in vain leaves behind, on the server, a
 * process that goes on waiting, until there may be none left for anybody. Then only one call at a time may
 * try, until one succeeds. Thread-safe.
 */
final class CircuitBreaker {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** How a call is let through. */
  enum Admission {
    /** As all are while the database works. */
    FREE,
    /** As the only one, to see whether it works again. */
    TRIAL,
    /** Not at all. */
    REFUSED
  }

  private final LongSupplier nanos;
  private volatile boolean open;
  private volatile long workedAt;
  private boolean trying;
  private long nextAt;

  /**
   * Closed.
   *
   * @param nanos the time, as {@link System#nanoTime} tells it
   */
  CircuitBreaker(LongSupplier nanos) {
    this.nanos = nanos;
    this.workedAt = nanos.getAsLong();
  }

  /** To be asked before each call; those that were admitted must tell how they ended. */
  Admission admit() {
    return open ? trial() : Admission.FREE;
  }

  private synchronized Admission trial() {
    if (!open) {
      return Admission.FREE;
    }
    if (trying || nanos.getAsLong() - nextAt < 0) {
      return Admission.REFUSED;
    }
    trying = true;
    return Admission.TRIAL;
  }

  /** The database did what it was asked for, also where that was nonsense. */
  void worked() {
    workedAt = nanos.getAsLong();
    if (open) {
      close();
    }
  }

  private synchronized void close() {
    open = false;
    trying = false;
  }

  /** Whether another call has succeeded since that time. */
  boolean workedSince(long time) {
    return workedAt - time > 0;
  }

  /**
   * The database did not do it.
   *
   * @param begunAt when the call began; where others have succeeded since, the cause is its own
   * @param timedOut whether it did not answer
   */
  synchronized void failed(Admission admission, long begunAt, boolean timedOut) {
    if (admission == Admission.TRIAL) {
      trying = false;
    }
    if (open || (timedOut && !workedSince(begunAt))) {
      open = true;
      nextAt = nanos.getAsLong() + PAUSE_NANOS;
    }
  }
}
