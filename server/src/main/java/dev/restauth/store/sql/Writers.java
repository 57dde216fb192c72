package dev.restauth.store.sql;

import dev.restauth.blocking.Blocking;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * Platform threads that own one connection each and run what is handed to them, first come first
 * served. A native call holds its thread, for as long as the disk takes: it must not be one that
 * carries virtual threads.
 *
 * <p>A thread takes whatever waits into one transaction: while one commit waits for the disk, the next
 * group gathers, so that many share the price of one fsync.
 */
final class Writers implements AutoCloseable {
  private static final int WAITING_AT_MOST = 10_000;

  /** Bounds how much one failed commit refuses, and how long the first of a group waits. */
  private static final int GROUP_AT_MOST = 1_000;

  private final LinkedBlockingQueue<PendingWork<?>> jobs =
      new LinkedBlockingQueue<>(WAITING_AT_MOST);
  private final OutageLog outage = new OutageLog("writing");
  private final DatabaseLocation location;
  private final EmbeddedDatabase database;
  private final Runnable announced;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;

  /**
   * Opens the connections here, so that a failure is the caller's.
   *
   * @param announced is called after each commit of changes that others have to hear of
   */
  Writers(DatabaseLocation location, EmbeddedDatabase database, Runnable announced)
      throws SQLException {
    this.location = location;
    this.database = database;
    this.announced = announced;
    try {
      for (int i = 0; i < database.writers(); i++) {
        Worker worker = new Worker(location.open(false));
        threads.add(Thread.ofPlatform().daemon().name("store-writer-" + i).start(worker));
      }
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  /**
   * Runs {@code work} in a transaction on one of the connections and waits for its end.
   *
   * @throws StoreUnavailableException where the database fails or too many wait
   */
  <T> T call(Function<Transaction, T> work) {
    Blocking.begin();
    PendingWork<T> job = new PendingWork<>(work);
    boolean offered = !closing && jobs.offer(job);
    if (!offered && !closing) {
      throw outage.overloaded();
    }
    // Asked again after the offer: the threads may have ended meanwhile, and it would wait for
    // ever.
    if (!offered || (closing && jobs.remove(job))) {
      throw new StoreUnavailableException("the database is closed");
    }
    return job.answer();
  }

  /** Does what was handed over before, then closes the connections. */
  @Override
  public void close() {
    closing = true;
    threads.forEach(Thread::interrupt); // whoever waits for work
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What one thread does. */
  private final class Worker implements Runnable {
    private Optional<OpenConnection> connection;

    Worker(OpenConnection connection) {
      this.connection = Optional.of(connection);
    }

    @Override
    public void run() {
      List<PendingWork<?>> group = new ArrayList<>();
      while (gather(group)) {
        run(group);
        tell(group);
        group.clear();
      }
      drop();
    }

    /**
     * Waits for work and takes what there is.
     *
     * @return false where there will be none any more
     */
    private boolean gather(List<PendingWork<?>> group) {
      while (!closing) {
        try {
          group.add(jobs.take());
          break;
        } catch (InterruptedException closed) {
          // By close.
        }
      }
      jobs.drainTo(group, GROUP_AT_MOST - group.size());
      return !group.isEmpty();
    }

    /** Waking somebody takes as long as half a statement: the next group does not wait for that. */
    private static void tell(List<PendingWork<?>> group) {
      if (group.size() == 1) {
        group.getFirst().tell();
      } else {
        List<PendingWork<?>> done = List.copyOf(group);
        Thread.startVirtualThread(() -> done.forEach(PendingWork::tell));
      }
    }

    private void run(List<PendingWork<?>> group) {
      try {
        OpenConnection open = connection.isPresent() ? connection.get() : location.open(false);
        connection = Optional.of(open);
        open.begin();
        boolean changed = false;
        for (int i = 0; i < group.size(); i++) {
          changed |= run(group.get(i), open, i == 0);
          if (i == group.size() - 1) {
            // Whoever has come meanwhile need not wait for another commit.
            jobs.drainTo(group, GROUP_AT_MOST - group.size());
          }
        }
        if (changed) {
          open.commit();
          if (open.transaction().hasAnnounced()) {
            announced.run();
          }
        } else {
          open.rollback();
        }
        outage.over();
      } catch (SQLException e) {
        // A new connection finds out whether the cause is gone.
        drop();
        StoreUnavailableException why = outage.began(database.explain(e), e, group.size());
        group.forEach(job -> job.fail(why));
      } catch (RuntimeException | Error e) {
        drop();
        StoreUnavailableException why = outage.began("a defect of this program", e, group.size());
        group.forEach(job -> job.fail(why));
      }
    }

    /**
     * Runs one of a group. Where the database has trouble, which is nobody's own fault, the whole
     * group fails.
     *
     * @param first whether nothing was done before it, so that it needs no savepoint
     * @return whether there is something to commit
     */
    private boolean run(PendingWork<?> job, OpenConnection open, boolean first)
        throws SQLException {
      if (!first) {
        open.beginMember();
      }
      Optional<Throwable> failure = job.run(open.transaction());
      if (failure.isEmpty()) {
        if (!first) {
          open.keepMember();
        }
        return true;
      }
      Optional<SQLException> complaint = failure.flatMap(PendingWork::ofDatabase);
      if (complaint.isPresent() && !database.isViolation(complaint.get())) {
        throw complaint.get();
      }
      if (first) {
        open.rollback();
        open.begin();
      } else {
        open.undoMember();
      }
      return false;
    }

    private void drop() {
      connection.ifPresent(OpenConnection::drop);
      connection = Optional.empty();
    }
  }
}
