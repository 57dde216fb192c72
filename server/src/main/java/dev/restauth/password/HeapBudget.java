package dev.restauth.password;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Limits hashes that are computed on the Java heap to half of the heap. Several large hashes at a
 * time could exhaust it, which would end the program. Thread-safe.
 */
final class HeapBudget {
  private static final int KIB = 1024;

  private final int totalKib =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / KIB);
  private final Semaphore free = new Semaphore(totalKib, true);

  /**
   * Does the work once that many bytes of the budget are free. Work that needs more than the whole
   * budget waits until it can run alone.
   */
  byte[] with(long bytes, Supplier<byte[]> work) {
    int kib = (int) Math.min(totalKib, Math.ceilDiv(bytes, KIB));
    free.acquireUninterruptibly(kib);
    try {
      return work.get();
    } finally {
      free.release(kib);
    }
  }
}
