package dev.restauth.store.sql;

import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.sql.Sql.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Platform threads that own one connection each and run what is handed to them, first come first
 * served. A native SQLite call holds its thread, so it must not be one that carries virtual threads.
 */
final class ConnectionThreads implements AutoCloseable {

  /** What runs on a connection. */
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private record Job<T>(Work<T> work, CompletableFuture<T> result) {
    void run(Connection connection) {
      try {
        result.complete(work.run(connection));
      } catch (SQLException e) {
        result.completeExceptionally(new StoreUnavailableException(describe(e), e));
      } catch (SqlFailure e) {
        SQLException cause = e.sqlException();
        result.completeExceptionally(new StoreUnavailableException(describe(cause), cause));
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    }

    private static String describe(SQLException e) {
      return "the database failed: " + e.getMessage();
    }
  }

  private static final int WAITING_AT_MOST = 10_000;

  private final LinkedBlockingQueue<Job<?>> jobs = new LinkedBlockingQueue<>(WAITING_AT_MOST);
  private final Thread[] threads;
  private volatile boolean closing;

  /**
   * Opens the connections here, so that a failure is the caller's.
   *
   * @param name the threads' name
   * @param count how many connections
   * @param open opens one
   */
  ConnectionThreads(String name, int count, Supplier<Connection> open) {
    threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      Connection connection = open.get();
      threads[i] = Thread.ofPlatform().daemon().name(name + "-" + i).start(() -> serve(connection));
    }
  }

  /**
   * Runs {@code work} on one of the connections and waits for it.
   *
   * @throws StoreUnavailableException where the database fails or too many wait
   */
  <T> T call(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    if (closing || !jobs.offer(new Job<>(work, result))) {
      throw new StoreUnavailableException(
          closing ? "the database is closed" : "too many wait for the database",
          new IllegalStateException());
    }
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void serve(Connection connection) {
    try (connection) {
      while (!closing || !jobs.isEmpty()) {
        Job<?> job = jobs.poll(50, TimeUnit.MILLISECONDS);
        if (job != null) {
          job.run(connection);
        }
      }
    } catch (SQLException | InterruptedException e) {
      System.getLogger(ConnectionThreads.class.getName())
          .log(System.Logger.Level.WARNING, "closing a database connection failed", e);
    }
  }

  /** Does what was handed over before, then closes the connections. */
  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      boolean interrupted = false;
      while (true) {
        try {
          thread.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
