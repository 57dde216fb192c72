package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.figure.FigureValue;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that share a PostgreSQL database. */
class SharedDatabaseTest {
  @TempDir Path folder;

  @Test
  void anyServerVerifiesTokensOfAnother() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings)) {
      one.calls().register("miguel", "python");
      String token = one.calls().token("miguel", "python");

      assertThat(other.calls().get("/api/resource", HttpCalls.basic(token, "x")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aServerCountsTheServers() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings)) {
      for (TestServer each : List.of(one, other)) {
        eventually(
            "both are counted",
            () -> FigureValue.of(each.figures(), "restauth_cluster_nodes") == 2);
      }
    }
  }

  @Test
  void serversCountFailuresOfAnAccountTogether() throws Exception {
    Map<String, String> settings =
        new HashMap<>(TestServer.sharing(folder, TestDatabase.postgresUrl()));
    settings.put("account-failures", "3");
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings)) {
      for (String name : List.of("miguel", "nobody")) {
        for (int i = 0; i < 3; i++) {
          assertThat(one.calls().get("/api/token", HttpCalls.basic(name, "wrong")).status())
              .isEqualTo(401);
        }
        // The failures on the first server count on the other server too. The other server
        // therefore checks at most one attempt within a second. With separate counts, it would
        // check three attempts.
        List<Integer> there = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          there.add(other.calls().get("/api/token", HttpCalls.basic(name, "wrong")).status());
        }
        assertThat(there).contains(429);
      }
    }
  }
}
