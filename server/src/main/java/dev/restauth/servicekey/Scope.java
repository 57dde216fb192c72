package dev.restauth.servicekey;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Scopes of service keys (RFC 6749 section 3.3). */
public enum Scope {
  /** Token introspection (RFC 7662). */
  TOKENS_INTROSPECT("tokens:introspect"),

  /** Subscribing to the feed of revocations. */
  REVOCATIONS_READ("revocations:read"),

  /** Reading all security events. */
  EVENTS_READ("events:read");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /** Returns the scope as text. */
  public String text() {
    return text;
  }

  /** Returns a comma-separated list of all scopes. */
  public static String names() {
    return Arrays.stream(values()).map(Scope::text).collect(Collectors.joining(", "));
  }

  /** Parses scopes; empty if there are none, or if one does not exist. */
  public static Optional<Set<Scope>> parse(Collection<String> texts) {
    List<Scope> found =
        Arrays.stream(values()).filter(scope -> texts.contains(scope.text)).toList();
    boolean allFound =
        texts.stream().allMatch(text -> found.stream().map(Scope::text).anyMatch(text::equals));
    return allFound && !found.isEmpty() ? Optional.of(EnumSet.copyOf(found)) : Optional.empty();
  }
}
