package dev.restauth.token;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Call;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.role.Names;
import dev.restauth.role.RoleFeature;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The scopes that a client asks for, in the parameter {@code scope} of a query. */
final class AskedScopes {
  private static final String SCOPE = "scope";

  private AskedScopes() {}

  /**
   * Reads the parameter; empty if it is missing.
   *
   * @throws ProblemException if it is malformed, or names administrative scopes together with others
   */
  static Optional<Set<String>> read(Call call) {
    List<String> values = call.query(SCOPE);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    String value = values.getFirst();
    Optional<Set<String>> names =
        values.size() == 1 && value.length() <= RoleFeature.CLAIM_BYTES
            ? Names.parse(value)
            : Optional.empty();
    if (names.isEmpty()) {
      throw refused(
          "The parameter \"scope\" may be given once, with at most "
              + RoleFeature.CLAIM_BYTES
              + " characters: names separated by single spaces. "
              + Names.RULE
              + ".");
    }
    if (AdministrativeScope.isAmong(names.get())
        && !names.get().stream().allMatch(AdministrativeScope::isOne)) {
      throw refused(
          "Administrative scopes are not given together with others. Ask for a token of its own.");
    }
    return names;
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_PARAMETER.because(detail));
  }
}
