package dev.restauth.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Allows scripts of the configured origins to read answers (CORS protocol of the Fetch standard).
 * The server never allows credentials: a script must set the Authorization field itself.
 *
 * @param origins the exact origins; an empty list turns CORS off
 * @param names the host names of this server; a request under another host name gets no permission,
 *     even if its Origin field names a configured origin
 */
record Cors(List<String> origins, LocalNames names) {
  private static final HeaderField VARY = new HeaderField(FieldNames.VARY, "Origin");
  private static final HeaderField EXPOSE =
      new HeaderField(
          FieldNames.ACCESS_CONTROL_EXPOSE_HEADERS,
          "ETag, Location, Retry-After, WWW-Authenticate");
  private static final HeaderField ALLOW_HEADERS =
      new HeaderField(
          FieldNames.ACCESS_CONTROL_ALLOW_HEADERS,
          "Authorization, Content-Type, If-Match, If-None-Match, Sign-Up-Work");
  private static final HeaderField MAX_AGE =
      new HeaderField(FieldNames.ACCESS_CONTROL_MAX_AGE, "600");

  /**
   * Adds the CORS fields to an answer.
   *
   * @param more further origins that may read the answer, if the route declares any
   */
  Answer apply(Call call, Answer answer, Optional<Predicate<String>> more) {
    if (origins.isEmpty() && more.isEmpty()) {
      return answer;
    }
    Answer varied = answer.with(VARY);
    List<String> origin = call.lines(FieldNames.ORIGIN);
    if (origin.size() != 1 || !allows(origin.getFirst(), more) || names.isRebound(call)) {
      return varied;
    }
    return varied.with(FieldNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.getFirst()).with(EXPOSE);
  }

  private boolean allows(String origin, Optional<Predicate<String>> more) {
    return origins.contains(origin) || more.filter(each -> each.test(origin)).isPresent();
  }

  /** The answer to a preflight request: the answer to OPTIONS with the CORS fields added. */
  Answer preflight(Call call, Answer options, String allow, Optional<Predicate<String>> more) {
    boolean isPreflight = !call.lines(FieldNames.ACCESS_CONTROL_REQUEST_METHOD).isEmpty();
    if (!isPreflight || (origins.isEmpty() && more.isEmpty())) {
      return options;
    }
    return options
        .with(FieldNames.ACCESS_CONTROL_ALLOW_METHODS, allow)
        .with(ALLOW_HEADERS)
        .with(MAX_AGE);
  }
}
