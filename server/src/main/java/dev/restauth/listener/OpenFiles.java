package dev.restauth.listener;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How many files and sockets the system lets this process have open. If they run out, neither a client can be
 * accepted nor a file of the database be opened: so there must never be that many connections.
 */
record OpenFiles(OptionalInt atMost) {
  private static final System.Logger LOG = System.getLogger(OpenFiles.class.getName());
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String LINE = "Max open files";

  /** Jars, database, logs; besides, an eighth of all for sockets that are being closed. */
  private static final int OTHERS = 128;

  private static final int CLOSING_PART = 8;

  /** What Linux says; nothing where it does not. */
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

  /** As many of the wanted connections as there is room for, at least one. */
  int connections(int wanted) {
    if (atMost.isEmpty()) {
      return wanted;
    }
    int limit = atMost.getAsInt();
    int room = Math.max(1, limit - limit / CLOSING_PART - OTHERS);
    if (room < wanted) {
      LOG.log(
          Level.WARNING,
          "max-connections is {0}, but this process may open only {1} files: no more than {2}"
              + " connections are held (ulimit -n, or LimitNOFILE of systemd, raises it)",
          Integer.toString(wanted),
          Integer.toString(limit),
          Integer.toString(room));
    }
    return Math.min(room, wanted);
  }
}
