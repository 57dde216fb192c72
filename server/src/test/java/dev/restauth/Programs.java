package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs external programs for tests. */
public final class Programs {
  private Programs() {}

  /** Runs a program. The program must exit with 0. */
  public static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException("this test needs the program " + command.getFirst(), e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Limits the size of the files that a process writes; {@code "unlimited"} removes the limit. */
  public static void limitFileSize(ServerProcess process, String bytes) {
    // Sets only the soft limit, because a process needs privileges to raise the hard limit again.
    run(List.of("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":"));
  }
}
