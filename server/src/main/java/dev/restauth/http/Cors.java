package dev.restauth.http;

import java.util.List;

/**
 * Lets scripts of named origins read answers (Fetch standard, CORS protocol). Never with credentials:
 * whoever calls sends the Authorization field herself.
 *
 * @param origins exactly those; none turns it off
 * @param names a request under any other is no named origin's, whatever it says
 */
record Cors(List<String> origins, LocalNames names) {
  private static final HeaderField VARY = new HeaderField(FieldNames.VARY, "Origin");
  private static final HeaderField EXPOSE =
      new HeaderField(
          FieldNames.ACCESS_CONTROL_EXPOSE_HEADERS, "Location, Retry-After, WWW-Authenticate");
  private static final HeaderField ALLOW_HEADERS =
      new HeaderField(FieldNames.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
  private static final HeaderField MAX_AGE =
      new HeaderField(FieldNames.ACCESS_CONTROL_MAX_AGE, "600");

  Answer apply(Call call, Answer answer) {
    if (origins.isEmpty()) {
      return answer;
    }
    Answer varied = answer.with(VARY);
    List<String> origin = call.lines(FieldNames.ORIGIN);
    if (origin.size() != 1 || !origins.contains(origin.getFirst()) || names.rebound(call)) {
      return varied;
    }
    return varied.with(FieldNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.getFirst()).with(EXPOSE);
  }

  /** What a preflight asks for, on top of the answer to OPTIONS. */
  Answer preflight(Call call, Answer options, String allow) {
    boolean asked = !call.lines(FieldNames.ACCESS_CONTROL_REQUEST_METHOD).isEmpty();
    if (!asked || origins.isEmpty()) {
      return options;
    }
    return options
        .with(FieldNames.ACCESS_CONTROL_ALLOW_METHODS, allow)
        .with(ALLOW_HEADERS)
        .with(MAX_AGE);
  }
}
