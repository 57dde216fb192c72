package dev.restauth.trace;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.TestPort;
import dev.restauth.TestServer;
import dev.restauth.figure.Figure;
import dev.restauth.figure.FigureValue;
import dev.restauth.http.HttpCalls;
import dev.restauth.trace.TestCollector.Received;
import dev.restauth.version.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces that a running server sends to a collector. */
class TracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String SAMPLED = "traceparent: 00-" + TRACE + "-" + PARENT + "-01";
  private static final String NOT_SAMPLED = "traceparent: 00-" + TRACE + "-" + PARENT + "-00";

  @TempDir Path folder;

  private final TestCollector collector = new TestCollector();

  @AfterEach
  void stop() {
    collector.close();
  }

  private TestServer start(String... more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("traces-endpoint", collector.endpoint());
    settings.put("traces-sample", "1");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static List<String> names(List<Received> spans) {
    return spans.stream().map(Received::name).toList();
  }

  @Test
  void aRequestHasASpanAboveThoseOfItsWork() {
    try (TestServer server = start()) {
      server.calls().register("miguel", "python");
    }
    Received root = collector.await("POST /api/users");
    assertThat(root.parent()).isEmpty();
    assertThat(root.kind()).isEqualTo(2); // SPAN_KIND_SERVER
    assertThat(root.trace()).matches("[0-9a-f]{32}");
    assertThat(root.id()).matches("[0-9a-f]{16}");
    assertThat(root.failed()).isFalse();
    assertThat(root.flags()).isEqualTo(0x101);
    assertThat(root.attributes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "http.request.method",
                "POST",
                "http.route",
                "/api/users",
                "http.response.status_code",
                201));
    assertThat(root.resource())
        .containsEntry("service.name", "restauth")
        .containsEntry("service.version", Version.OURS.number())
        .containsKey("service.instance.id");
    List<Received> children = collector.below(root);
    assertThat(names(children)).contains("hash a password", "write to the database");
    assertThat(children)
        .allSatisfy(
            child -> {
              assertThat(child.trace()).isEqualTo(root.trace());
              assertThat(child.kind()).isEqualTo(1); // SPAN_KIND_INTERNAL
              assertThat(child.start()).isBetween(root.start(), child.end());
              assertThat(child.end()).isLessThanOrEqualTo(root.end());
            });
    assertThat(collector.heads())
        .first()
        .asString()
        .startsWith("POST /v1/traces ")
        .contains("application/x-protobuf");
  }

  @Test
  void requestsAreNamedByTemplateAndStandardMethod() {
    try (TestServer server = start("access-log", "json")) {
      server.calls().get("/api/users/4711");
      server.calls().get("/nowhere");
      server.calls().call("BREW", "/health", Optional.empty());
    }
    Received user = collector.await("GET /api/users/{id}");
    assertThat(user.attributes())
        .containsEntry("http.route", "/api/users/{id}")
        .containsEntry("http.response.status_code", 400);
    assertThat(names(collector.below(user))).containsExactly("read from the database");
    assertThat(collector.find(span -> span.name().equals("GET")).orElseThrow().attributes())
        .doesNotContainKey("http.route");
    assertThat(collector.await("HTTP /health").attributes())
        .containsEntry("http.request.method", "_OTHER");
  }

  /** The event loop can answer the request without a virtual thread, so there is no second span. */
  @Test
  void aTokenCheckFromMemoryHasOneSpan() {
    try (TestServer server = start("traces-sample", "0", "trusted-proxies", "127.0.0.1")) {
      server.calls().register("miguel", "python");
      String token = "Authorization: Bearer " + server.calls().token("miguel", "python");
      server.calls().get("/api/resource", token);
      assertThat(server.calls().get("/api/resource", token, SAMPLED).status()).isEqualTo(200);
    }
    assertThat(collector.await("GET /api/resource").trace()).isEqualTo(TRACE);
    assertThat(collector.spans()).hasSize(1);
  }

  @Test
  void aTrustedProxyNamesTheTraceAndDecidesSampling() {
    try (TestServer server = start("traces-sample", "0", "trusted-proxies", "127.0.0.1")) {
      server.calls().get("/health");
      server.calls().get("/api/users/1", SAMPLED);
      server.calls().get("/openapi.json", NOT_SAMPLED);
      server.calls().get("/openapi.json", SAMPLED + "-later"); // not valid in version 00
    }
    Received root = collector.await("GET /api/users/{id}");
    assertThat(root.trace()).isEqualTo(TRACE);
    assertThat(root.parent()).isEqualTo(PARENT);
    assertThat(root.flags()).isEqualTo(0x301);
    assertThat(names(collector.spans()))
        .containsExactly("read from the database", "GET /api/users/{id}");
    try (TestServer server = start("trusted-proxies", "127.0.0.1")) {
      server.calls().get("/openapi.json", NOT_SAMPLED);
      server.calls().get("/health");
    }
    assertThat(collector.await("GET /health").parent()).isEmpty();
    assertThat(collector.bytes()).doesNotContain("openapi");
  }

  @Test
  void anUntrustedClientDecidesNothing() {
    try (TestServer server = start("access-log", "json")) {
      HttpCalls.Reply reply = server.calls().get("/health", NOT_SAMPLED);
      Received root = collector.await("GET /health");
      assertThat(root.parent()).isEmpty();
      assertThat(root.trace()).isNotEqualTo(TRACE);
      assertThat(reply.header("X-Request-Id")).contains(root.trace());
    }
    try (TestServer server = start("traces-sample", "0")) {
      server.calls().get("/openapi.json", SAMPLED);
    }
    assertThat(collector.bytes()).doesNotContain("openapi");
  }

  @Test
  void sendsTheHeaderOfTheFileAndShowsItNowhere() throws Exception {
    String secret = "Bearer 4711-quite-a-secret";
    Path file = Files.writeString(folder.resolve("header"), "X-Api-Key: " + secret + "\n");
    try (TestServer server = start("traces-header-file", file.toString())) {
      server.calls().get("/health");
      assertThat(server.operate("config.running", Map.of()).toString()).doesNotContain("4711");
    }
    collector.await("GET /health");
    assertThat(collector.heads()).first().asString().contains("X-api-key=[" + secret + "]");
  }

  @Test
  void noSecretNameOrAddressIsSent() {
    List<String> hidden;
    try (TestServer server =
        start("trusted-proxies", "127.0.0.1", "mail-log", "true", "email-login", "on")) {
      hidden = use(server);
      collector.await("deliver mail");
    }
    collector.await("POST /oauth/introspect");
    assertThat(collector.bytes()).doesNotContain(hidden);
    assertThat(collector.spans().toString())
        .doesNotContainPattern("eyJ|restauth_(sk|pat|rt)_|192\\.0\\.2|127\\.0|[\\w.]+@[\\w.]+");
  }

  /** Makes requests of many kinds, and returns the texts that traces must not contain. */
  private static List<String> use(TestServer server) {
    String name = "quite-a-rare-name";
    String password = "quite a rare password";
    String forwarded = "X-Forwarded-For: 192.0.2.77";
    server.calls().register(name, password);
    String token = server.calls().token(name, password);
    String key = server.serviceKey("quite-a-rare-key", "tokens:introspect");
    server.calls().get("/api/resource", "Authorization: Bearer " + token, forwarded);
    server.calls().get("/api/resource", basic(token, ""), "X-Request-Id: rare-id");
    server.calls().get("/api/resource", basic("nobody-of-that-name", "wrong"), forwarded);
    server.calls().get("/api/resource?token=" + token, "User-Agent: rare-agent");
    server.calls().get("/api/me/keys/quite-a-rare-path", forwarded);
    server.calls().call("QUITERARE", "/api/users", Optional.empty(), forwarded);
    server
        .calls()
        .call(
            "PUT",
            "/api/me/email",
            Optional.of("{\"email\":\"rare@example.com\"}"),
            basic(name, password),
            "Content-Type: application/json");
    server.calls().form("/oauth/introspect", "token=" + token, basic(key, ""));
    return List.of(
        name, password, token, key, "rare", "QUITERARE", "nobody-of-that-name", "example.com");
  }

  private static double spans(TestServer server, String outcome) {
    return FigureValue.of(server.figures(), "restauth_trace_spans_total", outcome);
  }

  private static double calls(TestServer server, String outcome) {
    return FigureValue.of(server.figures(), "restauth_outbound_calls_total", "traces", outcome);
  }

  @Test
  void withoutACollectorRequestsAreAnsweredAndSpansAreCountedAsDropped() {
    try (TestPort closed = TestPort.reserve();
        TestServer server = start("traces-endpoint", "http://127.0.0.1:" + closed.number());
        LogCatcher log = new LogCatcher(TraceSender.class.getName())) {
      assertThat(server.calls().register("miguel", "python").status()).isEqualTo(201);
      eventually("spans are counted as dropped", () -> spans(server, "dropped") >= 3);
      assertThat(server.calls().get("/health").status()).isEqualTo(200);
      assertThat(spans(server, "sent")).isZero();
      eventually("it is logged", () -> !log.all().isEmpty());
      assertThat(log.takeAll())
          .singleElement()
          .asString()
          .contains("traces cannot be sent, and are dropped: 127.0.0.1:" + closed.number());
    }
  }

  @Test
  void aRefusedBatchIsDroppedAndTheNextOneIsSent() {
    collector.answer(503);
    try (TestServer server = start();
        LogCatcher log = new LogCatcher(TraceSender.class.getName())) {
      server.calls().get("/health");
      eventually("a span is dropped", () -> spans(server, "dropped") == 1);
      collector.answer(200);
      server.calls().get("/health");
      eventually("a span is sent", () -> spans(server, "sent") == 1);
      assertThat(calls(server, "status")).isEqualTo(1);
      assertThat(calls(server, "success")).isEqualTo(1);
      eventually("both are logged", () -> log.all().size() == 2);
      assertThat(log.takeAll()).hasSize(2).last().asString().contains("traces are sent again");
    }
  }

  @Test
  void withoutAnEndpointThereIsNoMetric() {
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.figures())
          .extracting(Figure::name)
          .doesNotContain("restauth_trace_spans_total");
    }
  }
}
