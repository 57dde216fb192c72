package dev.restauth.metrics;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page of {@code /metrics} in the text format, parsed for tests.
 *
 * @param text the whole page
 * @param kinds the kind of each metric, by its name
 * @param samples the values, by name and labels as they are written on the page
 */
public record Scrape(String text, Map<String, String> kinds, Map<String, Double> samples) {
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("([^ {]+(?:\\{.*})?) (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Scrapes a server. */
  public static Scrape of(TestServer server) {
    HttpCalls.Reply reply = server.management().get("/metrics");
    if (reply.status() != 200) {
      throw new AssertionError(reply.toString());
    }
    return of(reply.body());
  }

  static Scrape of(String text) {
    Map<String, String> kinds = new TreeMap<>();
    Map<String, Double> samples = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        kinds.put(type.group(1), type.group(2));
      } else if (!line.startsWith("#")) {
        if (!sample.matches()) {
          throw new AssertionError(line);
        }
        samples.put(
            sample.group(1), Double.parseDouble(sample.group(2).replace("+Inf", "Infinity")));
      }
    }
    return new Scrape(text, kinds, samples);
  }

  /**
   * Returns a value, or 0 if the page lacks it. A page may lack a counter that was never
   * incremented.
   */
  public double value(String sample) {
    return samples.getOrDefault(sample, 0.0);
  }

  /** Returns the values of a label in all metrics. */
  public Set<String> labelValues(String label) {
    Set<String> values = new LinkedHashSet<>();
    for (String sample : samples.keySet()) {
      Matcher labels = LABEL.matcher(sample);
      while (labels.find()) {
        if (labels.group(1).equals(label)) {
          values.add(labels.group(2));
        }
      }
    }
    return values;
  }

  /** Returns the values of a label in one metric. */
  public Set<String> labelValues(String metric, String label) {
    return only(metric).labelValues(label).stream().collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the label names of a metric, without those for buckets and quantiles. */
  public Set<String> labelsOf(String metric) {
    Set<String> names = only(metric).labels();
    names.removeAll(Set.of("le", "quantile"));
    return names;
  }

  private Scrape only(String metric) {
    Map<String, Double> some = new LinkedHashMap<>();
    samples.forEach(
        (sample, value) -> {
          if (sample.replaceFirst("\\{.*", "").matches(metric + "(_bucket|_sum|_count)?")) {
            some.put(sample, value);
          }
        });
    return new Scrape("", Map.of(), some);
  }

  /** Returns all label names. */
  public Set<String> labels() {
    Set<String> names = new LinkedHashSet<>();
    samples
        .keySet()
        .forEach(
            sample -> LABEL.matcher(sample).results().forEach(each -> names.add(each.group(1))));
    return names;
  }
}
