package dev.restauth.outbound;

import static dev.restauth.outbound.OutboundScene.JSON;
import static dev.restauth.outbound.OutboundScene.LONG;
import static dev.restauth.outbound.OutboundScene.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Eventually;
import dev.restauth.SetClock;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.outbound.OutboundException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchedJsonTest {
  private static final Duration TICK = Duration.ofNanos(1);

  @TempDir static Path folder;
  private static TestAuthority authority;

  private final SetClock clock = new SetClock();
  private volatile ClientServer.Answer answer = ClientServer.json("1");
  private ClientServer server;
  private OutboundScene scene;
  private FetchedJson<String> documents;
  private URI uri;

  @BeforeAll
  static void certify() throws Exception {
    authority = TestAuthority.in(folder).with("client", TestCertificate.dns("client.example"));
  }

  @BeforeEach
  void start() throws Exception {
    server = new ClientServer(authority.server("client"), this::write);
    scene = new OutboundScene(folder, authority.file(), LONG).name("client.example", "127.0.0.1");
    documents =
        new FetchedJson<>(scene.client, CallKind.JWKS_URI, JSON, 10, FetchedJsonTest::parse, clock);
    uri = URI.create("https://client.example:" + server.port() + "/jwks.json");
  }

  private void write(OutputStream out) throws IOException, InterruptedException {
    answer.write(out);
  }

  private static String parse(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.startsWith("?")) {
      throw new IllegalArgumentException("secret");
    }
    return "parsed " + text;
  }

  @AfterEach
  void stop() throws Exception {
    scene.close();
    server.close();
  }

  private int calls() {
    return server.requests().size();
  }

  @Test
  void cachesADocumentForFiveMinutes() {
    assertThat(documents.get(uri)).isEqualTo("parsed 1");
    answer = ClientServer.json("2");
    clock.move(Duration.ofMinutes(5).minus(TICK));
    assertThat(documents.get(uri)).isEqualTo("parsed 1");
    assertThat(calls()).isEqualTo(1);
    clock.move(TICK);
    assertThat(documents.get(uri)).isEqualTo("parsed 2");
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void fetchesOnDemandAtMostEveryTenSeconds() {
    assertThat(documents.get(uri)).isEqualTo("parsed 1");
    answer = ClientServer.json("2");
    clock.move(Duration.ofSeconds(10).minus(TICK));
    assertThat(documents.refetch(uri)).isEqualTo("parsed 1");
    clock.move(TICK);
    assertThat(documents.refetch(uri)).isEqualTo("parsed 2");
    assertThat(documents.refetch(uri)).isEqualTo("parsed 2");
    assertThat(documents.get(uri)).isEqualTo("parsed 2");
    assertThat(calls()).isEqualTo(2);
  }

  @Test
  void anUnknownDocumentIsFetchedOnDemandToo() {
    assertThat(documents.refetch(uri)).isEqualTo("parsed 1");
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void cachesFailuresForTenSeconds() {
    answer = ClientServer.answering("HTTP/1.1 503 Busy\nContent-Length: 0", "");
    OutboundException first = failure(() -> documents.get(uri));
    assertThat(first.status()).hasValue(503);
    answer = ClientServer.json("2");
    clock.move(Duration.ofSeconds(10).minus(TICK));
    OutboundException second = failure(() -> documents.get(uri));
    assertThat(second).isNotSameAs(first).hasMessage(first.getMessage());
    assertThat(second.status()).hasValue(503);
    assertThat(failure(() -> documents.refetch(uri)).kind()).isEqualTo(Kind.STATUS);
    assertThat(calls()).isEqualTo(1);
    clock.move(TICK);
    assertThat(documents.get(uri)).isEqualTo("parsed 2");
  }

  @Test
  void aFailureOnDemandLeavesTheCachedDocument() {
    assertThat(documents.get(uri)).isEqualTo("parsed 1");
    answer = ClientServer.answering("HTTP/1.1 404 Gone\nContent-Length: 0", "");
    clock.move(Duration.ofMinutes(1));
    assertThat(documents.refetch(uri)).isEqualTo("parsed 1");
    assertThat(documents.get(uri)).isEqualTo("parsed 1");
    assertThat(calls()).isEqualTo(2);
    clock.move(
        Duration.ofMinutes(
            4)); // the lifetime counts from the fetch of the document, not from the failure
    assertThat(failure(() -> documents.get(uri)).kind()).isEqualTo(Kind.STATUS);
  }

  @Test
  void aClockThatIsSetBackMakesNothingLastLonger() {
    assertThat(documents.get(uri)).isEqualTo("parsed 1");
    answer = ClientServer.json("2");
    clock.move(Duration.ofDays(-1));
    assertThat(documents.get(uri)).isEqualTo("parsed 2");
  }

  @Test
  void reportsInvalidDocumentsWithoutTheirContent() {
    answer = ClientServer.json("?");
    OutboundException failure = failure(() -> documents.get(uri));
    assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER);
    assertThat(failure).hasMessage("client.example:" + server.port() + ": the document is invalid");
    answer = ClientServer.json("12345678901");
    clock.move(FetchedJson.BACK_OFF);
    assertThat(failure(() -> documents.get(uri)).kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void callersOfTheSameDocumentWaitForOneCall() {
    CountDownLatch all = new CountDownLatch(1);
    answer =
        out -> {
          all.await();
          ClientServer.json("1").write(out);
        };
    List<Thread> threads = new CopyOnWriteArrayList<>();
    List<CompletableFuture<String>> results =
        IntStream.range(0, 10)
            .mapToObj(
                _ -> {
                  CompletableFuture<String> result = new CompletableFuture<>();
                  threads.add(Thread.ofVirtual().start(() -> result.complete(documents.get(uri))));
                  return result;
                })
            .toList();
    Eventually.eventually(
        "all wait",
        () ->
            calls() == 1
                && threads.stream()
                    .allMatch(
                        each ->
                            each.getState() == Thread.State.WAITING
                                || each.getState() == Thread.State.TIMED_WAITING));
    all.countDown();
    assertThat(results).allSatisfy(result -> assertThat(result.join()).isEqualTo("parsed 1"));
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void cachesAtMostAThousandResults() {
    for (int i = 0; i < 1_010; i++) {
      URI refused = URI.create("https://10.0.0.1/" + i);
      assertThat(failure(() -> documents.get(refused)).kind()).isEqualTo(Kind.REFUSED_ADDRESS);
    }
    assertThat(documents.size()).isBetween(900L, 1_000L);
  }
}
