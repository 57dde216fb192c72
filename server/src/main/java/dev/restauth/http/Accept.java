package dev.restauth.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The Accept field of a request (RFC 9110 section 12.5.1).
 *
 * @param values the lines of the field; an empty list means that the client accepts any media type
 */
record Accept(List<String> values) {

  /**
   * The result of matching a media range with a media type: the weight, and how exactly the range
   * names the type.
   */
  private record Match(int precision, double quality) {}

  private static final Pattern WEIGHT = Pattern.compile("[01](\\.\\d{0,3})?");

  /** The maximum number of media ranges; the server ignores further ones. */
  private static final int RANGES = 64;

  /** The maximum number of parts in a media range. Semicolons separate the parts. */
  private static final int PARAMETERS = 8;

  private static final Match NONE = new Match(-1, 0);

  /**
   * Returns whether the client prefers JSON to HTML. It does if JSON has the higher weight, or if
   * the weights are equal and only JSON is named explicitly. JSON libraries, for example, send
   * {@code application/json, *}{@code /*}. A client without a preference gets the same answer as
   * from REST-auth v0.3 (docs/compatibility.md).
   */
  boolean prefersJson() {
    Match html = best("text", "html");
    return beats(best("application", "json"), html)
        || beats(best("application", "problem+json"), html);
  }

  private static boolean beats(Match json, Match html) {
    return json.quality > html.quality
        || (json.quality > 0 && json.quality == html.quality && json.precision > html.precision);
  }

  /**
   * Returns whether the client explicitly accepts HTML, with at least the weight of plain text.
   * Browsers do; curl does not.
   */
  boolean namesHtml() {
    Match html = best("text", "html");
    return html.precision > 0 && html.quality > 0 && html.quality >= best("text", "plain").quality;
  }

  /**
   * Returns whether the client explicitly accepts newline-delimited JSON, with at least the weight
   * of JSON.
   */
  boolean namesNdjson() {
    Match lines = best("application", "x-ndjson");
    return lines.precision > 1
        && lines.quality > 0
        && lines.quality >= best("application", "json").quality;
  }

  /**
   * Returns whether the client explicitly accepts OpenMetrics, with at least the weight of plain
   * text.
   */
  boolean namesOpenMetrics() {
    Match metrics = best("application", "openmetrics-text");
    return metrics.precision > 1
        && metrics.quality > 0
        && metrics.quality >= best("text", "plain").quality;
  }

  private Match best(String type, String subtype) {
    Match best = NONE;
    int left = RANGES;
    for (String line : values) {
      String[] ranges = line.split(",", left + 1);
      for (int i = 0; i < ranges.length && left > 0; i++, left--) {
        Match match = match(ranges[i], type, subtype);
        if (match.precision > best.precision
            || (match.precision == best.precision && match.quality > best.quality)) {
          best = match;
        }
      }
    }
    return best;
  }

  private static Match match(String range, String type, String subtype) {
    String[] parts = range.toLowerCase(Locale.ROOT).split(";", PARAMETERS);
    String name = parts[0].strip();
    int precision =
        name.equals(type + "/" + subtype)
            ? 2
            : name.equals(type + "/*") ? 1 : name.equals("*/*") ? 0 : -1;
    if (precision < 0) {
      return NONE;
    }
    double quality = 1;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        quality = weight(parameter.substring(2).strip());
      }
    }
    return new Match(precision, quality);
  }

  private static double weight(String text) {
    return WEIGHT.matcher(text).matches() ? Math.min(1, Double.parseDouble(text)) : 0;
  }
}
