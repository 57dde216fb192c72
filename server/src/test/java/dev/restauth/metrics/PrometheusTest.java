package dev.restauth.metrics;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.Programs;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.listener.SecureWire;
import dev.restauth.operator.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus that scrapes servers under load, and evaluates all rules and all dashboard
 * expressions.
 */
@Tag("long")
class PrometheusTest {
  /** An alert rule that compares an expression, group 1, with a number. */
  private static final Pattern RULE = Pattern.compile("(?s)(.*) (?:>|<|==) [0-9 *.]+");

  @TempDir Path folder;
  private Path secureFolder;
  private Path plainFolder;

  @BeforeEach
  void makeFolders() throws Exception {
    secureFolder = Files.createDirectory(folder.resolve("secure"));
    plainFolder = Files.createDirectory(folder.resolve("plain"));
    SecureWire.makeFiles(secureFolder);
    Files.writeString(plainFolder.resolve("smtp.pass"), "x\n");
  }

  @Test
  void everyExpressionAnswersSomething() throws IOException {
    Map<String, String> plain =
        Map.ofEntries(
            Map.entry("management-port", "0"),
            Map.entry("account-failures", "3"),
            Map.entry("smtp-url", "smtp://127.0.0.1:1"),
            Map.entry("mail-from", "a@example.com"),
            Map.entry("public-url", "https://accounts.example"),
            Map.entry("traces-endpoint", "http://127.0.0.1:1"),
            Map.entry("traces-sample", "1"));
    Map<String, String> secure =
        Map.of("management-port", "0", "tls-certificate", "good.crt", "tls-key", "good.key");
    try (TestServer server = TestServer.start(plainFolder, InstantSource.system(), plain);
        TestServer other = TestServer.start(secureFolder, InstantSource.system(), secure);
        PrometheusServer prometheus =
            PrometheusServer.start(
                folder, List.of(server.management().port(), other.management().port()))) {
      server.calls().register("miguel", "python");
      waitForMail(server.calls());
      assertThat(server.operate("backup", Map.of("file", folder.resolve("copy.sqlite") + "")))
          .isInstanceOf(Reply.Done.class);
      eventually(
          "both servers are scraped while one is under load",
          () -> {
            load(server);
            return prometheus.api("/query?query=up").isPresent()
                && prometheus.query("count_over_time(up[1m]) >= 6").size() == 2;
          });
      server.runMaintenance();
      eventually(
          "the message that waits is scraped",
          () -> !prometheus.query("restauth_outbox_oldest_timestamp_seconds").isEmpty());
      List<String> expressions = new ArrayList<>(Monitoring.dashboardExpressions());
      assertThat(expressions).hasSizeGreaterThan(50);
      List<String> rules = rules(prometheus);
      assertThat(rules).hasSize(23);
      expressions.addAll(rules);
      for (String expression : expressions) {
        assertThat(prometheus.query(expression))
            .as(expression)
            .isNotEmpty()
            .anySatisfy(value -> assertThat(value).isNotNaN());
      }
      assertThat(prometheus.query("ALERTS{alertstate=\"firing\"}")).isEmpty();
      checkTheFormat(server);
    }
  }

  /** Makes requests with all outcomes that the alert rules and the dashboard count. */
  private static void load(TestServer server) {
    HttpCalls calls = server.calls();
    String token = calls.token("miguel", "python");
    for (int i = 0; i < 20; i++) {
      calls.get("/api/resource", "Authorization: Bearer " + token);
    }
    calls.call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token);
    calls.get("/api/resource", basic("nobody", "wrong"));
    calls.get("/", "Broken Header: x");
  }

  /** Adds a mail that stays in the queue, because nothing listens at the mail server's address. */
  private static void waitForMail(HttpCalls calls) {
    assertThat(
            calls
                .call(
                    "PUT",
                    "/api/me/email",
                    Optional.of("{\"email\":\"miguel@example.org\"}"),
                    basic("miguel", "python"),
                    "Content-Type: application/json")
                .status())
        .isEqualTo(202);
  }

  /**
   * Returns the expressions of all rules as Prometheus has parsed them, without their comparisons.
   */
  private static List<String> rules(PrometheusServer prometheus) {
    List<String> rules = new ArrayList<>();
    for (JsonNode group : prometheus.api("/rules").orElseThrow().get("data").get("groups")) {
      for (JsonNode rule : group.get("rules")) {
        assertThat(rule.get("health").asText()).as(rule.toString()).isEqualTo("ok");
        Matcher compared = RULE.matcher(rule.get("query").asText());
        assertThat(compared.matches()).as(rule.toString()).isTrue();
        rules.add(compared.group(1));
      }
    }
    return rules;
  }

  private void checkTheFormat(TestServer server) throws IOException {
    Path page = folder.resolve("page.txt");
    Files.writeString(page, server.management().get("/metrics").body());
    Programs.run(List.of("sh", "-c", "promtool check metrics < " + page));
  }

  @Test
  void eachAlertFiresWhenItMustAndNoOtherDoes() throws Exception {
    Path tests = folder.resolve("alerts-test.yml");
    Files.copy(Monitoring.ALERTS, folder.resolve("prometheus-alerts.yml"));
    Files.copy(
        Path.of(Objects.requireNonNull(getClass().getResource("alerts-test.yml")).toURI()), tests);
    Programs.run(List.of("promtool", "check", "rules", Monitoring.ALERTS.toString()));
    Programs.run(List.of("promtool", "test", "rules", tests.toString()));
    List<String> names =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Monitoring.alerts())
            .results()
            .map(found -> found.group(1))
            .toList();
    String tested = Files.readString(tests);
    assertThat(names)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            name ->
                assertThat(tested)
                    .as("a case in which it fires")
                    .contains("ALERTS{alertname=\"" + name + "\""));
  }
}
