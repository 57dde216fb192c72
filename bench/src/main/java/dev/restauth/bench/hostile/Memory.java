package dev.restauth.bench.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The resident memory of a process on Linux. For one thread. */
final class Memory {
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /** The limits above which memory counts as growing: this factor and {@link #MEGABYTES}. */
  private static final double FACTOR = 1.1;

  private static final int MEGABYTES = 32;
  private static final int KILO = 1024;

  private final Path status;
  private final List<Integer> megabytes = new ArrayList<>();

  Memory(long process) {
    this.status = Path.of("/proc", Long.toString(process), "status");
  }

  /**
   * Measures the memory.
   *
   * @return the resident memory in megabytes
   * @throws IOException if the process has exited
   */
  int look() throws IOException {
    Matcher resident = RESIDENT.matcher(Files.readString(status));
    if (!resident.find()) {
      throw new IOException("the server has ended");
    }
    megabytes.add(Integer.parseInt(resident.group(1)) / KILO);
    return megabytes.getLast();
  }

  /**
   * Returns whether the maximum of the last third of the measurements exceeds the maximum of the
   * middle third by both limits.
   */
  boolean grows() {
    int third = megabytes.size() / 3;
    if (third == 0) {
      return false;
    }
    int before = most(megabytes.subList(third, 2 * third));
    int last = most(megabytes.subList(2 * third, megabytes.size()));
    return last > before * FACTOR && last > before + MEGABYTES;
  }

  private static int most(List<Integer> of) {
    return of.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }
}
