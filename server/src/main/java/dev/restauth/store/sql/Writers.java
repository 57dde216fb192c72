package dev.restauth.store.sql;

import dev.restauth.blocking.Blocking;
import dev.restauth.figure.Histogram;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Platform threads that each own one connection and run the work of callers in order of arrival. A
 * native call blocks its thread for as long as the disk takes, so the thread must not be a carrier
 * of virtual threads.
 *
 * <p>A thread runs all waiting work in one transaction. While one commit waits for the disk, more
 * work arrives for the next transaction. Many callers thus share the cost of one fsync.
 */
final class Writers implements AutoCloseable {
  private static final int WAITING_AT_MOST = 10_000;

  /**
   * The maximum number of calls in one transaction. It limits how many calls fail together with one
   * commit, and how long the first call waits.
   */
  private static final int GROUP_AT_MOST = 1_000;

  private final LinkedBlockingQueue<PendingWork<?>> jobs =
      new LinkedBlockingQueue<>(WAITING_AT_MOST);
  private final OutageLog outage = new OutageLog("writing");
  private final DatabaseLocation location;
  private final EmbeddedDatabase database;
  private final Runnable onAnnounced;
  private final List<Thread> threads = new ArrayList<>();
  private final Histogram groups = Histogram.ofNumbers(1, 2, 5, 10, 50, 200, 1_000);
  private final Histogram commits = CallMeter.histogram();
  private final CallMeter meter =
      new CallMeter(
          CallMeter.histogram(),
          outage,
          this::active,
          () -> threads.size() - active(),
          jobs::size,
          () -> 0);
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicBoolean emptyLog = new AtomicBoolean();
  private volatile boolean logIsEmpty;
  private volatile boolean closing;

  /**
   * Opens the connections. The constructor opens them instead of leaving this to the threads, so
   * that the caller gets the exception if opening fails.
   *
   * @param onAnnounced a callback after each commit with announced changes
   */
  Writers(DatabaseLocation location, EmbeddedDatabase database, Runnable onAnnounced)
      throws SQLException {
    this.location = location;
    this.database = database;
    this.onAnnounced = onAnnounced;
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
   * Runs {@code work} in a transaction on one of the connections, and waits until the transaction
   * has ended.
   *
   * @throws StoreUnavailableException if the database fails or too many calls are waiting
   */
  <T> T call(Function<Transaction, T> work) {
    Blocking.begin();
    long begunAt = System.nanoTime();
    PendingWork<T> job = new PendingWork<>(work);
    boolean offered = !closing && jobs.offer(job);
    if (!offered && !closing) {
      throw outage.overloaded();
    }
    // {@code closing} is checked again after the offer. Otherwise, if the threads have ended in the
    // meantime, the caller would wait forever.
    if (!offered || (closing && jobs.remove(job))) {
      throw new StoreUnavailableException("the database is closed");
    }
    try {
      return job.await();
    } finally {
      meter.durations().record(System.nanoTime() - begunAt);
    }
  }

  private int active() {
    return active.get();
  }

  CallMeter meter() {
    return meter;
  }

  /** The duration of each commit. */
  Histogram commits() {
    return commits;
  }

  /** The number of callers' transactions in each commit. */
  Histogram groups() {
    return groups;
  }

  /**
   * Runs {@code work} as {@link #call} does, and then empties the write-ahead log. Returns whether
   * the log is empty.
   */
  boolean callAndEmptyLog(Consumer<Transaction> work) {
    emptyLog.set(true);
    call(
        tx -> {
          work.accept(tx);
          return true;
        });
    return logIsEmpty;
  }

  /** Runs all work that was already submitted, then closes the connections. */
  @Override
  public void close() {
    closing = true;
    threads.forEach(Thread::interrupt); // wakes the threads that wait for work
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

  /** The loop of one writer thread. */
  private final class Worker implements Runnable {
    private Optional<OpenConnection> connection;

    Worker(OpenConnection connection) {
      this.connection = Optional.of(connection);
    }

    @Override
    public void run() {
      List<PendingWork<?>> group = new ArrayList<>();
      while (gather(group)) {
        active.incrementAndGet();
        run(group);
        active.decrementAndGet();
        complete(group);
        group.clear();
      }
      discard();
    }

    /**
     * Waits for work, then takes all waiting work.
     *
     * @return false if the store is closing and no work is left
     */
    private boolean gather(List<PendingWork<?>> group) {
      while (!closing) {
        try {
          group.add(jobs.take());
          break;
        } catch (InterruptedException e) {
          // {@code close} has interrupted the wait.
        }
      }
      jobs.drainTo(group, GROUP_AT_MOST - group.size());
      return !group.isEmpty();
    }

    /**
     * Passes the results to the callers. Waking a thread takes half as long as a statement, so the
     * next transaction does not wait for this step.
     */
    private static void complete(List<PendingWork<?>> group) {
      if (group.size() == 1) {
        group.getFirst().complete();
      } else {
        List<PendingWork<?>> done = List.copyOf(group);
        Thread.startVirtualThread(() -> done.forEach(PendingWork::complete));
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
            // Adds work that has arrived in the meantime to this transaction.
            jobs.drainTo(group, GROUP_AT_MOST - group.size());
          }
        }
        if (changed) {
          long begunAt = System.nanoTime();
          open.commit();
          commits.record(System.nanoTime() - begunAt);
          groups.record(group.size());
          if (open.transaction().hasAnnounced()) {
            onAnnounced.run();
          }
        } else {
          open.rollback();
        }
        if (emptyLog.getAndSet(false)) {
          logIsEmpty = open.emptyLog();
        }
        outage.succeeded();
      } catch (SQLException e) {
        // Opening a new connection will show whether the cause still exists.
        discard();
        StoreUnavailableException why = outage.failed(database.explain(e), e, group.size());
        group.forEach(job -> job.fail(why));
      } catch (RuntimeException | Error e) {
        discard();
        StoreUnavailableException why = outage.failed("a defect of this program", e, group.size());
        group.forEach(job -> job.fail(why));
      }
    }

    /**
     * Runs the work of one caller. If the database itself fails, the whole group fails.
     *
     * @param first whether the work is the first in the transaction; the first work needs no
     *     savepoint
     * @return whether there is something to commit
     */
    private boolean run(PendingWork<?> job, OpenConnection open, boolean first)
        throws SQLException {
      if (!first) {
        open.beginSavepoint();
      }
      Optional<Throwable> failure = job.run(open.transaction());
      if (failure.isEmpty()) {
        if (!first) {
          open.releaseSavepoint();
        }
        return true;
      }
      Optional<SQLException> databaseFailure = failure.flatMap(PendingWork::sqlException);
      if (databaseFailure.isPresent() && !database.isViolation(databaseFailure.get())) {
        throw databaseFailure.get();
      }
      if (first) {
        open.rollback();
        open.begin();
      } else {
        open.rollbackToSavepoint();
      }
      return false;
    }

    private void discard() {
      connection.ifPresent(OpenConnection::discard);
      connection = Optional.empty();
    }
  }
}
