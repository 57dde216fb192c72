package dev.restauth.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** For how long this process has been running, with the launcher that became it. */
final class ProcessAge {
  private static final Path PROC = Path.of("/proc");

  /** In which Linux counts the time of day and of processes for others (USER_HZ), a second. */
  private static final long TICKS = 100;

  /** The 22nd field of /proc/PID/stat, of those behind the name, which may have spaces in it. */
  private static final int START_TIME = 22 - 3;

  private ProcessAge() {}

  static Duration now() {
    try {
      return of(read("self/stat"), read("uptime"));
    } catch (IOException | RuntimeException e) {
      // Not on Linux: by the time of day, which some systems know to the second here.
      return Duration.between(
          ProcessHandle.current().info().startInstant().orElseThrow(),
          InstantSource.system().instant());
    }
  }

  /**
   * From what Linux says of the process and of itself (proc(5)), to a hundredth of a second.
   *
   * @throws RuntimeException where that is not to be understood
   */
  static Duration of(String stat, String uptime) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double up = Double.parseDouble(uptime.split(" ", -1)[0]);
    long age = Math.round(up * TICKS) - Long.parseLong(fields[START_TIME]);
    if (age < 0) {
      throw new IllegalArgumentException("another age of the system, such as its container's");
    }
    return Duration.ofMillis(age * 1000 / TICKS);
  }

  private static String read(String file) throws IOException {
    return Files.readString(PROC.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
