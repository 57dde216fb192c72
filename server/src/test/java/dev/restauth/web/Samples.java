package dev.restauth.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Requests with their expected statuses, in the order in which they are sent. */
class Samples {
  static final String JSON = "Content-Type: application/json";
  static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  static final String TOO_LARGE = " ".repeat(64 * 1024 + 1);

  private final List<Sample> all = new ArrayList<>();

  /** A request, its path in the OpenAPI document, and its expected status. */
  record Sample(
      int status,
      String method,
      String described,
      String path,
      Optional<String> body,
      List<String> headers) {
    String key() {
      return method + " " + described + " " + status;
    }
  }

  final List<Sample> all() {
    return List.copyOf(all);
  }

  final void add(
      int status,
      String method,
      String described,
      String path,
      Optional<String> body,
      String... headers) {
    all.add(new Sample(status, method, described, path, body, List.of(headers)));
  }

  /** Adds a call to a path without placeholders. */
  final void sample(int status, String method, String path, String... headers) {
    add(status, method, path, path, Optional.empty(), headers);
  }

  /** Adds a call with a query. */
  final void query(int status, String method, String path, String query, String header) {
    add(status, method, path, path + query, Optional.empty(), header);
  }

  /** Adds a call with a body. */
  final void call(int status, String method, String path, String body, String... headers) {
    add(status, method, path, path, Optional.of(body), headers);
  }

  final void post(int status, String path, String body, String... headers) {
    call(status, "POST", path, body, headers);
  }

  /** Adds requests with bodies that no call accepts. */
  final void badBodies(String method, String described, String path, String... headers) {
    add(400, method, described, path, Optional.of("{\"x\":1}"), with(headers, JSON));
    add(413, method, described, path, Optional.of(TOO_LARGE), with(headers, JSON));
    add(415, method, described, path, Optional.of("x=1"), with(headers, FORM));
  }

  static String[] with(String[] headers, String more) {
    return Stream.concat(Stream.of(headers), Stream.of(more)).toArray(String[]::new);
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }
}
