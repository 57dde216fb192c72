package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.version.Version;
import java.nio.file.Path;
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
  private static final String PASSWORD = "correct horse 7 staple";

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

  private static void namesItsDatabaseWithoutCredentials(ServerProcess node) {
    assertThat(node.log().lines().filter(line -> line.contains(" serves on ")).toList())
        .singleElement()
        .asString()
        .contains(Version.OURS.toString())
        .contains(", database PostgreSQL ")
        .endsWith(", password policy nist")
        .doesNotContain("user", "?");
  }

  private void startAtOnce(int count) throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.emptyPostgresUrl());
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--port", "0", "--password-policy", "nist"));
    arguments.addAll(ServerProcess.CHEAP_HASHES);
    settings.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    List<ServerProcess> nodes = new ArrayList<>();
    try {
      for (int node = 0; node < count; node++) {
        nodes.add(ServerProcess.start(folder, Map.of(), arguments.toArray(String[]::new)));
      }
      List<HttpCalls> calls = nodes.stream().map(ServerProcess::ready).toList();
      nodes.forEach(FirstStartsTest::namesItsDatabaseWithoutCredentials);
      calls.getFirst().register("miguel", PASSWORD);
      String keys = calls.getFirst().get("/.well-known/jwks.json").body();
      for (HttpCalls issuer : calls) {
        assertThat(issuer.get("/.well-known/jwks.json").body()).isEqualTo(keys);
        String token = issuer.token("miguel", PASSWORD);
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
}
