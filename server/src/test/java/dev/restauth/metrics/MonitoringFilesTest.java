package dev.restauth.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.figure.Figure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The alert rules and the dashboard: the server must provide each metric and label that they use.
 * {@link PrometheusTest} evaluates their expressions.
 */
class MonitoringFilesTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:restauth|jvm|process)_\\w+)(?:\\{([^}]*)})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=~|!~|!=|=)\"");
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  @RegisterExtension
  private final TestServer server =
      new TestServer(
          Map.of(
              "management-port", "0",
              "mail-log", "true",
              "traces-endpoint", "http://127.0.0.1:4318",
              "traces-sample", "0"));

  private final Map<String, Set<String>> labels = new HashMap<>();

  private void readLabels() {
    Scrape scrape = Scrape.of(server);
    scrape.kinds().keySet().forEach(name -> put(name, scrape.labelsOf(name)));
    server.figures().forEach(figure -> put(figure.name(), Set.copyOf(figure.labels())));
  }

  private void put(String name, Set<String> of) {
    labels.put(name, of);
    Stream.of("_count", "_sum").forEach(end -> labels.put(name + end, of));
    Set<String> withBounds = new HashSet<>(of);
    withBounds.add("le");
    labels.put(name + "_bucket", withBounds);
  }

  @Test
  void nameMetricsAndLabelsThatExist() {
    readLabels();
    List<MatchResult> used =
        Stream.concat(
                Monitoring.dashboardExpressions().stream(),
                Stream.of(Monitoring.alerts().replaceAll("(?m)^ *(#|summary:|description:).*", "")))
            .flatMap(text -> METRIC.matcher(text).results())
            .toList();
    assertThat(used).hasSizeGreaterThan(60);
    for (MatchResult metric : used) {
      assertThat(labels).containsKey(metric.group(1));
      assertThat(metric.group(2)).as(metric.group()).contains("job=\"restauth\"");
      Set<String> known = new HashSet<>(labels.getOrDefault(metric.group(1), Set.of()));
      known.addAll(OF_PROMETHEUS);
      assertThat(LABEL.matcher(metric.group(2)).results().map(label -> label.group(1)))
          .as(metric.group())
          .isSubsetOf(known);
    }
  }

  /**
   * Each new metric requires a panel, so that its author also decides whether it justifies an
   * alert.
   */
  @Test
  void everyFigureHasAPanel() {
    String shown = String.join("\n", Monitoring.dashboardExpressions());
    assertThat(server.figures())
        .extracting(Figure::name)
        .filteredOn(name -> !Pattern.compile("\\b" + name + "(_\\w+)?\\b").matcher(shown).find())
        .isEmpty();
  }

  @Test
  void panelsDoNotOverlapAndHaveTitles() {
    Set<String> places = new HashSet<>();
    for (var panel : Monitoring.panels()) {
      assertThat(panel.get("title").asText()).isNotBlank();
      var at = panel.get("gridPos");
      assertThat(at.get("x").asInt() + at.get("w").asInt()).isLessThanOrEqualTo(24);
      for (int x = 0; x < at.get("w").asInt(); x++) {
        for (int y = 0; y < at.get("h").asInt(); y++) {
          assertThat(places.add((at.get("x").asInt() + x) + " " + (at.get("y").asInt() + y)))
              .as(panel.get("title").asText())
              .isTrue();
        }
      }
    }
    assertThat(
            Monitoring.panels().stream()
                .map(panel -> panel.get("id").asInt())
                .collect(Collectors.toSet()))
        .hasSameSizeAs(Monitoring.panels());
  }
}
