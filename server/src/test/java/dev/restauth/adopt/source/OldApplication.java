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

/** The old application as a process of its own, which changes all of its users, again and again, at once. */
final class OldApplication implements AutoCloseable {
  private final Process process;

  private OldApplication(Process process) {
    this.process = process;
  }

  /** Returns once it has changed them for the first time. */
  static OldApplication writing(OldFile file) throws IOException {
    return start(OldApplication.class, file);
  }

  /** One that has the index of its log half written, half of the time, and changes nothing. */
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

  /** A command line that runs a class of these tests. */
  static List<String> java(Class<?> main) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
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

  /** Changes the file that is named until its standard input ends. */
  public static void main(String[] arguments) throws Exception {
    try (Connection connection = new OldFile(Path.of(arguments[0])).connect();
        InputStream in = System.in) {
      // Who waits for the disk with the lock in her hands leaves others none of the time.
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
        // Who holds the lock nearly all the time leaves nobody a turn: SQLite has no queue.
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
            // It ended, too.
          }
        });
  }

  /** The index begins with its header, twice (SQLite's walformat.html, section 4.1): they differ for a moment. */
  static final class Tearing {
    private static final int IN_THE_HEADER = 16;
    private static final long MOMENT_NANOS = 200_000;

    private Tearing() {}

    /** Does so until its standard input ends. */
    public static void main(String[] arguments) throws Exception {
      Path file = Path.of(arguments[0]);
      try (Connection connection = new OldFile(file).connect();
          InputStream in = System.in) {
        OldFile.run(connection, "UPDATE users SET password_hash = 'x'");
        // Not closed before the connection is: its locks would go with it.
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
