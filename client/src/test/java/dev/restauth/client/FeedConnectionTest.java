package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.client.FakeServer.Stream;
import dev.restauth.client.Verifiers.Connected;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Silence, refusals and the end of the connection to the feed, and freshness meanwhile. */
class FeedConnectionTest {
  private static final String LIVE = Tokens.good(START, "live");

  private FakeServer server;
  private Connected connected;

  @BeforeEach
  void connect() throws IOException {
    server = new FakeServer();
    connected = Verifiers.connect(server, Verifiers.hurried(server, new TestClock()), "before");
  }

  @AfterEach
  void close() {
    connected.close();
    server.close();
  }

  @Test
  void reconnectsAfterSilence() throws IOException {
    try (FakeServer quiet = new FakeServer();
        Connected once = connectOnce(quiet)) {
      Awaiting.until("stale", () -> !once.accepts(LIVE));
      try (Stream again = quiet.next()) {
        again.resumed(100).beating();
        Awaiting.until("fresh", () -> once.accepts(LIVE));
      }
    }
  }

  @Test
  void otherEventsAreNotHeartbeats() throws IOException {
    try (FakeServer talking = new FakeServer();
        Connected once = connectOnce(talking)) {
      Thread talk =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!Thread.interrupted()) {
                      once.feed().revoke("somebody");
                    }
                  });
      Awaiting.until("stale", () -> !once.accepts(LIVE));
      talk.interrupt();
    }
  }

  @Test
  void ageOfAHeartbeatCounts() {
    connected.feed().send("heartbeat", 100, "{\"after\":100,\"age\":0,\"since\":9}");
    assertThat(connected.accepts(LIVE)).isTrue();
    connected.feed().close();
    try (Stream again = server.next()) {
      again.resumed(100);
      Thread beats =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!Thread.interrupted()) {
                      again.send("heartbeat", 100, "{\"after\":100,\"age\":1.3,\"since\":9}");
                    }
                  });
      Awaiting.until("stale", () -> !connected.accepts(LIVE));
      beats.interrupt();
    }
  }

  /** The test's clock stands still, so only events can make the verifier stale. */
  @Test
  void freshnessEndsWithItsEpoch() throws IOException {
    try (FakeServer other = new FakeServer();
        Connected still = Verifiers.connect(other, Verifiers.calm(other, new TestClock()))) {
      still.feed().close();
      try (Stream again = other.next()) {
        again.snapshot(200).beat().send("event: snapshot\ndata: {}\n\n");
      }
      try (Stream again = other.next()) {
        assertThat(still.verifier().isFresh()).isTrue();
        again.send("event: snapshot\ndata: {\"sessions\":0,\"accounts\":0}\n\n").keys();
        again.send("event: current\nid: other-7\ndata: " + terms(Tokens.ISSUER) + "\n\n");
        Awaiting.until("stale", () -> !still.verifier().isFresh());
      }
    }
  }

  @Test
  void otherContentTypeIsRefused() {
    server.answerFeedWith("text/html");
    connected.feed().close();
    Awaiting.until("stale", () -> !connected.accepts(LIVE));
    server.answerFeedWith("text/event-stream");
    try (Stream again = server.next()) {
      again.resumed(100).beating();
      Awaiting.until("fresh", () -> connected.accepts(LIVE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void becomesStaleImmediatelyIfItsKeyIsRefused(int status) {
    server.answerFeed(status);
    connected.feed().close();
    Awaiting.until("stale", () -> !connected.accepts(LIVE));
    server.answerFeed(200);
    try (Stream again = server.next()) {
      again.resumed(100).beating();
      Awaiting.until("fresh", () -> connected.accepts(LIVE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 404, 429, 500, 503})
  void retriesAfterEveryStatus(int status) {
    server.answerFeed(status);
    connected.feed().close();
    Awaiting.until("stale", () -> !connected.accepts(LIVE));
    server.answerFeed(200);
    try (Stream again = server.next()) {
      again.resumed(100).beating();
      Awaiting.until("fresh", () -> connected.accepts(LIVE));
    }
  }

  @Test
  void closeEndsTheThreadAndRefusesAllTokens() {
    assertThat(connected.accepts(LIVE)).isTrue();
    connected.verifier().close();
    assertThat(connected.accepts(LIVE)).isFalse();
    assertThat(connected.verifier().isFresh()).isFalse();
    connected.verifier().close();
  }

  /**
   * Closing must stop the thread even while the verifier is still referenced, like an application's
   * bean.
   */
  @Test
  void closeEndsTheThreadOfTheHttpClient() throws IOException {
    Set<Thread> before = clients();
    try (FakeServer other = new FakeServer();
        Connected shortLived =
            Verifiers.connect(other, Verifiers.hurried(other, new TestClock()))) {
      Set<Thread> ours = clients();
      ours.removeAll(before);
      assertThat(ours).isNotEmpty();
      shortLived.verifier().close();
      Awaiting.until(
          "ended",
          () -> {
            System.gc();
            return ours.stream().noneMatch(Thread::isAlive);
          });
      assertThat(shortLived.accepts(LIVE)).isFalse();
    }
  }

  private static Set<Thread> clients() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith("SelectorManager"))
        .collect(Collectors.toSet());
  }

  private static Connected connectOnce(FakeServer server) {
    CompletableFuture<Stream> feed = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> feed.complete(server.next().snapshot(100).beat()));
    TokenVerifier verifier = Verifiers.hurried(server, new TestClock()).connect();
    return new Connected(verifier, feed.join());
  }

  private static String terms(String issuer) {
    return "{\"issuer\":\"" + issuer + "\",\"audience\":\"" + Tokens.AUDIENCE + "\"}";
  }
}
