package dev.restauth.store.sql;

import dev.restauth.store.ChangeListener;
import dev.restauth.store.Snapshots;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Hears of the changes of this process, which alone works on the database. */
final class EmbeddedListener implements ChangeListener {

  /** Rings after each commit that has changes; for one listener at a time. Thread-safe. */
  static final class Bell {
    private final Semaphore rung = new Semaphore(0);

    void ring() {
      if (rung.availablePermits() == 0) {
        rung.release();
      }
    }
  }

  private final Snapshots store;
  private final Bell bell;
  private volatile boolean closed;

  EmbeddedListener(Snapshots store, Bell bell) {
    this.store = store;
    this.bell = bell;
  }

  @Override
  public News read(long after, long atMost) {
    bell.rung.drainPermits();
    return store.reading(
        tx -> new News(tx.changes().last(), tx.changes().after(after, atMost), tx.now()));
  }

  @Override
  public void await(Duration atMost) {
    try {
      boolean _ = bell.rung.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
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
    bell.ring();
  }
}
