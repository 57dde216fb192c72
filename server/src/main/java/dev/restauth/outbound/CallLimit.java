package dev.restauth.outbound;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the number of simultaneous calls. One host gets only a part of them, so that a host that does not answer cannot
 * keep the server from calling others. Thread-safe.
 */
final class CallLimit {
  static final int CALLS = 16;
  static final int CALLS_TO_A_HOST = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Map<String, Integer> ofHosts = new HashMap<>();
  private int all;

  /**
   * Waits until the call may begin. {@link #end} must be called after it.
   *
   * @return whether it may begin; false at the deadline
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

  /** Ends a call that has begun. */
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
