package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.restauth.account.AccountRows;
import dev.restauth.event.EventCalls;
import dev.restauth.http.HttpCalls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Registers accounts in parallel, kills the process, and checks that every acknowledged name is
 * stored, and that each account has its event, and each event its account.
 */
class CrashTest {
  private static final int CLIENTS = 4;
  private static final int MOST_BEFORE_THE_KILL = 25;

  @TempDir Path folder;

  @Test
  void losesNothingThatWasAcknowledged() throws InterruptedException {
    crash(1);
  }

  @Test
  @Tag("long")
  void losesNothingInManyCrashes() throws InterruptedException {
    crash(200);
  }

  private void crash(int rounds) throws InterruptedException {
    Set<String> acknowledged = new ConcurrentSkipListSet<>();
    int least = 0;
    for (int round = 0; round < rounds; round++) {
      // The test kills the process after 1 to MOST_BEFORE_THE_KILL responses.
      int answers = MOST_BEFORE_THE_KILL - round * 7 % MOST_BEFORE_THE_KILL;
      try (ServerProcess process = ServerProcess.serve(folder)) {
        registerUntilKilled(process, "r" + round + "-", answers, acknowledged);
      }
      least += answers;
    }

    try (TestServer server = TestServer.start(folder)) {
      Set<String> kept =
          acknowledged.stream()
              .filter(
                  name ->
                      server
                          .store()
                          .<Boolean>reading(
                              tx -> new AccountRows(tx).findByUsername(name).isPresent()))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(kept).isEqualTo(acknowledged);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(least);
      assertEachHasItsEvent(server);
    }
  }

  private static void assertEachHasItsEvent(TestServer server) {
    EventCalls.to(server).awaitNumbered();
    List<Long> accounts = ids(server, "SELECT id FROM account ORDER BY id");
    assertThat(
            ids(
                server,
                "SELECT account_id AS id FROM event WHERE type = 'user.registered' ORDER BY"
                    + " account_id"))
        .isEqualTo(accounts);
    assertThat(
            ids(
                server,
                "SELECT account_id AS id FROM event_person WHERE event_id IN (SELECT id FROM"
                    + " event WHERE type = 'user.registered') ORDER BY account_id"))
        .isEqualTo(accounts);
  }

  private static List<Long> ids(TestServer server, @CompileTimeConstant final String sql) {
    return server.store().reading(tx -> tx.sql().all(sql, row -> row.number("id")));
  }

  private static void registerUntilKilled(
      ServerProcess process, String prefix, int answers, Set<String> acknowledged)
      throws InterruptedException {
    HttpCalls calls = process.ready();
    CountDownLatch enough = new CountDownLatch(answers);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        String name = prefix + client + "-";
        clients.execute(() -> register(calls, name, acknowledged, enough));
      }
      enough.await();
      process.kill();
    }
  }

  private static void register(
      HttpCalls calls, String prefix, Set<String> acknowledged, CountDownLatch enough) {
    try {
      for (int i = 0; calls.register(prefix + i, "python").status() == 201; i++) {
        acknowledged.add(prefix + i);
        enough.countDown();
      }
    } catch (UncheckedIOException | IndexOutOfBoundsException killed) {
      // The kill interrupted the response, so the server has not acknowledged this registration.
    }
  }
}
