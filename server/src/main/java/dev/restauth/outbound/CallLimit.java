package dev.restauth.outbound;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the number of simultaneous calls. Calls to one host may use only part of the limit, so
 * that a host that does not answer cannot block calls to other hosts. Thread-safe.
 */
final class CallLimit {
  static final int CALLS = 16;
  static final int CALLS_TO_A_HOST = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Map<String, Integer> ofHosts = new HashMap<>();
  private int all;

  /**
   * Waits until the call may begin. The caller must call {@link #end} after the call.
   *
   * @return whether the call may begin; false if the deadline has passed
   */
  boolean begin(String host, CallDeadline deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (all >= CALLS || ofHosts.getOrDefault(host, 0) >= CALLS_TO_A_HOST) {
        if (ended.awaitNanos(deadline.nanosLeft()) <= 0) {
          return false;
        }
      }
      all++;
      ofHosts.merge(host, 1, Integer::sum);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a call that was allowed to begin. */
  void end(String host) {
    lock.lock();
    try {
      all--;
      ofHosts.merge(host, -1, (calls, less) -> calls + less == 0 ? null : calls + less);
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
