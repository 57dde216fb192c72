package dev.restauth.listener;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The limit on the open files and sockets of this process. At the limit, the server can neither
 * accept a connection nor open a database file. So the number of connections must stay below the
 * limit.
 *
 * @param atMost the limit; empty if it is unknown
 */
record OpenFiles(OptionalInt atMost) {
  private static final System.Logger LOG = System.getLogger(OpenFiles.class.getName());
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String LINE = "Max open files";

  /**
   * The number of files reserved for jars, the database and logs. In addition, an eighth of the
   * limit is reserved for sockets that are closing.
   */
  private static final int OTHERS = 128;

  private static final int CLOSING_PART = 8;

  /** Returns the limit that Linux reports; unknown on other systems. */
  static OpenFiles ofThisProcess() {
    try (Stream<String> lines = Files.lines(LIMITS)) {
      return new OpenFiles(
          lines
              .filter(line -> line.startsWith(LINE))
              .map(line -> line.substring(LINE.length()).strip().split(" ", 2)[0])
              .filter(soft -> soft.matches("\\d{1,9}"))
              .mapToInt(Integer::parseInt)
              .findFirst());
    } catch (IOException e) {
      return new OpenFiles(OptionalInt.empty());
    }
  }

  /**
   * Returns the number of connections that fit below the limit: at least one, and at most {@code
   * wanted}.
   */
  int connections(int wanted) {
    if (atMost.isEmpty()) {
      return wanted;
    }
    int limit = atMost.getAsInt();
    int room = Math.max(1, limit - limit / CLOSING_PART - OTHERS);
    if (room < wanted) {
      LOG.log(
          Level.WARNING,
          "max-connections is {0}, but this process may open only {1} files: the limit is {2}"
              + " connections (raise it with ulimit -n, or LimitNOFILE of systemd)",
          Integer.toString(wanted),
          Integer.toString(limit),
          Integer.toString(room));
    }
    return Math.min(room, wanted);
  }
}
