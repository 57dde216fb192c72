package dev.restauth.status;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands to a running server on PostgreSQL. The server accepts them if it has a data folder. */
class ServerOperationsOnPostgresTest {
  @TempDir Path folder;

  private Map<String, String> settings = Map.of();

  @BeforeEach
  void makeADatabase() throws Exception {
    settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
  }

  private TestServer start(Map<String, String> ofServer) {
    return TestServer.start(folder, InstantSource.system(), ofServer);
  }

  private Map<String, String> in(String data) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.put("data", Files.createDirectories(folder.resolve(data)).toString());
    return all;
  }

  private Map<String, Object> status(Map<String, String> ofServer) {
    return ((Reply.Done) TestServer.operate(folder, ofServer, "status", Map.of())).facts().values();
  }

  @Test
  void statusHasTheCountsOfOneServerAndTheNumberOfAll() throws Exception {
    Map<String, String> one = in("one");
    Map<String, String> other = in("other");
    try (TestServer _ = start(one);
        TestServer server = start(other)) {
      server.calls().register("miguel", "python");
      server.calls().get("/api/resource", basic("miguel", "python"));
      eventually("both are counted", () -> Long.valueOf(2).equals(status(other).get("nodes")));
      assertThat(status(other))
          .containsEntry("requests", 2L)
          .containsEntry("log_ins", 1L)
          .containsEntry("database", "ok")
          .containsKeys("signing_key_since", "heap_megabytes", "passwords_waiting", "mails_waiting")
          .doesNotContainKey("last_backup"); // other tools make backups of PostgreSQL
      assertThat(status(one)).containsEntry("log_ins", 0L);
    }
  }

  @Test
  void secondServerInAFolderLeavesTheCommandsToTheFirst() throws Exception {
    Map<String, String> shared = in("data");
    try (TestServer first = start(shared);
        LogCatcher log = new LogCatcher("dev.restauth.CommandSocket")) {
      start(shared).close();
      assertThat(log.takeAll())
          .singleElement()
          .asString()
          .contains("another server takes the commands in the folder ");
      first.calls().register("miguel", "python");
      assertThat(status(shared)).containsEntry("requests", 1L);
    }
    assertThat(folder.resolve("data")).isEmptyDirectory();
  }

  @Test
  void reloadsFilesAndShowsItsSettings() throws Exception {
    Map<String, String> all = in("data");
    all.put("traces-endpoint", "http://127.0.0.1:9");
    all.put("traces-header-file", Files.writeString(folder.resolve("header"), "X-Key: 1") + "");
    all.put("token-duration", "5m");
    try (TestServer _ = start(all)) {
      assertThat(((Reply.Done) TestServer.operate(folder, all, "reload", Map.of())).notes())
          .containsExactly("the file of traces-header-file is used as it is now");
      all.put("token-duration", "7m");
      Reply.Done running = (Reply.Done) TestServer.operate(folder, all, "config.running", Map.of());
      assertThat(running.facts().each().orElseThrow())
          .anySatisfy(
              setting ->
                  assertThat(setting.values())
                      .containsEntry("name", "token-duration")
                      .containsEntry("value", "5m"));
    }
  }

  @Test
  void startsWithoutAFolderAndWithOneInWhichItCannotListen() throws Exception {
    try (TestServer server = start(settings)) {
      assertThat(server.calls().get("/health").status()).isEqualTo(200);
      assertThat(message(settings))
          .startsWith("no server is running in the folder ")
          .endsWith("takes commands only if the folder of --data exists");
    }
    assertThat(folder.resolve("data")).doesNotExist();
    Map<String, String> all = in("data");
    Files.writeString(folder.resolve("data").resolve("restauth.sock"), "no socket");
    try (TestServer server = start(all);
        LogCatcher log = new LogCatcher("dev.restauth.CommandSocket")) {
      assertThat(server.calls().get("/health").status()).isEqualTo(200);
      server.restart();
      assertThat(log.takeAll())
          .singleElement()
          .asString()
          .contains("it is no socket", "restauth status and reload do not work");
    }
  }

  private String message(Map<String, String> ofServer) {
    return ((Reply.Failed) TestServer.operate(folder, ofServer, "status", Map.of())).message();
  }
}
