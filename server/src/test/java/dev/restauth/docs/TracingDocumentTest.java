package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.trace.TestCollector;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comparison of docs/tracing.md with the traces of a server that has the page's settings. The
 * page's table contains all kinds of spans, and one route as the example of a request's span.
 */
class TracingDocumentTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @TempDir Path folder;

  private final Document page = Document.of("docs/tracing.md");

  /** Returns the page's settings, with the collector's address. */
  private Map<String, String> settings(TestCollector collector) {
    String yaml = page.matches("(?s)^```yaml\n(.*?)^```$").findFirst().orElseThrow().group(1);
    Map<String, String> settings = new HashMap<>();
    for (String line : yaml.lines().toList()) {
      List<String> parts = Arrays.asList(line.split(": ", 2));
      settings.put(parts.getFirst(), parts.getLast());
    }
    assertThat(settings).containsKeys("traces-endpoint", "traces-sample", "trusted-proxies");
    settings.put("traces-endpoint", collector.endpoint());
    return settings;
  }

  @Test
  void itsCommandGivesTheTraceThatItNames() {
    try (TestCollector collector = new TestCollector();
        TestServer server = TestServer.start(folder, InstantSource.system(), settings(collector))) {
      CurlSession session = CurlSession.of(page);
      assertThat(session.steps()).hasSize(1);
      assertThat(session.differences(new OwnCurl(server.calls()), server.port())).isEmpty();
      String trace = collector.await("GET /health").trace();
      assertThat(page.text()).contains("a trace with the id `" + trace + "`");
    }
  }

  @Test
  void spansAndAttributesAreThoseOfTheTable() {
    Map<String, Set<String>> shown = new HashMap<>();
    for (List<String> row : page.between("## What is recorded", "## Which requests").rows()) {
      shown.put(codes(row.getFirst()).iterator().next(), codes(row.getLast()));
    }
    try (TestCollector collector = new TestCollector()) {
      Map<String, String> settings = settings(collector);
      settings.put("traces-sample", "1");
      settings.put("mail-log", "true");
      settings.put("user-names", "public");
      TestServer server = TestServer.start(folder, InstantSource.system(), settings);
      try (server) {
        server.calls().register("miguel", "python");
        server.calls().get("/api/users/1");
        server
            .calls()
            .call(
                "PUT",
                "/api/me/email",
                Optional.of("{\"email\":\"miguel@example.com\"}"),
                HttpCalls.basic("miguel", "python"),
                "Content-Type: application/json");
        collector.await("deliver mail");
      }
      Set<String> seen = new HashSet<>();
      for (TestCollector.Received span : collector.spans()) {
        if (shown.containsKey(span.name())) {
          seen.add(span.name());
          assertThat(shown.get(span.name())).containsAll(span.attributes().keySet());
        } else {
          assertThat(span.kind()).as(span.name()).isEqualTo(2);
        }
      }
      Set<String> expected = new HashSet<>(shown.keySet());
      expected.remove("call another server"); // TraceQueueTest produces this span
      assertThat(seen).isEqualTo(expected);
    }
  }

  private static Set<String> codes(String cell) {
    return CODE.matcher(cell)
        .results()
        .map(MatchResult::group)
        .map(text -> text.replace("`", ""))
        .collect(Collectors.toSet());
  }
}
