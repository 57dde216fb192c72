package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server whose PostgreSQL is killed or frozen. The server acknowledges only stored changes, and
 * needs no restart.
 */
class PostgresTroubleTest {
  private static final int CLIENTS = 4;
  private static final int ACKNOWLEDGED_BEFORE_EACH_KILL = 25;
  private static final long PAUSE_AFTER_REFUSAL_NANOS = 100_000_000;

  @AutoClose private static PostgresCluster cluster;
  @TempDir Path folder;
  private final AtomicInteger tries = new AtomicInteger();
  private String url = "";
  private TestServer server;
  private HttpCalls calls;

  @BeforeAll
  static void startDatabase(@TempDir Path folder) throws Exception {
    cluster = PostgresCluster.start(folder);
  }

  @BeforeEach
  void start() throws Exception {
    url = cluster.newDatabase();
    Map<String, String> settings = new HashMap<>(TestServer.sharing(folder, url));
    settings.put("address-registrations", "1000000");
    server = TestServer.start(folder, InstantSource.system(), settings);
    calls = server.calls();
  }

  @AfterEach
  void stop() {
    cluster.thaw();
    server.close();
  }

  @Test
  void losesNothingThatWasAcknowledgedWhenItsDatabaseIsKilled() throws Exception {
    crash(2);
  }

  @Test
  @Tag("long")
  void losesNothingWhenItsDatabaseIsKilledOftenEnough() throws Exception {
    crash(200);
  }

  private void crash(int rounds) throws Exception {
    Set<String> acknowledged = new ConcurrentSkipListSet<>();
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger refused = new AtomicInteger();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        String prefix = "client-" + i + "-";
        clients.add(threads.submit(() -> register(prefix, acknowledged, refused, enough)));
      }
      try {
        for (int round = 0; round < rounds; round++) {
          awaitMore(acknowledged);
          int before = refused.get();
          cluster.kill();
          eventually("a client gets a refusal", () -> refused.get() > before);
          cluster.restart();
        }
        awaitMore(acknowledged);
      } finally {
        enough.set(true);
      }
    }
    for (Future<?> client : clients) {
      client.get();
    }

    assertThat(usernames()).containsAll(acknowledged);
  }

  /** Returns the names of the accounts in the database. */
  private Set<String> usernames() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT username FROM account")) {
      Set<String> names = new TreeSet<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  private static void awaitMore(Set<String> acknowledged) {
    int enough = acknowledged.size() + ACKNOWLEDGED_BEFORE_EACH_KILL;
    eventually("registrations go on", () -> acknowledged.size() >= enough);
  }

  /** Registers accounts continuously. */
  private void register(
      String prefix, Set<String> acknowledged, AtomicInteger refused, AtomicBoolean enough) {
    for (int i = 0; !enough.get(); i++) {
      Reply reply = calls.register(prefix + i, "python");
      if (reply.status() == 201) {
        acknowledged.add(prefix + i);
      } else {
        assertThat(reply.status()).isEqualTo(503);
        refused.incrementAndGet();
        // Without pauses, the clients would hash passwords all the time that the database is away.
        LockSupport.parkNanos(PAUSE_AFTER_REFUSAL_NANOS);
      }
    }
  }

  @Test
  void refusesWhileItsDatabaseIsFrozenAndRecovers() {
    // On a busy disk the first attempt may time out, with an uncertain result.
    eventually("miguel is there", () -> calls.register("miguel", "python").status() != 503);
    String token = token();
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(200);
    cluster.freeze();

    Reply written = calls.register("susan", "python");
    assertThat(written.status()).isEqualTo(503);
    assertThat(written.header("Retry-After")).isPresent();
    assertThat(written.json().get("type").asText()).endsWith("/errors/unavailable");
    assertThat(calls.get("/api/users/999").status()).isEqualTo(503);
    assertThat(calls.get("/api/resource", basic("nobody", "python")).status()).isEqualTo(503);
    assertThat(calls.get("/api/resource", basic(token, "")).status())
        .as("cached tokens are still valid")
        .isEqualTo(200);

    cluster.thaw();
    eventually("it registers", () -> registers("after " + tries.incrementAndGet()));
    eventually("it reads", () -> calls.get("/api/users/999").status() == 400);
    assertThat(token()).isNotEmpty();
  }

  private boolean registers(String username) {
    return calls.register(username, "python").status() == 201;
  }

  private String token() {
    List<Reply> replies = new ArrayList<>();
    eventually(
        "miguel logs in",
        () -> {
          replies.add(calls.get("/api/token", basic("miguel", "python")));
          return replies.getLast().status() == 200;
        });
    return replies.getLast().json().get("token").asText();
  }
}
