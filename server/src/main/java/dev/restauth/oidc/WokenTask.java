package dev.restauth.oidc;

import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A task that runs on a virtual thread soon after another thread has woken it. Maintenance also
 * runs the task, so it runs again after a failure. Thread-safe.
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
   * @param name the name of the task's thread
   * @param task does some of the work, and returns whether work remains; may run on several threads
   *     at the same time
   */
  WokenTask(String name, BooleanSupplier task) {
    this.name = name;
    this.task = task;
  }

  /** Runs the task on another thread, unless a run is already scheduled. */
  void wake() {
    if (!closing && !waking.getAndSet(true)) {
      Thread.ofVirtual().name(name).start(this::run);
    }
  }

  /** Prevents further runs. */
  void close() {
    closing = true;
  }

  private void run() {
    waking.set(false); // before the run, so that this or the next run sees every change
    try {
      while (!closing && task.getAsBoolean()) {
        // continues, because there may be more work
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, name + " waits for the database", e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, name + " failed, and is tried again", e);
    }
  }
}
