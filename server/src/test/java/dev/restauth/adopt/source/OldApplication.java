package dev.restauth.adopt.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A simulated old application: a separate process that repeatedly changes all its users in one
 * transaction.
 */
final class OldApplication implements AutoCloseable {
  private final Process process;

  private OldApplication(Process process) {
    this.process = process;
  }

  /** Starts an application that changes users. Returns after the first change. */
  static OldApplication writing(OldFile file) throws IOException {
    return start(OldApplication.class, file);
  }

  /**
   * Starts an application that changes no users. Half of the time, the index of its write-ahead log
   * is only half written.
   */
  static OldApplication tearing(OldFile file) throws IOException {
    return start(Tearing.class, file);
  }

  private static OldApplication start(Class<?> main, OldFile file) throws IOException {
    List<String> command = java(main);
    command.add(file.path().toString());
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    if (process.inputReader().readLine() == null) {
      throw new AssertionError("the old application did not start");
    }
    return new OldApplication(process);
  }

  /** Returns the command line that runs a class of the tests. */
  static List<String> java(Class<?> main) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dslf4j.internal.verbosity=WARN",
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
  }

  boolean isWriting() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    int exit = process.onExit().join().exitValue();
    if (exit != 0) {
      throw new AssertionError("the old application could not write: " + exit);
    }
  }

  /** Changes the named file until standard input is closed. */
  public static void main(String[] arguments) throws Exception {
    try (Connection connection = new OldFile(Path.of(arguments[0])).connect();
        InputStream in = System.in) {
      // If a writer waited for the disk while it held the lock, it would block all other processes.
      OldFile.run(connection, "PRAGMA busy_timeout = 60000", "PRAGMA synchronous = OFF");
      Thread end = untilTheEndOf(in);
      for (int version = 1; end.isAlive(); version++) {
        long began = System.nanoTime();
        OldFile.run(
            connection,
            "BEGIN IMMEDIATE",
            "UPDATE users SET password_hash = '" + version + "'",
            "COMMIT");
        if (version == 1) {
          System.out.println("writing");
        }
        // SQLite has no queue for its lock. A writer that nearly always holds the lock would
        // therefore starve all other processes.
        LockSupport.parkNanos(2 * (System.nanoTime() - began));
      }
    }
  }

  private static Thread untilTheEndOf(InputStream in) {
    return Thread.startVirtualThread(
        () -> {
          try {
            byte[] _ = in.readAllBytes();
          } catch (IOException e) {
            // A read error ends the input.
          }
        });
  }

  /**
   * Makes the two copies of the index header differ for a moment (SQLite's walformat.html, section
   * 4.1).
   */
  static final class Tearing {
    private static final int IN_THE_HEADER = 16;
    private static final long MOMENT_NANOS = 200_000;

    private Tearing() {}

    /** Changes the index header until standard input is closed. */
    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      try (Connection connection = new OldFile(file).connect();
          InputStream in = System.in) {
        OldFile.run(connection, "UPDATE users SET password_hash = 'x'");
        // The file is closed after the connection, because closing the file releases the
        // connection's locks.
        RandomAccessFile index = new RandomAccessFile(file + "-shm", "rw");
        index.seek(IN_THE_HEADER);
        int right = index.read();
        Thread end = untilTheEndOf(in);
        System.out.println("tearing");
        for (int i = 1; end.isAlive(); i++) {
          put(index, right ^ (i & 1));
          LockSupport.parkNanos(MOMENT_NANOS);
        }
        put(index, right);
      }
    }

    private static void put(RandomAccessFile index, int value) throws IOException {
      index.seek(IN_THE_HEADER);
      index.write(value);
    }
  }
}
