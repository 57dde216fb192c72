package dev.restauth.http;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import dev.restauth.log.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log and the request ids. */
class AccessLogTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-b7ad6b7169203331-01";
  private static final Map<String, String> JSON = Map.of("access-log", "json");
  private static final Map<String, String> PROXIED =
      Map.of("access-log", "json", "trusted-proxies", "127.0.0.1");

  @TempDir Path folder;

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static List<String> lines(LogCatcher log) {
    return log.takeAll().stream()
        .map(line -> line.replaceFirst("^dev.restauth.access: INFO ", ""))
        .toList();
  }

  private static JsonNode only(LogCatcher log) {
    List<String> lines = lines(log);
    assertThat(lines).hasSize(1);
    try {
      return new JsonMapper().readTree(lines.getFirst());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isOffByDefaultAndNoAnswerHasAnId() {
    try (TestServer server = start(Map.of());
        LogCatcher log = new LogCatcher(Logging.ACCESS)) {
      HttpCalls.Reply reply = server.calls().get("/nowhere");
      assertThat(reply.header("X-Request-Id")).isEmpty();
      assertThat(reply.json().has("request")).isFalse();
      assertThat(log.takeAll()).isEmpty();
    }
  }

  @Test
  @Tag("sqlite")
  void commonLogFormat() {
    try (TestServer server = start(Map.of("access-log", "common"));
        LogCatcher log = new LogCatcher(Logging.ACCESS)) {
      server.calls().get("/health?secret=1");
      server.calls().get("/", "Broken Header: x");
      assertThat(lines(log))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .matches(
                          "127\\.0\\.0\\.1 - - \\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\\]"
                              + " \"GET /health HTTP/1\\.1\" 200 16"),
              line -> assertThat(line).matches("127\\.0\\.0\\.1 - - \\[.*\\] \"-\" 400 \\d+"));
    }
  }

  @Test
  void jsonHasTheIdThatTheAnswerHas() {
    try (TestServer server = start(JSON);
        LogCatcher log = new LogCatcher(Logging.ACCESS)) {
      HttpCalls.Reply fromMemory = server.calls().get("/health");
      JsonNode line = only(log);
      assertThat(line.get("event").asText()).isEqualTo("access");
      assertThat(line.get("client").asText()).isEqualTo("127.0.0.1");
      assertThat(line.get("method").asText()).isEqualTo("GET");
      assertThat(line.get("path").asText()).isEqualTo("/health");
      assertThat(line.get("protocol").asText()).isEqualTo("HTTP/1.1");
      assertThat(line.get("status").asInt()).isEqualTo(200);
      assertThat(line.get("bytes").asInt()).isEqualTo(fromMemory.body().length());
      assertThat(line.get("microseconds").asLong()).isNotNegative();
      assertThat(fromMemory.header("X-Request-Id")).contains(line.get("request").asText());
      assertThat(line.get("request").asText()).matches("[0-9a-f]{32}");
      server.calls().get("/api/users/17");
      assertThat(only(log).get("path").asText()).isEqualTo("/api/users/17");
      server.calls().call("EYJHBG", "/api/users/miguel", Optional.empty());
      JsonNode odd = only(log);
      assertThat(odd.get("path").asText()).isEqualTo("/...");
      assertThat(odd.get("method").asText()).isEqualTo("-");
      HttpCalls.Reply onThread = server.calls().register("miguel", "python");
      assertThat(onThread.header("X-Request-Id")).contains(only(log).get("request").asText());
    }
  }

  @Test
  void eventsAndProblemsHaveTheSameId() {
    try (TestServer server = start(JSON);
        LogCatcher events = new LogCatcher(Logging.SECURITY_EVENTS);
        LogCatcher log = new LogCatcher(Logging.ACCESS)) {
      HttpCalls.Reply reply =
          server.calls().get("/api/resource", basic("nobody", "wrong"), "Accept: application/json");
      String id = only(log).get("request").asText();
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.json().get("request").asText()).isEqualTo(id);
      assertThat(reply.header("X-Request-Id")).contains(id);
      assertThat(events.takeAll())
          .singleElement()
          .asString()
          .contains("event=user.login_failed")
          .endsWith("request=" + id);
    }
  }

  @Test
  void onlyTrustedProxiesChooseTheIdAndTheAddress() {
    String forwarded = "X-Forwarded-For: 192.0.2.7";
    try (TestServer server = start(JSON);
        LogCatcher log = new LogCatcher(Logging.ACCESS)) {
      HttpCalls.Reply reply =
          server.calls().get("/health", TRACEPARENT, "X-Request-Id: mine", forwarded);
      assertThat(reply.header("X-Request-Id").orElseThrow())
          .matches("[0-9a-f]{32}")
          .isNotEqualTo(TRACE);
      assertThat(only(log).get("client").asText()).isEqualTo("127.0.0.1");
    }
    try (TestServer server = start(PROXIED);
        LogCatcher log = new LogCatcher(Logging.ACCESS)) {
      assertThat(server.calls().get("/health", TRACEPARENT, forwarded).header("X-Request-Id"))
          .contains(TRACE);
      assertThat(only(log).get("client").asText()).isEqualTo("192.0.2.7");
      assertThat(server.calls().get("/health", "X-Request-Id: order.7_A-z").header("X-Request-Id"))
          .contains("order.7_A-z");
      assertThat(only(log).get("request").asText()).isEqualTo("order.7_A-z");
      assertThat(
              server
                  .calls()
                  .get("/health", "X-Request-Id: a b")
                  .header("X-Request-Id")
                  .orElseThrow())
          .matches("[0-9a-f]{32}");
    }
  }

  @Test
  @Tag("sqlite")
  void linesHaveNoSecrets() {
    for (String form : List.of("common", "json")) {
      try (TestServer server = start(Map.of("access-log", form));
          LogCatcher log = new LogCatcher(Logging.ACCESS)) {
        server.calls().register("miguel", "python");
        String token = server.calls().token("miguel", "python");
        String key = server.serviceKey("key-" + form, "tokens:introspect");
        server.calls().get("/api/resource", basic(token, "anything"));
        server.calls().get("/api/resource", basic("miguel", "python"));
        server.calls().get("/api/resource?token=" + token, "Authorization: Bearer " + token);
        server.calls().get("/api/resource/" + token);
        server.calls().get("/" + key + "/x");
        server.calls().get("/api/users/miguel");
        server.calls().get("/a;token=" + token.substring(0, 20));
        server.calls().form("/oauth/introspect", "token=" + token, basic(key, ""));
        server.calls().call(token.substring(0, 100), "/", Optional.empty());
        List<String> lines = lines(log);
        assertThat(lines).hasSize(11);
        assertThat(String.join("\n", lines))
            .doesNotContain("python", "miguel", key, token, token.substring(0, 40), "eyJ", "?")
            .contains("/...");
      }
    }
  }

  /** HTTP does not allow these bytes in a path, so the log line contains none of them. */
  @Test
  void aPathCannotForgeALine() {
    try (TestServer server = start(Map.of("access-log", "common"));
        LogCatcher log = new LogCatcher(Logging.ACCESS)) {
      server.calls().get("/a\"200\\x");
      assertThat(lines(log)).singleElement().asString().contains(" \"-\" 400 ");
    }
  }
}
