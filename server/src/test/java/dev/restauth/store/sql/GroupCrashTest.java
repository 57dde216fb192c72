package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess;
import dev.restauth.account.AccountRows;
import dev.restauth.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while its many writers share commits. No acknowledged write may be lost.
 */
class GroupCrashTest {
  private static final int WRITERS = 64;
  private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 2_000;

  @TempDir Path folder;

  @Test
  void crashLosesNoAcknowledgedWrite() throws IOException {
    crash(1);
  }

  @Test
  @Tag("long")
  void manyCrashesLoseNoAcknowledgedWrite() throws IOException {
    crash(50);
  }

  private void crash(int rounds) throws IOException {
    Path file = folder.resolve("crash.sqlite");
    TestDatabase.prepareSqlite(file);
    Set<String> acknowledged = new TreeSet<>();
    for (int round = 0; round < rounds; round++) {
      acknowledged.addAll(writeUntilKilled(file, "r" + round + "-"));
    }

    try (Store store = new SqliteDatabase(file, InstantSource.system()).open()) {
      Set<String> kept =
          acknowledged.stream()
              .filter(
                  name ->
                      store.<Boolean>reading(
                          tx -> new AccountRows(tx).findByUsername(name).isPresent()))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(kept).isEqualTo(acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(rounds * ACKNOWLEDGED_BEFORE_THE_KILL);
  }

  private static List<String> writeUntilKilled(Path file, String prefix) throws IOException {
    List<String> command = ServerProcess.java(Writers.class.getName());
    command.addAll(List.of(file.toString(), prefix));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(".")) { // otherwise the kill would truncate the line
          acknowledged.add(line.substring(0, line.length() - 1));
        }
        if (acknowledged.size() == ACKNOWLEDGED_BEFORE_THE_KILL) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    process.onExit().join();
    return acknowledged;
  }

  /** The process to kill, which prints each name when the account is durable. */
  static final class Writers {
    private Writers() {}

    /** Writes until the process is killed. */
    public static void main(String[] arguments) {
      Store store = new SqliteDatabase(Path.of(arguments[0]), InstantSource.system()).open();
      try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < WRITERS; writer++) {
          String prefix = arguments[1] + writer + "-";
          writers.execute(() -> write(store, prefix));
        }
      }
    }

    private static void write(Store store, String prefix) {
      for (int i = 0; ; i++) {
        String name = prefix + i;
        store.inTransaction(tx -> new AccountRows(tx).create(name, "hash", Instant.EPOCH));
        byte[] line = (name + ".\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(line, 0, line.length);
        System.out.flush();
      }
    }
  }
}
