package dev.restauth.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cookies of a request (RFC 6265bis section 4.2). An HTTP/2 client may send them in several
 * lines (RFC 9113 section 8.2.3). Malformed parts are ignored.
 *
 * @param lines the lines of the Cookie field
 */
record CookieField(List<String> lines) {
  private static final int COOKIES_AT_MOST = 200;
  private static final Pattern VALUE =
      Pattern.compile("[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]{1,4096}");

  /**
   * Returns the value of a cookie; empty if the cookie is missing, empty or malformed. The result
   * is also empty if several cookies have this name, because an attacker may have set one of them.
   * The result is empty, too, if the lines exceed the size limit of all header fields, or contain
   * more than 200 cookies.
   *
   * @param name the complete name; its case matters
   */
  Optional<String> one(String name) {
    if (lines.stream().mapToLong(String::length).sum() > Limits.HEADERS_BYTES) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    int left = COOKIES_AT_MOST;
    for (String line : lines) {
      String[] pairs = line.split(";", left + 1);
      left -= pairs.length;
      if (left < 0) {
        return Optional.empty();
      }
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
          values.add(pair.substring(equals + 1).strip());
        }
      }
    }
    return values.size() == 1
        ? Optional.of(values.getFirst()).filter(VALUE.asMatchPredicate())
        : Optional.empty();
  }
}
