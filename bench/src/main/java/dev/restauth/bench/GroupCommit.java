package dev.restauth.bench;

import dev.restauth.account.AccountRows;
import dev.restauth.store.Store;
import dev.restauth.store.sql.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Compares two ways in which several threads make small durable writes: the store, whose single
 * writer thread commits for all waiting threads, and one connection that all threads use in turn
 * under a lock. Both ways insert the same row, with the same statement and the same settings of
 * SQLite. No password is hashed.
 */
public final class GroupCommit {
  private static final int[] WRITERS = {1, 8, 64};
  private static final String HASH =
      "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private interface Way extends AutoCloseable {
    void write(String username) throws SQLException;

    @Override
    void close() throws SQLException;
  }

  private interface Opening {
    Way open(SqliteDatabase database) throws SQLException;
  }

  private record Result(double rate, double p50Micros, double p99Micros) {}

  private GroupCommit() {}

  /**
   * Prints a row of a Markdown table for each number of writers.
   *
   * @param arguments an existing folder on the disk to measure, the number of rounds, and the
   *     seconds of each round
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    Duration each = Duration.ofSeconds(Long.parseLong(arguments[2]));
    // Warms up. Otherwise the measurement would include code that is not compiled yet.
    for (Opening opening : List.<Opening>of(Grouped::new, Locked::new)) {
      round(folder, opening, 8, each);
    }
    for (int writers : WRITERS) {
      List<Result> grouped = new ArrayList<>();
      List<Result> locked = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        grouped.add(round(folder, Grouped::new, writers, each));
        locked.add(round(folder, Locked::new, writers, each));
      }
      print(writers, grouped, locked);
    }
  }

  private static void print(int writers, List<Result> grouped, List<Result> locked) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < grouped.size(); i++) {
      ratios.add(grouped.get(i).rate() / locked.get(i).rate());
    }
    System.out.printf(
        Locale.ROOT,
        "| %d | %.0f | %.0f | **%.1f** | %.2f | %.2f | %.2f | %.2f |%n",
        writers,
        median(grouped, Result::rate),
        median(locked, Result::rate),
        Figures.median(ratios),
        median(grouped, Result::p50Micros) / 1_000,
        median(locked, Result::p50Micros) / 1_000,
        median(grouped, Result::p99Micros) / 1_000,
        median(locked, Result::p99Micros) / 1_000);
  }

  private interface Figure {
    double of(Result result);
  }

  private static double median(List<Result> results, Figure figure) {
    return Figures.median(results.stream().map(figure::of).toList());
  }

  /** Measures on a new database, so that the data of earlier rounds does not matter. */
  private static Result round(Path parent, Opening opening, int writers, Duration each)
      throws Exception {
    Path folder = Files.createTempDirectory(parent, "group-commit-");
    try (Way way =
        opening.open(
            new SqliteDatabase(folder.resolve("restauth.sqlite"), InstantSource.system()))) {
      return measure(way, writers, each);
    } finally {
      delete(folder);
    }
  }

  private static Result measure(Way way, int writers, Duration each) throws Exception {
    long start = System.nanoTime();
    long end = start + each.toNanos();
    List<Callable<long[]>> work = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      String prefix = "writer-" + writer + "-";
      work.add(() -> write(way, prefix, end));
    }
    // Each writer has a virtual thread, as each request has in the server.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<long[]> latencies = new ArrayList<>();
      for (Future<long[]> written : threads.invokeAll(work)) {
        latencies.add(written.get());
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long[] all = latencies.stream().flatMapToLong(Arrays::stream).toArray();
      return new Result(
          all.length / seconds,
          Figures.percentileMicros(all, 0.5),
          Figures.percentileMicros(all, 0.99));
    }
  }

  private static long[] write(Way way, String prefix, long end) throws SQLException {
    long[] latencies = new long[1 << 10];
    int written = 0;
    for (long before = System.nanoTime(); before < end; written++) {
      way.write(prefix + written);
      long after = System.nanoTime();
      if (written == latencies.length) {
        latencies = Arrays.copyOf(latencies, written * 2);
      }
      latencies[written] = after - before;
      before = after;
    }
    return Arrays.copyOf(latencies, written);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private record Grouped(Store store) implements Way {
    Grouped(SqliteDatabase database) {
      this(database.open());
    }

    @Override
    public void write(String username) {
      store.inTransaction(
          tx -> new AccountRows(tx).create(username, HASH, Instant.now()).orElseThrow());
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static final class Locked implements Way {
    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;
    private final PreparedStatement begin;
    private final PreparedStatement insert;
    private final PreparedStatement commit;

    Locked(SqliteDatabase database) throws SQLException {
      database.open().close(); // creates the tables
      connection = database.connect(false);
      database.disableDriverTransactions(connection);
      begin = connection.prepareStatement("BEGIN IMMEDIATE");
      insert =
          connection.prepareStatement(
              "INSERT INTO account (username, password_hash, generation, state, created_at)"
                  + " VALUES (?, ?, 1, 'active', ?)"
                  + " ON CONFLICT (username) DO NOTHING RETURNING id");
      commit = connection.prepareStatement("COMMIT");
    }

    @Override
    public void write(String username) throws SQLException {
      lock.lock();
      try {
        begin.execute();
        insert.setString(1, username);
        insert.setString(2, HASH);
        insert.setLong(3, Instant.now().toEpochMilli() * 1_000);
        try (ResultSet row = insert.executeQuery()) {
          if (!row.next()) {
            throw new SQLException("the name is taken");
          }
        }
        commit.execute();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
