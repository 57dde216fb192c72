package dev.restauth.role;

import dev.restauth.http.AdministrativeScope;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The scopes that tokens of OAuth clients may have. */
public final class ClientScopes {
  /** The scope that requests an ID token (OpenID Connect Core section 3.1.2.1). */
  public static final String OPENID = "openid";

  /** The scopes of OpenID Connect. They are not rights: the user allows a client to have them. */
  public static final Set<String> OPENID_CONNECT =
      Set.of(OPENID, "profile", "email", "address", "phone", "offline_access");

  /**
   * The scopes that every client may request, even if they are not in its registration. {@code
   * openid} only identifies the user. With {@code offline_access}, the client's session outlasts
   * the browser's log-in.
   */
  private static final Set<String> ALWAYS = Set.of(OPENID, "offline_access");

  private ClientScopes() {}

  /**
   * Returns the granted scopes that a client's token may have. {@code openid} and {@code
   * offline_access} are always allowed. Other scopes of OpenID Connect, and the account's rights,
   * are allowed only if the client may request them. The result never contains {@code api} or an
   * administrative scope, because clients' tokens do not work for calls below {@code /api}.
   *
   * @param granted the scopes that the user granted
   * @param allowed the scopes that the client may request
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

  /**
   * Returns whether a role may contain the scope. A role may contain neither this server's own
   * scopes nor those of OpenID Connect.
   */
  public static boolean isRight(String scope) {
    return !AdministrativeScope.isReserved(scope) && !AdministrativeScope.isOne(scope);
  }
}
