package dev.restauth.runtime;

import dev.restauth.store.StoreUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the features' maintenance tasks every minute, one after another. The failure of a task stops
 * neither the other tasks nor the thread. The failure is logged once, and the task is retried a
 * minute later.
 *
 * <p>Uses a virtual thread, because the thread waits nearly all the time.
 */
public final class MaintenanceTasks implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MaintenanceTasks.class.getName());
  private static final Duration EVERY = Duration.ofMinutes(1);

  /**
   * A maintenance task.
   *
   * @param name the name in the log
   * @param work does a small part of the work, and returns whether there may be more to do. Other
   *     changes to the database then need not wait long
   */
  public record Task(String name, BooleanSupplier work) {}

  private final List<Task> tasks;
  private final Set<String> failing = new HashSet<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private MaintenanceTasks(List<Task> tasks) {
    this.tasks = List.copyOf(tasks);
    this.thread = Thread.ofVirtual().name("upkeep").unstarted(this::runUntilClosed);
  }

  /** Starts the thread, which runs the tasks for the first time a minute later. */
  public static MaintenanceTasks begin(List<Task> tasks) {
    MaintenanceTasks maintenance = new MaintenanceTasks(tasks);
    maintenance.thread.start();
    return maintenance;
  }

  private void runUntilClosed() {
    try {
      while (!closing.await(EVERY.toSeconds(), TimeUnit.SECONDS)) {
        run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs all tasks once. Each task runs until it has no more to do. */
  public synchronized void run() {
    tasks.forEach(this::run);
  }

  private void run(Task task) {
    try {
      boolean more = true;
      while (more && closing.getCount() > 0) {
        more = task.work().getAsBoolean();
      }
      if (failing.remove(task.name())) {
        LOG.log(Level.INFO, "{0}: works again", task.name());
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, task.name(), e); // the store itself logs an outage, once
    } catch (RuntimeException | Error e) {
      if (failing.add(task.name())) {
        LOG.log(Level.ERROR, task.name() + " failed and is retried each minute", e);
      }
    }
  }

  /** Waits for the running part of a task, and stops the thread. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
