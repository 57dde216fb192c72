package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.Snapshots;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Listener for the changes of this process, which is the only user of the database. */
final class EmbeddedListener implements ChangeListener {

  /**
   * Signal that a commit with announced changes raises. Only one listener at a time may use it.
   * Thread-safe.
   */
  static final class Signal {
    private final Semaphore raised = new Semaphore(0);

    void raise() {
      if (raised.availablePermits() == 0) {
        raised.release();
      }
    }
  }

  private final Snapshots store;
  private final Signal signal;
  private volatile boolean closed;

  EmbeddedListener(Snapshots store, Signal signal) {
    this.store = store;
    this.signal = signal;
  }

  @Override
  public Batch read(long after, long atMost) {
    signal.raised.drainPermits();
    return store.reading(
        tx -> new Batch(tx.changes().last(), tx.changes().after(after, atMost), tx.now()));
  }

  @Override
  public void await(Duration atMost) {
    try {
      boolean _ = signal.raised.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (closed) {
        throw new StoreUnavailableException("closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for changes", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    signal.raise();
  }
}
