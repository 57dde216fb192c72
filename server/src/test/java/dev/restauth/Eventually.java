package dev.restauth;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions that soon become true. */
public final class Eventually {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Eventually() {}

  /** Waits until the condition is true. */
  public static void eventually(String what, BooleanSupplier isSo) {
    eventually(() -> what, isSo);
  }

  /**
   * Waits until the condition is true.
   *
   * @param what describes the condition, and what is the case instead
   */
  public static void eventually(Supplier<String> what, BooleanSupplier isSo) {
    long start = System.nanoTime();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("not yet: " + what.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
