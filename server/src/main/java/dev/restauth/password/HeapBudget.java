package dev.restauth.password;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Limits the memory of hashes that are computed on the Java heap to half of the heap. Without this
 * limit, several large hashes at the same time could exhaust the heap and stop the program.
 * Thread-safe.
 */
final class HeapBudget {
  private static final int KIB = 1024;

  private final int totalKib =
      (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / KIB);
  private final Semaphore free = new Semaphore(totalKib, true);

  /**
   * Does the work as soon as this number of bytes is free in the budget. Work that needs more than
   * the whole budget waits until no other work is running.
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
