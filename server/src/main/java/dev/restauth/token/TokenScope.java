package dev.restauth.token;

import dev.restauth.http.AdministrativeScope;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The scopes of a token (RFC 6749 section 3.3).
 *
 * @param text the names, separated by spaces
 * @param names the names
 */
record TokenScope(String text, Set<String> names) {
  /** The scope of most tokens. They share one object, which remains in the processor's cache. */
  private static final TokenScope ONLY_API =
      new TokenScope(AdministrativeScope.API, Set.of(AdministrativeScope.API));

  /** Parses the claim {@code scope}; empty if it is not a list of names. */
  static Optional<TokenScope> of(String text) {
    if (text.equals(AdministrativeScope.API)) {
      return Optional.of(ONLY_API);
    }
    List<String> names = List.of(text.split(" ", -1));
    return names.contains("")
        ? Optional.empty()
        : Optional.of(new TokenScope(text, Set.copyOf(names)));
  }

  /** Formats names: {@code api} comes first, and the others follow in the given order. */
  static TokenScope of(Collection<String> names) {
    Set<String> ordered = new LinkedHashSet<>();
    if (names.contains(AdministrativeScope.API)) {
      ordered.add(AdministrativeScope.API);
    }
    ordered.addAll(names);
    return new TokenScope(String.join(" ", ordered), Set.copyOf(names));
  }
}
