package dev.restauth.token;

import dev.restauth.http.AdministrativeScope;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The scopes of a token (RFC 6749 section 3.3).
 *
 * @param text the names, separated by spaces
 * @param names the names
 */
record TokenScope(String text, Set<String> names) {
  /** Parses a claim. */
  static TokenScope of(String text) {
    return new TokenScope(text, Set.copyOf(List.of(text.split(" "))));
  }

  /** Writes names: {@code api} first, then the others in their order. */
  static TokenScope of(Collection<String> names) {
    Set<String> ordered = new LinkedHashSet<>();
    if (names.contains(AdministrativeScope.API)) {
      ordered.add(AdministrativeScope.API);
    }
    ordered.addAll(names);
    return new TokenScope(String.join(" ", ordered), Set.copyOf(names));
  }
}
