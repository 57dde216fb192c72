package dev.restauth.oidc;

import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A task that runs on a virtual thread soon after it was woken. The upkeep runs it, too, so it also runs again after a
 * failure. Thread-safe.
 */
final class WokenTask {
  private static final System.Logger LOG = System.getLogger(WokenTask.class.getName());

  private final String name;
  private final BooleanSupplier task;
  private final AtomicBoolean waking = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * Creates a task.
   *
   * @param name the name of its thread
   * @param task returns whether there is more to do; it may run on several threads at once
   */
  WokenTask(String name, BooleanSupplier task) {
    this.name = name;
    this.task = task;
  }

  /** Runs the task on another thread, unless that is about to happen anyway. */
  void wake() {
    if (!closing && !waking.getAndSet(true)) {
      Thread.ofVirtual().name(name).start(this::run);
    }
  }

  /** Begins nothing more. */
  void close() {
    closing = true;
  }

  private void run() {
    waking.set(false); // before the run, so that this run or the next one sees a later change
    try {
      while (!closing && task.getAsBoolean()) {
        // There may be more.
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, name + " waits for the database", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, name + " failed, and is tried again", e);
    }
  }
}
