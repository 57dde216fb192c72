package dev.restauth.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** The age of this process. It includes the time of the launcher, which is the same process. */
final class ProcessAge {
  private static final Path PROC = Path.of("/proc");

  /** The number of ticks per second in the times that Linux reports in /proc (USER_HZ). */
  private static final long TICKS = 100;

  /**
   * The index of field 22 of /proc/PID/stat among the fields after the name. The name may contain
   * spaces.
   */
  private static final int START_TIME = 22 - 3;

  private ProcessAge() {}

  static Duration now() {
    try {
      return of(read("self/stat"), read("uptime"));
    } catch (IOException | RuntimeException e) {
      // On systems other than Linux, and in a container with its own uptime, the age is the time of
      // the wall clock minus the start time. Some systems report the start time only in whole
      // seconds.
      return Duration.between(
          ProcessHandle.current().info().startInstant().orElseThrow(),
          InstantSource.system().instant());
    }
  }

  /**
   * Computes the age from /proc/PID/stat and /proc/uptime (proc(5)), with a precision of a
   * hundredth of a second.
   *
   * @throws RuntimeException if the texts cannot be parsed
   */
  static Duration of(String stat, String uptime) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double up = Double.parseDouble(uptime.split(" ", -1)[0]);
    long age = Math.round(up * TICKS) - Long.parseLong(fields[START_TIME]);
    if (age < 0) {
      throw new IllegalArgumentException("the uptime is shorter, such as that of a container");
    }
    return Duration.ofMillis(age * 1000 / TICKS);
  }

  private static String read(String file) throws IOException {
    return Files.readString(PROC.resolve(file), StandardCharsets.ISO_8859_1);
  }
}
