package dev.restauth.vault;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.event.Actor;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that changes to another master key while several servers (nodes) use it. */
class RewrapOnManyNodesTest {
  @TempDir Path folder;

  @Test
  void allNodesContinueToIssueAndVerify() throws Exception {
    String url = TestDatabase.postgresUrl();
    Map<String, String> before = TestServer.sharing(folder, url);
    start(before).close();
    Map<String, String> both =
        new HashMap<>(TestServer.sharing(Files.createDirectory(folder.resolve("next")), url));
    both.put("previous-master-key-file", before.getOrDefault("master-key-file", ""));
    Map<String, String> after = new HashMap<>(both);
    after.remove("previous-master-key-file");

    try (TestServer one = start(both);
        TestServer other = start(both)) {
      one.calls().register("miguel", "python");
      String token = one.calls().token("miguel", "python");
      AtomicBoolean moved = new AtomicBoolean();
      CompletableFuture<Integer> meanwhile =
          CompletableFuture.supplyAsync(() -> useUntil(moved, one, other));

      Reply reply = TestServer.operate(folder, both, "key.rewrap", Map.of());

      moved.set(true);
      assertThat(reply).isInstanceOf(Reply.Done.class);
      assertThat(meanwhile.get()).isPositive();
      for (TestServer each : List.of(one, other)) {
        assertThat(resource(each, token)).isEqualTo(200);
        // Encrypts a new key under the master key that the other process has set for the database.
        each.rotation().rotate(true, Actor.operator(Optional.empty()));
      }
      one.runMaintenance();
      other.runMaintenance();
      assertThat(resource(one, other.calls().token("miguel", "python"))).isEqualTo(200);
      assertThat(resource(other, one.calls().token("miguel", "python"))).isEqualTo(200);
    }
    try (TestServer server = start(after)) {
      assertThat(resource(server, server.calls().token("miguel", "python"))).isEqualTo(200);
    }
    assertThat(TestServer.operate(folder, before, "check", Map.of()))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.message()).startsWith("wrong master key"));
  }

  /** Returns the number of log-ins. Both nodes must accept each of them. */
  private static int useUntil(AtomicBoolean end, TestServer one, TestServer other) {
    int logIns = 0;
    do {
      String token = one.calls().token("miguel", "python");
      assertThat(resource(other, token)).isEqualTo(200);
      assertThat(resource(one, other.calls().token("miguel", "python"))).isEqualTo(200);
      logIns += 2;
    } while (!end.get());
    return logIns;
  }

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static int resource(TestServer server, String token) {
    return server.calls().get("/api/resource", basic(token, "unused")).status();
  }
}
