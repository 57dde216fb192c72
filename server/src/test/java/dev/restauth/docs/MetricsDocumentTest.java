package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.figure.Figure;
import dev.restauth.metrics.Scrape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Comparison of docs/metrics.md with each metric of the program. The commands on the page must
 * print what the page shows.
 */
class MetricsDocumentTest {
  private static final Pattern OF_THE_MACHINE = Pattern.compile("(jvm|process)_.*");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)`");

  @RegisterExtension
  private final TestServer server =
      new TestServer(
          Map.of(
              "management-port", "0",
              "mail-log", "true",
              "traces-endpoint", "http://127.0.0.1:4318",
              "traces-sample", "0"));

  private final Document page = Document.of("docs/metrics.md");

  private List<List<String>> rows() {
    return page.between("<!-- metrics: begin -->", "<!-- metrics: end -->").rows();
  }

  @Test
  void describesEveryMetricAndNoOther() {
    List<String> expected = new ArrayList<>();
    for (Figure figure : server.figures()) {
      expected.add(
          "%s %s %s"
              .formatted(
                  figure.name(), figure.kind().name().toLowerCase(Locale.ROOT), figure.labels()));
    }
    Scrape scrape = Scrape.of(server);
    scrape
        .kinds()
        .forEach(
            (name, kind) -> {
              if (OF_THE_MACHINE.matcher(name).matches()) {
                expected.add(
                    "%s %s %s".formatted(name, kind, new ArrayList<>(scrape.labelsOf(name))));
              }
            });
    assertThat(
            rows().stream()
                .map(row -> "%s %s %s".formatted(row.get(0), row.get(1), labels(row.get(3))))
                .map(row -> row.replace("`", "")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> labels(String cell) {
    return NAMED.matcher(cell).results().map(label -> label.group(1)).toList();
  }

  @Test
  void unitsAreThoseOfTheNames() {
    assertThat(rows())
        .allSatisfy(
            row -> assertThat(row.get(2)).as(row.getFirst()).isEqualTo(unit(row.getFirst())));
  }

  private static String unit(String name) {
    Matcher unit =
        Pattern.compile("`\\w+?_(timestamp_seconds|time_seconds|seconds|bytes)(_total)?`")
            .matcher(name);
    return !unit.matches()
        ? ""
        : unit.group(1).equals("bytes")
            ? "bytes"
            : unit.group(1).equals("seconds") ? "s" : "s since 1970";
  }

  @Test
  void everyMetricHasADescription() {
    assertThat(rows()).allSatisfy(row -> assertThat(row.get(4)).hasSizeGreaterThan(10));
    assertThat(server.figures())
        .allSatisfy(figure -> assertThat(figure.help()).matches("[A-Z0-9].*[^.]"));
  }

  /** If the page lists a label's values, a running server shows exactly these values. */
  @Test
  void listsTheValuesOfLabels() {
    Document list = page.between("<!-- labels: begin -->", "<!-- labels: end -->");
    Scrape scrape = Scrape.of(server);
    assertThat(list.rows()).hasSizeGreaterThan(5);
    for (List<String> row : list.rows()) {
      for (String metric : labels(row.get(1))) {
        assertThat(scrape.labelValues(metric, labels(row.get(0)).getFirst()))
            .as(row.toString())
            .isEqualTo(new TreeSet<>(labels(row.get(2))));
      }
    }
  }

  @Test
  void itsCommandsPrintWhatItShows() {
    CurlSession session =
        CurlSession.of(
            new Document(
                page.path(),
                page.text().replace("http://127.0.0.1:5001", "http://127.0.0.1:5000")));
    assertThat(session.steps()).hasSizeGreaterThan(2);
    int port = server.management().port();
    assertThat(session.differences(new OwnCurl(server.management()), port)).isEmpty();
    Optional<CurlSession.Curl> curl = RealCurl.installed();
    if (curl.isPresent()) {
      assertThat(session.differences(curl.get(), port)).isEmpty();
    }
  }
}
