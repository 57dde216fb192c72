package dev.restauth.role;

import dev.restauth.http.AdministrativeScope;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The scopes that tokens of OAuth clients may have. */
public final class ClientScopes {
  /** The scope that asks for an ID token (OpenID Connect Core section 3.1.2.1). */
  public static final String OPENID = "openid";

  /** The scopes of OpenID Connect. They are no rights: the user allows a client to have them. */
  public static final Set<String> OPENID_CONNECT =
      Set.of(OPENID, "profile", "email", "address", "phone", "offline_access");

  /** The scopes that need no registration: they say who the user is, and how long the client may know it. */
  private static final Set<String> ALWAYS = Set.of(OPENID, "offline_access");

  private ClientScopes() {}

  /**
   * Returns the scopes that a token for a client may have: {@code openid} and {@code offline_access}, the scopes of
   * OpenID Connect for which the client may ask, and those rights of the account for which it may ask. Never {@code
   * api} and never an administrative scope: no token of a client opens a call below {@code /api}.
   *
   * @param granted the scopes that the user granted
   * @param allowed the scopes that the client may ask for
   * @param held the rights of the account
   */
  public static Set<String> usable(
      Collection<String> granted, Collection<String> allowed, Rights held) {
    Set<String> usable = new TreeSet<>(granted);
    Set<String> everyday = held.everyday();
    usable.removeIf(
        scope ->
            !ALWAYS.contains(scope)
                && !(allowed.contains(scope)
                    && (OPENID_CONNECT.contains(scope)
                        || (isRight(scope) && everyday.contains(scope)))));
    return usable;
  }

  /** Returns whether a scope is one that a role can contain: none of this server's own, and none of OpenID Connect. */
  public static boolean isRight(String scope) {
    return !AdministrativeScope.isReserved(scope) && !AdministrativeScope.isOne(scope);
  }
}
