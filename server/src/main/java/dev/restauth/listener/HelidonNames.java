package dev.restauth.listener;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What Helidon calls the fields whose names are the program's own, of which there are few. Thread-safe. */
final class HelidonNames {
  private static final Map<String, HeaderName> BY_NAME = new ConcurrentHashMap<>();

  private HelidonNames() {}

  /** To have it looked up in Helidon's own tables each time costs a text in lower case. */
  static HeaderName of(String name) {
    return BY_NAME.computeIfAbsent(name, HeaderNames::create);
  }
}
