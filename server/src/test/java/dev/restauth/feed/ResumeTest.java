package dev.restauth.feed;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.restauth.TestServer;
import dev.restauth.feed.FeedClient.ReceivedEvent;
import dev.restauth.store.sql.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that are cut and resumed while sessions are revoked. No event is lost or duplicated.
 */
class ResumeTest {
  private static final int SESSIONS = 60;
  private static final long SEED = 20261125;

  /**
   * The number of events that a subscriber reads from a stream after all sessions are revoked. The
   * events include a whole snapshot, after which the subscriber can resume.
   */
  private static final int WHOLE_SNAPSHOT = 6;

  @TempDir Path folder;

  @Test
  void noEventIsLostOnOneServer() throws Exception {
    try (TestServer server = TestServer.start(folder)) {
      String key = TestServer.serviceKey(folder, "shop", "revocations:read");
      check(List.of(server), key);
    }
  }

  @Test
  void noEventIsLostBetweenServers() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings)) {
      check(List.of(one, other), SharedFeedTest.serviceKey(folder, settings, "shop"));
    }
  }

  /** Each subscriber connects to a random server each time. */
  private static void check(List<TestServer> servers, String key) throws Exception {
    servers.getFirst().calls().register("miguel", "python");
    AtomicLong over = new AtomicLong(); // 0 until the clients have finished
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Verifier>> subscribers =
          IntStream.range(0, 4)
              .mapToObj(i -> threads.submit(() -> follow(servers, key, new Random(SEED + i), over)))
              .toList();
      Set<String> ended = endSessions(servers);
      over.set(System.nanoTime());
      for (Future<Verifier> subscriber : subscribers) {
        Verifier verifier = subscriber.get();
        assertThat(verifier.sessions).containsAll(ended);
        assertThat(verifier.eventNumbers).doesNotHaveDuplicates().isSorted();
        assertThat(verifier.resumptions()).isPositive();
        assertThat(verifier.snapshots()).isLessThan(verifier.resumptions());
      }
    }
  }

  private static Set<String> endSessions(List<TestServer> servers) throws Exception {
    Random random = new Random(SEED);
    Set<String> ended = new HashSet<>();
    String password = basic("miguel", "python");
    for (int i = 0; i < SESSIONS; i++) {
      TestServer server = servers.get(random.nextInt(servers.size()));
      String token = server.calls().get("/api/token", password).json().path("token").asText();
      ended.add(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("sid"));
      assertThat(
              server
                  .calls()
                  .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token)
                  .status())
          .isEqualTo(204);
    }
    return ended;
  }

  private static Verifier follow(
      List<TestServer> servers, String key, Random random, AtomicLong over) {
    Verifier verifier = new Verifier();
    while (true) {
      boolean late = over.get() != 0;
      boolean last = late && verifier.resumptions() > verifier.snapshots();
      TestServer server = servers.get(random.nextInt(servers.size()));
      verifier.connected();
      try (FeedClient client = FeedClient.connect(server, key, verifier.lastId())) {
        int events = last ? Integer.MAX_VALUE : late ? WHOLE_SNAPSHOT : 1 + random.nextInt(12);
        ReceivedEvent told = client.next().orElseThrow();
        verifier.receive(told);
        while (events > 0 && !(last && FeedTest.upToDateAt(told) > over.get())) {
          told = client.next().orElseThrow();
          verifier.receive(told);
          events--;
        }
      } catch (UncheckedIOException e) {
        throw new AssertionError("the server cut a connection", e);
      }
      if (last) {
        return verifier;
      }
    }
  }
}
