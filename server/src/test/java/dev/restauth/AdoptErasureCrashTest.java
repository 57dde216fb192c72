package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accounts are closed and erased during an import, until the program is killed. When the operator
 * repeats the command, the import completes, and no erased account returns.
 */
class AdoptErasureCrashTest {
  private static final int ACCOUNTS = 10_000;
  private static final int CLIENTS = 4;
  private static final String PYTHON = "{SHA}QjUie1FDathtB8fPXWm9omRJhN4=";

  private final Random random = new Random();

  @TempDir Path folder;

  @Test
  void killedWithTheServerOnSqlite() throws Exception {
    repeat(1, Map.of());
  }

  @Test
  void killedBesideTheServerOnPostgres() throws Exception {
    repeat(1, TestServer.sharing(folder, TestDatabase.emptyPostgresUrl()));
  }

  @Test
  @Tag("long")
  void killedManyTimesOnSqlite() throws Exception {
    repeat(5, Map.of());
  }

  @Test
  @Tag("long")
  void killedManyTimesOnPostgres() throws Exception {
    repeat(5, TestServer.sharing(folder, TestDatabase.emptyPostgresUrl()));
  }

  /** Adopts from another source in each round, since the first import is to be interrupted. */
  private void repeat(int rounds, Map<String, String> database) throws Exception {
    for (int round = 0; round < rounds; round++) {
      String names = "r" + round + "u";
      Closed closed = killed(names, database);
      Map<String, Object> facts = completed(names, database);
      long conflicts = number(facts, "conflicts");
      assertThat(conflicts)
          .as("erased, in round %s", round)
          .isBetween((long) closed.acknowledged.size(), (long) closed.asked);
      assertThat(number(facts, "adopted") + number(facts, "unchanged"))
          .isEqualTo(ACCOUNTS - conflicts);
      try (ServerProcess server = ServerProcess.serve(folder, options(database))) {
        HttpCalls calls = server.ready();
        for (String name : closed.acknowledged) {
          assertThat(status(calls, name)).as(name).isEqualTo(401);
        }
        assertThat(server.terminate().exitCode()).isZero();
      }
    }
  }

  private static long number(Map<String, Object> facts, String name) {
    return Long.parseLong(String.valueOf(facts.get(name)));
  }

  private static String[] options(Map<String, String> database) {
    return database.entrySet().stream()
        .map(each -> "--" + each.getKey() + "=" + each.getValue())
        .toArray(String[]::new);
  }

  private static int status(HttpCalls calls, String name) {
    return Repeats.whileUnavailable(() -> calls.get("/api/resource", basic(name, "python")))
        .status();
  }

  private Path source(String names) {
    return folder.resolve(names + ".csv");
  }

  /**
   * The accounts that were closed.
   *
   * @param acknowledged the names of those whose closing was acknowledged
   * @param asked the number of calls that were sent
   */
  private record Closed(List<String> acknowledged, int asked) {}

  /** Closes accounts during an import, and kills the programs at a random moment. */
  private Closed killed(String names, Map<String, String> database) throws Exception {
    List<String> lines = new ArrayList<>(List.of("username,password_hash"));
    for (int i = 0; i < ACCOUNTS; i++) {
      lines.add(names + i + "," + PYTHON);
    }
    Files.write(source(names), lines);
    AtomicInteger next = new AtomicInteger();
    int until = 1 + random.nextInt(60);
    List<String> acknowledged = new ArrayList<>();
    try (ServerProcess server = ServerProcess.serve(folder, options(database));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpCalls calls = server.ready();
      List<String> command =
          new ArrayList<>(List.of("adopt", "csv", source(names) + "", "--name=" + names));
      command.addAll(database.isEmpty() ? List.of("--data", "data") : List.of(options(database)));
      try (ServerProcess adopt =
          ServerProcess.start(folder, Map.of(), command.toArray(String[]::new))) {
        eventually("accounts are imported", () -> status(calls, names + 0) == 200);
        List<Future<List<String>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(threads.submit(() -> close(calls, names, next)));
        }
        eventually("some are closed", () -> next.get() >= until);
        (random.nextBoolean() ? adopt : server).kill();
        server.kill();
        for (Future<List<String>> each : clients) {
          acknowledged.addAll(each.get());
        }
      }
    }
    return new Closed(acknowledged, next.get());
  }

  /** Closes accounts until the server is gone, and returns the names of those that are closed. */
  private static List<String> close(HttpCalls calls, String names, AtomicInteger next) {
    List<String> closed = new ArrayList<>();
    while (next.get() < ACCOUNTS) {
      String name = names + next.getAndIncrement();
      try {
        int status =
            calls.call("DELETE", "/api/me", Optional.empty(), basic(name, "python")).status();
        if (status == 204) {
          closed.add(name);
        }
      } catch (UncheckedIOException | NoSuchElementException | IndexOutOfBoundsException e) {
        return closed;
      }
    }
    return closed;
  }

  /** Repeats the import, and completes it. */
  private Map<String, Object> completed(String names, Map<String, String> database) {
    Map<String, String> arguments =
        new HashMap<>(Map.of("source", "csv", "name", names, "file.1", source(names).toString()));
    Reply reply = TestServer.operate(folder, database, "adopt", arguments);
    assertThat(reply).as("%s", reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }
}
