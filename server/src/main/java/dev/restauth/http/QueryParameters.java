package dev.restauth.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The query parameters of a call that lists something. If a parameter is given twice or has an
 * invalid value, each method throws a {@link ProblemException} with status 400.
 */
public record QueryParameters(Call call) {
  /**
   * Refuses a malformed query. Otherwise the call would ignore the parameters, and return a list
   * that the client did not request.
   */
  public QueryParameters {
    if (!call.hasReadableQuery()) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "The query cannot be read: encode it as a form, with at most 100 parameters."));
    }
  }

  private static final int LIMIT = 50;
  private static final int LIMIT_AT_MOST = 200;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** A time in the format of RFC 3339, in the years 2000 to 9999. */
  private static final Pattern TIME = Pattern.compile("[2-9][0-9]{3}-[0-9:.TZtz+-]{1,40}");

  /**
   * Returns the maximum number of entries on a page: the parameter {@code limit}, from 1 to 200;
   * without the parameter, 50.
   */
  public int limit() {
    long limit = number("limit").orElse((long) LIMIT);
    if (limit < 1 || limit > LIMIT_AT_MOST) {
      throw invalid("limit", "a number from 1 to " + LIMIT_AT_MOST);
    }
    return (int) limit;
  }

  /** Returns the value of a parameter that may be given once; empty if the parameter is missing. */
  public Optional<String> one(String name) {
    List<String> values = call.query(name);
    if (values.size() > 1) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER.because(
              "The parameter \"" + name + "\" may be given only once."));
    }
    return values.stream().findFirst();
  }

  /** Returns the value of a parameter that is a non-negative whole number. */
  public Optional<Long> number(String name) {
    Optional<String> text = one(name);
    if (text.isPresent() && !NUMBER.matcher(text.get()).matches()) {
      throw invalid(name, "a whole number");
    }
    return text.map(Long::parseLong);
  }

  /** Returns the value of a parameter that is a time. */
  public Optional<Instant> time(String name) {
    Optional<String> text = one(name);
    try {
      if (text.isEmpty() || TIME.matcher(text.get()).matches()) {
        return text.map(Instant::parse);
      }
    } catch (DateTimeException e) {
      // the value is refused below
    }
    throw invalid(name, "a time such as 2026-11-27T08:15:00Z");
  }

  /**
   * Returns the problem for an invalid value.
   *
   * @param expected a noun phrase
   */
  public static ProblemException invalid(String name, String expected) {
    return new ProblemException(
        ProblemType.INVALID_PARAMETER.because(
            "The parameter \"" + name + "\" must be " + expected + "."));
  }

  /**
   * Returns the value of the Link field for the next page (RFC 8288). The link is to the same call
   * with another position.
   *
   * @param kept the names of the parameters that choose the entries
   * @param name the name of the parameter for the position at which the page begins
   * @param value the position
   */
  public String next(String path, int limit, Collection<String> kept, String name, String value) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("limit", Integer.toString(limit));
    kept.forEach(each -> one(each).ifPresent(given -> parameters.put(each, given)));
    parameters.put(name, value);
    String query =
        parameters.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return "<" + call.locationOf(path) + "?" + query + ">; rel=\"next\"";
  }
}
