package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The line in the log about passwords that were not hashed. */
class RefusalReportTest {
  private static final int LOG_INS = 60;

  @RegisterExtension
  private final TestServer server =
      new TestServer(
          Map.of(
              "hashing-threads",
              "1",
              "hashing-wait",
              "1s",
              "argon2-memory",
              "65536",
              "account-failures",
              "1000000",
              "address-failures",
              "1000000"));

  @Test
  void isOneLineAMinuteAndOnlyIfThereWereRefusals() throws Exception {
    try (LogCatcher log = new LogCatcher(RefusalReport.class)) {
      server.runMaintenance();
      assertThat(log.all()).isEmpty();

      long refused = refusedLogIns();
      assertThat(refused).isPositive();
      server.runMaintenance();
      server.runMaintenance();
      assertThat(log.all()).hasSize(1);
      assertThat(log.all().getFirst())
          .startsWith(
              "WARNING in the last minute, " + refused + " requests were answered with 503,");
    }
  }

  private long refusedLogIns() throws Exception {
    List<Future<Integer>> logIns = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, LOG_INS).forEach(i -> logIns.add(threads.submit(() -> logIn("u" + i))));
    }
    long refused = 0;
    for (Future<Integer> each : logIns) {
      int status = each.get();
      assertThat(status).isIn(401, 503);
      refused += status == 503 ? 1 : 0;
    }
    return refused;
  }

  private int logIn(String username) {
    return server.calls().get("/api/token", HttpCalls.basic(username, "python")).status();
  }
}
