package dev.restauth;

import dev.restauth.login.StoredFailures;
import dev.restauth.session.Purge;
import dev.restauth.session.Revocations;
import dev.restauth.store.Store;
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
final class Upkeep implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Upkeep.class.getName());
  private static final Duration EVERY = Duration.ofMinutes(1);

  /**
   * A task.
   *
   * @param name for the log
   * @param work does a little of it, so that others need not wait, and says whether there may be more
   */
  record Task(String name, BooleanSupplier work) {}

  private final List<Task> tasks;
  private final Set<String> failing = new HashSet<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private Upkeep(List<Task> tasks) {
    this.tasks = List.copyOf(tasks);
    this.thread = Thread.ofVirtual().name("upkeep").unstarted(this::untilClosed);
  }

  /** How long a server that was cut off may still read on from where it was. */
  private static final Duration CHANGES_KEPT = Duration.ofMinutes(10);

  private static final long CHANGES_AT_ONCE = 1_000;

  /**
   * All that there is to do.
   *
   * @param turn whether this server is the one that removes what all share
   */
  static List<Task> tasks(Core core, Revocations revocations, BooleanSupplier turn) {
    Purge purge = new Purge(core.store(), revocations, turn);
    return List.of(
        new Task("removing sessions that have ended", purge::endedSessions),
        new Task("forgetting revocations", purge::expiredRevocations),
        new Task("forgetting generations", purge::expiredGenerations),
        new Task("forgetting sealed refresh tokens", purge::sealedRefreshTokens),
        new Task(
            "forgetting failed log-ins",
            () -> turn.getAsBoolean() && StoredFailures.purge(core.store())),
        new Task("forgetting changes", () -> turn.getAsBoolean() && oldChanges(core.store())),
        new Task("changing signing keys", core.rotation()::tend));
  }

  private static boolean oldChanges(Store store) {
    return store.<Integer>inTransaction(
            tx -> tx.changes().purge(tx.now().minus(CHANGES_KEPT), CHANGES_AT_ONCE))
        == CHANGES_AT_ONCE;
  }

  /** Begins; the first time is a minute from now. */
  static Upkeep begin(List<Task> tasks) {
    Upkeep upkeep = new Upkeep(tasks);
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
  synchronized void run() {
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
