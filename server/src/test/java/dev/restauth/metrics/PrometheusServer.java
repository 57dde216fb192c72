package dev.restauth.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Prometheus that scrapes management ports each second and evaluates the rules of {@code
 * deploy/}.
 */
final class PrometheusServer implements AutoCloseable {
  private final TestPort port;
  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();

  private PrometheusServer(TestPort port, Process process) {
    this.port = port;
    this.process = process;
  }

  static PrometheusServer start(Path folder, List<Integer> management) throws IOException {
    TestPort port = TestPort.reserve();
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: { scrape_interval: 1s, evaluation_interval: 1s }
        rule_files: ["%s"]
        scrape_configs:
          - job_name: restauth
            static_configs:
              - targets: %s
        """
            .formatted(
                Monitoring.ALERTS,
                management.stream().map(each -> "\"127.0.0.1:" + each + "\"").toList()));
    try {
      Process process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + config,
                  "--web.listen-address=127.0.0.1:" + port.number(),
                  "--storage.tsdb.path=" + folder.resolve("tsdb"),
                  "--log.level=warn")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start();
      return new PrometheusServer(port, process);
    } catch (IOException e) {
      throw new UncheckedIOException("this test needs Prometheus; ./test --long installs it", e);
    }
  }

  /** Returns a response of the Prometheus API, or empty if there is none yet. */
  Optional<JsonNode> api(String path) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + port.number() + "/api/v1" + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 503
          ? Optional.empty()
          : Optional.of(new JsonMapper().readTree(answer.body()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the values of an expression. */
  List<Double> query(String expression) {
    JsonNode answer =
        api("/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)).orElseThrow();
    if (!answer.get("status").asText().equals("success")) {
      throw new AssertionError(expression + ": " + answer);
    }
    return answer.get("data").get("result").findValues("value").stream()
        .map(value -> Double.parseDouble(value.get(1).asText().replace("Inf", "Infinity")))
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      port.close();
    }
  }
}
