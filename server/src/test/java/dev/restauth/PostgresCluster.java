package dev.restauth;

import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A separate PostgreSQL for tests that kill, freeze or configure the database. Unlike the shared
 * PostgreSQL of other tests, it is durable.
 */
public final class PostgresCluster implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Path binaries;
  private final Path data;
  private final Path log;
  private final List<String> options;
  private TestPort port = TestPort.reserve();
  private Process postmaster;

  private PostgresCluster(Path binaries, Path folder, List<String> options) throws IOException {
    this.binaries = binaries;
    this.data = folder.resolve("cluster");
    this.log = folder.resolve("cluster.log");
    this.options = options;
    run("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        .onExit()
        .join();
    this.postmaster = launched();
    awaitReady(true);
  }

  /**
   * Creates a cluster in {@code folder} and starts it. The superuser postgres needs no password.
   *
   * @param options settings such as {@code ssl=on}
   */
  public static PostgresCluster start(Path folder, String... options) throws IOException {
    return new PostgresCluster(TestDatabase.postgresBinaries(), folder, List.of(options));
  }

  /**
   * Runs a program of PostgreSQL. These programs refuse to run as root; in a new user namespace
   * they do not see root's user id.
   */
  private Process run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  private Process launched() throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port.number())));
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("listen_addresses=127.0.0.1", "unix_socket_directories="));
    all.forEach(option -> arguments.addAll(List.of("-c", option)));
    return run("postgres", arguments.toArray(String[]::new));
  }

  public int port() {
    return port.number();
  }

  /** Returns the data folder, for files that the options refer to. */
  public Path data() {
    return data;
  }

  /** Returns a URL with a new database name. */
  public String newDatabase() {
    return "jdbc:postgresql://localhost:" + port.number() + "/" + newName() + "?user=postgres";
  }

  /** Creates a new, empty database and returns its name. */
  public String newName() {
    String name = "test_" + UUID.randomUUID().toString().replace('-', '_');
    execute("CREATE DATABASE " + name);
    return name;
  }

  /** Runs a statement as superuser in the database postgres. */
  public void execute(String sql) {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the number of rows of a query in the database postgres. */
  public int count(String sql) {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int count = 0;
      while (rows.next()) {
        count++;
      }
      return count;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until a query returns a row. */
  public void await(String sql) {
    long begun = System.nanoTime();
    while (count(sql) == 0) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new AssertionError("never true: " + sql);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private Connection superuser() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:"
            + port.number()
            + "/postgres?user=postgres&connectTimeout=5");
  }

  /** Makes every commit wait for a standby that does not exist. */
  public void loseStandby() {
    requireStandby("nobody");
    // Commits wait only after a background process has read the setting.
    while (count("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == 0) {
      String probe = "CREATE TABLE probe_" + UUID.randomUUID().toString().replace('-', '_') + " ()";
      Thread.startVirtualThread(() -> execute(probe));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Completes all waiting commits. Later commits do not wait. */
  public void needNoStandby() {
    requireStandby("");
    await(
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep')");
  }

  private void requireStandby(String name) {
    execute("ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
    execute("SELECT pg_reload_conf()");
  }

  /** Kills the postmaster and all its processes at the same moment, like a power failure. */
  public void kill() {
    List<ProcessHandle> all = all();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(each -> each.onExit().join());
  }

  /** Starts PostgreSQL again after {@link #kill}, and waits until it accepts connections. */
  public void restart() throws IOException {
    postmaster = launched();
    awaitReady(false);
  }

  /** Freezes all PostgreSQL processes without killing them (SIGSTOP). */
  public void freeze() {
    signal("STOP");
  }

  /** Resumes all PostgreSQL processes (SIGCONT). */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String signal) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    all().forEach(each -> command.add(Long.toString(each.pid())));
    try {
      new ProcessBuilder(command).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<ProcessHandle> all() {
    List<ProcessHandle> all = new ArrayList<>(List.of(postmaster.toHandle()));
    postmaster.descendants().forEach(all::add);
    return all;
  }

  /**
   * Waits until PostgreSQL accepts connections.
   *
   * @param anywhere whether PostgreSQL may move to another port if another program has taken its
   * port
   */
  private void awaitReady(boolean anywhere) throws IOException {
    long begun = System.nanoTime();
    while (true) {
      try (Connection _ = superuser()) {
        return;
      } catch (SQLException e) {
        if (System.nanoTime() - begun > PATIENCE_NANOS) {
          throw new AssertionError(Files.readString(log), e);
        }
      }
      if (!postmaster.isAlive()) {
        if (anywhere && Files.readString(log).contains("Address already in use")) {
          port.close();
          port = TestPort.reserve();
        }
        postmaster = launched(); // the killed processes may still have the shared memory
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void close() {
    kill();
    port.close();
  }
}
