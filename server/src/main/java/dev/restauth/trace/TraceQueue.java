package dev.restauth.trace;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The queue of traces that wait for transmission, with a maximum number of spans. Thread-safe. */
final class TraceQueue {
  /** The maximum number of spans, which use about 4 MB. */
  static final int SPANS_AT_MOST = 8_192;

  /** The number of spans in a full batch. A batch can have more, because traces are not split. */
  private static final int BATCH = 512;

  private static final Duration GATHERING = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Recording> waiting = new ArrayDeque<>();
  private int spans;
  private boolean closed;

  /** Adds a trace. Returns false if the queue is full or closed. Never waits for the collector. */
  boolean add(Recording trace) {
    lock.lock();
    try {
      if (closed || spans + trace.size() > SPANS_AT_MOST) {
        return false;
      }
      waiting.add(trace);
      spans += trace.size();
      if (waiting.size() == 1 || spans >= BATCH) {
        changed.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a trace, and then up to one second for a full batch. Returns a batch, which is empty
   * only if the queue is closed and empty.
   */
  List<Recording> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      long left = GATHERING.toNanos();
      while (spans < BATCH && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return batch();
    } finally {
      lock.unlock();
    }
  }

  private List<Recording> batch() {
    List<Recording> batch = new ArrayList<>();
    int taken = 0;
    while (taken < BATCH && !waiting.isEmpty()) {
      Recording next = waiting.remove();
      batch.add(next);
      taken += next.size();
    }
    spans -= taken;
    return batch;
  }

  /** Accepts no more traces. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
