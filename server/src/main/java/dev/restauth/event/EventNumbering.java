package dev.restauth.event;

import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers events within a second of their commit. The transaction that assigns numbers first locks
 * the counter, and sees only committed events. A reader that has seen a number can therefore see
 * all lower numbers, on every server. It misses nothing if it continues after the last number that
 * it has seen. Any server may number events, because the lock on the counter makes the servers take
 * turns. A failed server does not delay the other servers. Thread-safe.
 */
final class EventNumbering implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventNumbering.class.getName());
  private static final long AT_ONCE = 1_000;

  /** The time for which further events are collected before they are numbered. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** The interval at which the thread looks for events of other processes. */
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Store store;
  private final Duration poll;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread = Thread.ofVirtual().name("event-numbers").unstarted(this::run);
  private boolean woken = true;
  private boolean closing;

  /**
   * Creates the numbering for the events in {@code store}.
   *
   * @param alone whether no other process writes to the database while this one runs
   */
  EventNumbering(Store store, boolean alone) {
    this.store = store;
    this.poll = alone ? Duration.ofMinutes(1) : POLL;
  }

  void begin() {
    thread.start();
  }

  /** Makes the thread number the events that this process has just committed. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (await(poll, true) && await(PAUSE, false)) {
      numberAll();
    }
    numberAll();
  }

  private void numberAll() {
    try {
      while (store.reading(tx -> new UnnumberedEventRows(tx).any()) && numberSome()) {
        // there may be more events
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, "events cannot be numbered", e); // the store warns the operator
      retry();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "numbering events failed, and is tried again", e);
      retry();
    }
  }

  private void retry() {
    if (await(POLL, false)) {
      wake();
    }
  }

  /** Numbers the oldest events. Returns whether there may be more. */
  boolean numberSome() {
    return store.inTransaction(
        tx -> {
          EventCounterRows counter = new EventCounterRows(tx);
          long last = counter.lock().number();
          int numbered = new EventRows(tx).number(last, AT_ONCE);
          new UnnumberedEventRows(tx).removeNumbered(last);
          counter.advance(numbered);
          return numbered == AT_ONCE;
        });
  }

  /**
   * Waits for {@code atMost}; if {@code wakes} is true, a call of {@link #wake} ends the wait
   * early. Returns false if the numbering is being closed.
   */
  private boolean await(Duration atMost, boolean wakes) {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!closing && left > 0 && !(wakes && woken)) {
        left = changed.awaitNanos(left);
      }
      if (wakes) {
        woken = false;
      }
      return !closing;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the thread has numbered the remaining events and has stopped, but at most 30
   * seconds.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (thread.isAlive()) {
        thread.join(TimeUnit.SECONDS.toMillis(30));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
