package dev.restauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed while it registers accounts. Each account has its event, and each event
 * has its account.
 */
class EventCrashTest {
  private static final int CLIENTS = 4;

  @TempDir Path folder;

  @Test
  void changesAndTheirEventsAreBothThereOrNeither() throws InterruptedException {
    crash(2);
  }

  @Test
  @Tag("long")
  void changesAndTheirEventsAreBothThereOrNeitherInManyCrashes() throws InterruptedException {
    crash(100); // kills after each number of responses
  }

  private void crash(int rounds) throws InterruptedException {
    for (int round = 0; round < rounds; round++) {
      try (ServerProcess process = ServerProcess.serve(folder)) {
        registerUntilKilled(process, "r" + round + "-", 1 + round * 3 % 10);
      }
    }
    try (TestServer server = TestServer.start(folder)) {
      EventCalls.to(server).awaitNumbered();
      List<Long> accounts = ids(server, "SELECT id FROM account ORDER BY id");
      assertThat(accounts).hasSizeGreaterThanOrEqualTo(rounds);
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
  }

  private static List<Long> ids(
      TestServer server, @com.google.errorprone.annotations.CompileTimeConstant final String sql) {
    return server.store().reading(tx -> tx.sql().all(sql, row -> row.number("id")));
  }

  private static void registerUntilKilled(ServerProcess process, String prefix, int answers)
      throws InterruptedException {
    HttpCalls calls = process.ready();
    CountDownLatch enough = new CountDownLatch(answers);
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < CLIENTS; client++) {
        String name = prefix + client + "-";
        clients.execute(() -> register(calls, name, enough));
      }
      enough.await();
      process.kill();
    }
  }

  private static void register(HttpCalls calls, String prefix, CountDownLatch enough) {
    try {
      for (int i = 0; calls.register(prefix + i, "python").status() == 201; i++) {
        enough.countDown();
      }
    } catch (UncheckedIOException | IndexOutOfBoundsException killed) {
      // The kill interrupted the response.
    }
  }
}
