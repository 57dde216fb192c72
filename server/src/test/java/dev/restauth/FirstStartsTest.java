package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that start at the same moment on an empty PostgreSQL database. */
class FirstStartsTest {
  private static final int NODES = 2;

  @TempDir Path folder;

  @Test
  void oneServerCreatesTheSchemaForAll() throws Exception {
    startAtOnce(NODES);
  }

  @RepeatedTest(20)
  @Tag("long")
  void oneServerCreatesTheSchemaForAllEachTime() throws Exception {
    startAtOnce(NODES + 1);
  }

  private void startAtOnce(int count) throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.emptyPostgresUrl());
    List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
    settings.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    List<ServerProcess> nodes = new ArrayList<>();
    try {
      for (int node = 0; node < count; node++) {
        nodes.add(ServerProcess.start(folder, Map.of(), arguments.toArray(String[]::new)));
      }
      List<HttpCalls> calls = nodes.stream().map(ServerProcess::ready).toList();
      calls.getFirst().register("miguel", "python");
      String keys = calls.getFirst().get("/.well-known/jwks.json").body();
      for (HttpCalls issuer : calls) {
        assertThat(issuer.get("/.well-known/jwks.json").body()).isEqualTo(keys);
        String token = issuer.token("miguel", "python");
        for (HttpCalls verifier : calls) {
          assertThat(verifier.get("/api/resource", basic(token, "unused")).status()).isEqualTo(200);
        }
      }
      assertThat(calls.getFirst().get("/.well-known/jwks.json").json().get("keys")).hasSize(1);
      for (ServerProcess node : nodes) {
        assertThat(node.terminate().exitCode()).isZero();
      }
    } finally {
      nodes.forEach(ServerProcess::close);
    }
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void refusesToStartWithoutAMasterKey() throws Exception {
    ServerProcess.Ended ended =
        ServerProcess.start(
                folder, Map.of(), "serve", "--database", TestDatabase.emptyPostgresUrl())
            .ended();

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "restauth: master-key-file: on PostgreSQL no key is made, since every node needs the same"
                + " one: give it here or in RESTAUTH_MASTER_KEY; to make one, run once: openssl rand"
                + " -base64 32\n");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void refusesAServerWithAnotherMasterKey() throws Exception {
    String url = TestDatabase.postgresUrl();
    Map<String, String> settings = TestServer.sharing(folder, url);
    TestServer.start(folder, InstantSource.system(), settings).close();
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    String otherKey = TestServer.sharing(elsewhere, url).getOrDefault("master-key-file", "");

    ServerProcess.Ended ended =
        ServerProcess.start(
                folder, Map.of(), "serve", "--database", url, "--master-key-file", otherKey)
            .ended();

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .matches(
            "restauth: wrong master key: the database was made with key [0-9a-f]{16}, this is key"
                + " [0-9a-f]{16}: give the one it was made with \\(RESTAUTH_MASTER_KEY or"
                + " --master-key-file\\)\n");
  }
}
