package dev.restauth.servicekey;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the key of a service may be for (RFC 6749 section 3.3). */
public enum Scope {
  /** Asking whether a token counts (RFC 7662). */
  TOKENS_INTROSPECT("tokens:introspect"),

  /** Following what was revoked. */
  REVOCATIONS_READ("revocations:read");

  private final String text;

  Scope(String text) {
    this.text = text;
  }

  /** As it is written everywhere. */
  public String text() {
    return text;
  }

  /** All that there are, in words. */
  public static String known() {
    return Arrays.stream(values()).map(Scope::text).collect(Collectors.joining(", "));
  }

  /** Those that are meant, in their order; empty where one is not known, or there is none. */
  public static Optional<Set<Scope>> all(Collection<String> texts) {
    List<Scope> found =
        Arrays.stream(values()).filter(scope -> texts.contains(scope.text)).toList();
    boolean known =
        texts.stream().allMatch(text -> found.stream().map(Scope::text).anyMatch(text::equals));
    return known && !found.isEmpty() ? Optional.of(EnumSet.copyOf(found)) : Optional.empty();
  }
}
