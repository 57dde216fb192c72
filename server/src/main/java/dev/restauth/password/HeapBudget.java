package dev.restauth.password;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Half of the Java heap, for hashes that are computed on it: several large ones at a time would take
 * all of it, and the program ends then. Thread-safe.
 */
final class HeapBudget {
  private static final int KIB = 1024;

  private final int all =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / KIB);
  private final Semaphore free = new Semaphore(all, true);

  /** Waits until so much is free; work that asks for more than there is goes alone. */
  byte[] with(long bytes, Supplier<byte[]> work) {
    int kib = (int) Math.min(all, Math.ceilDiv(bytes, KIB));
    free.acquireUninterruptibly(kib);
    try {
      return work.get();
    } finally {
      free.release(kib);
    }
  }
}
