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
 * What nobody asks for: each minute, one task after the other. A failure of one neither ends the others
 * nor the thread; it is told once, and the task is tried again a minute later.
 *
 * <p>A virtual thread, since it waits nearly always, and changes run on threads of the store's own.
 */
public final class MaintenanceTasks implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MaintenanceTasks.class.getName());
  private static final Duration EVERY = Duration.ofMinutes(1);

  /**
   * A task.
   *
   * @param name for the log
   * @param work does a little of it, so that others need not wait, and says whether there may be more
   */
  public record Task(String name, BooleanSupplier work) {}

  private final List<Task> tasks;
  private final Set<String> failing = new HashSet<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private MaintenanceTasks(List<Task> tasks) {
    this.tasks = List.copyOf(tasks);
    this.thread = Thread.ofVirtual().name("upkeep").unstarted(this::untilClosed);
  }

  /** Begins; the first time is a minute from now. */
  public static MaintenanceTasks begin(List<Task> tasks) {
    MaintenanceTasks upkeep = new MaintenanceTasks(tasks);
    upkeep.thread.start();
    return upkeep;
  }

  private void untilClosed() {
    try {
      while (!closing.await(EVERY.toSeconds(), TimeUnit.SECONDS)) {
        run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does all tasks once, to their end. */
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
        LOG.log(Level.INFO, "{0}: done again", task.name());
      }
    } catch (StoreUnavailableException e) {
      LOG.log(Level.DEBUG, task.name(), e); // the store tells the operator, once
    } catch (RuntimeException | Error e) {
      if (failing.add(task.name())) {
        LOG.log(Level.ERROR, task.name() + " failed, and is tried again each minute", e);
      }
    }
  }

  /** Ends after what is under way. */
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
