package dev.restauth.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.ServerProcess;
import dev.restauth.TestPort;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upgrade from the last program of each earlier schema version to today's, and back, while
 * clients change accounts. No acknowledged change is lost. The test builds the programs from their
 * commits, once, for a minute each.
 */
@Tag("long")
@Timeout(900)
class UpgradeTest {
  /** The number of users after which each client is in the middle of its calls. */
  private static final int SOME = 12;

  private final List<ServerProcess> running = new ArrayList<>();
  @TempDir Path folder;

  static List<EarlierProgram> earlier() {
    List<EarlierProgram> all = EarlierProgram.all();
    assertThat(all).as("the programs of released versions").isNotEmpty();
    return all;
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void upgradesUnderLoadOnSqlite(EarlierProgram earlier) throws InterruptedException {
    try (TestPort port = TestPort.reserve();
        ServerProcess before = earlier.start(folder, serve(port, "--data", "data"))) {
      HttpCalls calls = before.ready();
      try (Load load = new Load(List.of(calls))) {
        load.awaitMore(SOME);
        assertThat(before.terminate().exitCode()).isZero();
        try (ServerProcess after = today(serve(port, "--data", "data"))) {
          after.ready();
          load.awaitMore(SOME);
          List<AcknowledgedUser> users = load.stop();
          users.forEach(user -> user.assertKnown(calls));
          assertThat(after.terminate().exitCode()).isZero();
        }
      }
    }
  }

  /**
   * On SQLite the way back is the backup from before the upgrade, as docs/upgrading.md describes.
   */
  @ParameterizedTest
  @MethodSource("earlier")
  void returnsToTheBackupOnSqlite(EarlierProgram earlier) throws InterruptedException {
    try (TestPort port = TestPort.reserve()) {
      List<AcknowledgedUser> users;
      try (ServerProcess before = earlier.start(folder, serve(port, "--data", "data"));
          Load load = new Load(List.of(before.ready()))) {
        load.awaitMore(1);
        users = load.stop();
      }
      String backup = folder.resolve("backup.sqlite") + "";
      ends(0, earlier.start(folder, "backup", "--data", "data", backup));
      try (ServerProcess after = today(serve(port, "--data", "data"))) {
        after.ready();
      }
      ServerProcess.Ended refused = ends(1, earlier.start(folder, serve(port, "--data", "data")));
      assertThat(refused.err()).contains("schema version");
      ends(0, earlier.start(folder, "restore", "--data", "data", "--force", backup));
      try (ServerProcess again = earlier.start(folder, serve(port, "--data", "data"))) {
        HttpCalls calls = again.ready();
        users.forEach(user -> user.assertLogsIn(calls));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void upgradesAndReturnsServerByServerOnPostgres(EarlierProgram earlier) throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.emptyPostgresUrl());
    String[] shared = {
      "--database", settings.get("database"), "--master-key-file", settings.get("master-key-file")
    };
    try (TestPort one = TestPort.reserve();
        TestPort other = TestPort.reserve()) {
      List<TestPort> ports = List.of(one, other);
      for (TestPort port : ports) {
        running.add(earlier.start(folder, serve(port, shared)));
      }
      List<HttpCalls> calls = running.stream().map(ServerProcess::ready).toList();
      try (Load load = new Load(calls)) {
        load.awaitMore(SOME);
        for (int i = 0; i < ports.size(); i++) {
          replace(i, load, today(i, ports, shared));
        }
        // The earlier programs start again, because the minimum schema allows them.
        for (int i = ports.size() - 1; i >= 0; i--) {
          int server = i;
          replace(i, load, () -> earlier.start(folder, serve(ports.get(server), shared)));
        }
        // The new program starts again on the schema that it has already migrated.
        replace(0, load, today(0, ports, shared));
        for (AcknowledgedUser user : load.stop()) {
          calls.forEach(user::assertKnown);
        }
      }
    } finally {
      running.forEach(ServerProcess::close);
    }
  }

  private Starting today(int server, List<TestPort> ports, String... shared) {
    return () -> today(serve(ports.get(server), shared));
  }

  private interface Starting {
    ServerProcess start();
  }

  private void replace(int server, Load load, Starting starting) {
    assertThat(running.get(server).terminate().exitCode()).isZero();
    load.awaitMore(SOME);
    running.set(server, starting.start());
    running.get(server).ready();
    load.awaitMore(SOME);
  }

  private ServerProcess today(String... arguments) {
    return ServerProcess.start(folder, Map.of(), arguments);
  }

  private static ServerProcess.Ended ends(int code, ServerProcess process) {
    ServerProcess.Ended ended = process.ended();
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(code);
    return ended;
  }

  private static String[] serve(TestPort port, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("serve", "--port", port.number() + "", "--address-registrations", "1000000"));
    arguments.addAll(List.of("--argon2-memory", "7168", "--argon2-iterations", "1"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
