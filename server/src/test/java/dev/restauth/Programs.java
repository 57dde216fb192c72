package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Other programs that a test needs. */
public final class Programs {
  private Programs() {}

  /** Runs one to its end, which must be a good one. */
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

  /** Lets a process write files up to this size only; {@code "unlimited"} ends it. */
  public static void limitFileSize(ServerProcess process, String bytes) {
    // The soft limit alone: only the privileged may raise the hard one again.
    run(List.of("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":"));
  }
}
