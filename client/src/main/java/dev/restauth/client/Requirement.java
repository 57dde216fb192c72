package dev.restauth.client;

import java.util.Optional;

/**
 * The requirement of a route: a scope, a role, both or neither. Create the requirement when the
 * application starts, so that an invalid name fails at the start. Immutable.
 */
public final class Requirement {
  private final String scope;
  private final String role;

  private Requirement(String scope, String role) {
    this.scope = scope;
    this.role = role;
  }

  /**
   * Returns a requirement.
   *
   * @param scope the scope that a token must have, such as {@code posts:write}; empty for any
   * @param role the role that a token must name, such as {@code editor}; empty for any. Tokens name
   * roles only if the server's operator has turned that on
   * @throws IllegalArgumentException if a name is not a single scope (RFC 6749, section 3.3)
   */
  public static Requirement of(String scope, String role) {
    return new Requirement(
        scope.isEmpty() ? scope : checkedName(scope), role.isEmpty() ? role : checkedName(role));
  }

  /** Returns the refusal of a request with a token, or empty if the request is allowed. */
  public Optional<Refusal> refusal(Verdict verdict) {
    if (verdict instanceof Verdict.Good good) {
      if (!scope.isEmpty() && !good.token().hasScope(scope)) {
        return Optional.of(Refusal.withoutScope(scope));
      }
      return role.isEmpty() || good.token().hasRole(role)
          ? Optional.empty()
          : Optional.of(Refusal.withoutRole());
    }
    return Optional.of(verdict instanceof Verdict.Bad ? Refusal.badToken() : Refusal.unknown());
  }

  /**
   * Returns a name if all its characters are allowed in a scope (RFC 6749, section 3.3). The
   * response header contains the name, and a quotation mark or a line break would end the header's
   * value. Several names in one text would be a scope that no token can have.
   */
  static String checkedName(String name) {
    if (name.isEmpty() || !name.chars().allMatch(Requirement::isAllowed)) {
      throw new IllegalArgumentException(
          "a scope or role is one name of visible ASCII characters, without spaces, \" and \\");
    }
    return name;
  }

  private static boolean isAllowed(int character) {
    return character > ' ' && character < 0x7F && character != '"' && character != '\\';
  }

  @Override
  public String toString() {
    return "Requirement[scope=" + scope + ", role=" + role + "]";
  }
}
