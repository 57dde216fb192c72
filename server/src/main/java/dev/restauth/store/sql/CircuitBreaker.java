package dev.restauth.store.sql;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Circuit breaker for a database that does not answer. Each call that times out leaves a waiting
 * process on the database server. Eventually the server would have no connections left for other
 * clients. After a time-out, the circuit breaker therefore admits only one call at a time, until a
 * call succeeds. Thread-safe.
 */
final class CircuitBreaker {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Decision about a call. */
  enum Admission {
    /** Admitted: the database works. */
    FREE,
    /** Admitted as the only call, to test whether the database works again. */
    TRIAL,
    /** Refused. */
    REFUSED
  }

  private final LongSupplier nanos;
  private volatile boolean open;
  private volatile long succeededAt;
  private boolean trying;
  private long nextAt;

  /**
   * Creates a closed circuit breaker, which admits all calls.
   *
   * @param nanos the time source, such as {@link System#nanoTime}
   */
  CircuitBreaker(LongSupplier nanos) {
    this.nanos = nanos;
    this.succeededAt = nanos.getAsLong();
  }

  /**
   * Decides whether to admit a call. The caller must report the end of each admitted call through
   * {@link #succeeded} or {@link #failed}.
   */
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

  /** Reports that the database answered. An error about an invalid request is an answer, too. */
  void succeeded() {
    succeededAt = nanos.getAsLong();
    if (open) {
      close();
    }
  }

  private synchronized void close() {
    open = false;
    trying = false;
  }

  /** Returns whether another call has succeeded since {@code time}. */
  boolean succeededSince(long time) {
    return succeededAt - time > 0;
  }

  /**
   * Reports that the database failed.
   *
   * @param begunAt the time at which the call began. If another call has succeeded since then, the
   *     database works and only this call is slow
   * @param timedOut whether the database did not answer
   */
  synchronized void failed(Admission admission, long begunAt, boolean timedOut) {
    if (admission == Admission.TRIAL) {
      trying = false;
    }
    if (open || (timedOut && !succeededSince(begunAt))) {
      open = true;
      nextAt = nanos.getAsLong() + PAUSE_NANOS;
    }
  }
}
