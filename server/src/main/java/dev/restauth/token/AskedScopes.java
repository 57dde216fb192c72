package dev.restauth.token;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Call;
import dev.restauth.http.JsonBody;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.role.Names;
import dev.restauth.role.RoleFeature;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The scopes that a client requests in the query parameter {@code scope}. */
public final class AskedScopes {
  private static final String SCOPE = "scope";

  private AskedScopes() {}

  /**
   * Reads the query parameter; empty if it is missing.
   *
   * @throws ProblemException if the parameter is malformed, or mixes administrative scopes with
   *     other scopes
   */
  static Optional<Set<String>> read(Call call) {
    if (!call.hasReadableQuery()) {
      throw refused("The query is malformed: encode it as a form.");
    }
    List<String> values = call.query(SCOPE);
    return values.isEmpty() ? Optional.empty() : Optional.of(parse(values));
  }

  /**
   * Reads the member {@code scope} of a JSON body. The rules are the same as for the query
   * parameter.
   *
   * @throws ProblemException if the member is malformed, or mixes administrative scopes with other
   *     scopes
   */
  public static Optional<Set<String>> read(JsonBody body) {
    return body.find(SCOPE).map(value -> parse(List.of(value)));
  }

  private static Set<String> parse(List<String> values) {
    String value = values.getFirst();
    Optional<Set<String>> names =
        values.size() == 1 && value.length() <= RoleFeature.CLAIM_BYTES
            ? Names.parse(value)
            : Optional.empty();
    if (names.isEmpty()) {
      throw refused(
          "The parameter \"scope\" may be given once, with at most "
              + RoleFeature.CLAIM_BYTES
              + " characters: names separated by single spaces, and "
              + Names.RULE
              + ".");
    }
    if (AdministrativeScope.isAmong(names.get())
        && !names.get().stream().allMatch(AdministrativeScope::isOne)) {
      throw refused(
          "Administrative scopes are not granted together with others. Ask for them in a separate request.");
    }
    // Reserved names are dropped, because no account holds them yet. If the session stored these
    // names, a later version of the server could grant them to the session without a password
    // check.
    return names.get().stream()
        .filter(
            name ->
                name.equals(AdministrativeScope.API)
                    || name.equals(AdministrativeScope.PROFILE_READ)
                    || !AdministrativeScope.isReserved(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_PARAMETER.because(detail));
  }
}
