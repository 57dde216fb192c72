package dev.restauth.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The monitoring files of {@code deploy/}. */
final class Monitoring {
  static final Path ALERTS = Path.of("..", "deploy", "prometheus-alerts.yml").toAbsolutePath();
  private static final Path DASHBOARD = Path.of("..", "deploy", "grafana-dashboard.json");

  private Monitoring() {}

  /** Returns the text of the alert rules. */
  static String alerts() {
    return read(ALERTS);
  }

  /** Returns the dashboard's panels that show values, in their order. */
  static List<JsonNode> panels() {
    try {
      return each(new JsonMapper().readTree(read(DASHBOARD)).get("panels"))
          .filter(panel -> !panel.get("type").asText().equals("row"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the dashboard's expressions as Grafana sends them if the user selects all nodes. */
  static List<String> dashboardExpressions() {
    return panels().stream()
        .flatMap(panel -> each(panel.get("targets")))
        .map(target -> target.get("expr").asText())
        .map(text -> text.replace("$__rate_interval", "1m").replace("$instance", ".*"))
        .toList();
  }

  private static Stream<JsonNode> each(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all.stream();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
