package dev.restauth.adopt.source;

import java.io.IOException;
import java.io.InputStream;
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
    List<String> command = java(OldApplication.class);
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
      Thread end =
          Thread.startVirtualThread(
              () -> {
                try {
                  byte[] _ = in.readAllBytes();
                } catch (IOException e) {
                  // It ended, too.
                }
              });
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
}
