package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose PostgreSQL dies or freezes: it promises nothing that it cannot hold, and needs no restart. */
class PostgresTroubleTest {
  private static final int CLIENTS = 4;
  private static final int ACKNOWLEDGED_BEFORE_EACH_KILL = 25;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static PostgresCluster cluster;
  @TempDir Path folder;
  private TestServer server;
  private HttpCalls calls;

  @BeforeAll
  static void startDatabase(@TempDir Path folder) throws Exception {
    cluster = PostgresCluster.start(folder);
  }

  @AfterAll
  static void stopDatabase() {
    cluster.close();
  }

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.start(
            folder, InstantSource.system(), TestServer.sharing(folder, cluster.newDatabase()));
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
    List<Future<Integer>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        String prefix = "client-" + i + "-";
        clients.add(threads.submit(() -> register(prefix, acknowledged, enough)));
      }
      try {
        for (int round = 0; round < rounds; round++) {
          awaitMore(acknowledged);
          cluster.kill();
          cluster.restart();
        }
        awaitMore(acknowledged);
      } finally {
        enough.set(true);
      }
    }
    int refused = 0;
    for (Future<Integer> client : clients) {
      refused += client.get();
    }
    assertThat(refused).as("answered with 503").isPositive();

    Set<String> kept =
        acknowledged.stream()
            .filter(
                name ->
                    server
                        .store()
                        .<Boolean>reading(tx -> tx.accounts().findByUsername(name).isPresent()))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(kept).isEqualTo(acknowledged);
  }

  private static void awaitMore(Set<String> acknowledged) {
    int enough = acknowledged.size() + ACKNOWLEDGED_BEFORE_EACH_KILL;
    await(() -> acknowledged.size() >= enough);
  }

  /** Without pause; returns how many were refused. */
  private int register(String prefix, Set<String> acknowledged, AtomicBoolean enough) {
    int refused = 0;
    for (int i = 0; !enough.get(); i++) {
      Reply reply = calls.register(prefix + i, "python");
      if (reply.status() == 201) {
        acknowledged.add(prefix + i);
      } else {
        assertThat(reply.status()).isEqualTo(503);
        refused++;
      }
    }
    return refused;
  }

  @Test
  void refusesWhileItsDatabaseIsFrozenAndIsWellAfterwards() {
    assertThat(calls.register("miguel", "python").status()).isEqualTo(201);
    String token = calls.token("miguel", "python");
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(200);
    cluster.freeze();

    Reply written = calls.register("susan", "python");
    assertThat(written.status()).isEqualTo(503);
    assertThat(written.header("Retry-After")).isPresent();
    assertThat(written.json().get("type").asText()).endsWith("/errors/unavailable");
    assertThat(calls.get("/api/users/999").status()).isEqualTo(503);
    assertThat(calls.get("/api/resource", basic("nobody", "python")).status()).isEqualTo(503);
    assertThat(calls.get("/api/resource", basic(token, "")).status())
        .as("what is known is still known")
        .isEqualTo(200);

    cluster.thaw();
    await(() -> calls.register("after", "python").status() == 201);
    await(() -> calls.get("/api/users/999").status() == 400);
    assertThat(calls.token("miguel", "python")).isNotEmpty();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - begun).isLessThan(PATIENCE_NANOS);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
