package dev.restauth.oauth.authorize;

import dev.restauth.page.Message;
import dev.restauth.role.ClientScopes;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Scopes that have a meaning for this server itself (OpenID Connect Core sections 5.4 and 11), and
 * descriptions of scopes for users.
 */
final class ScopeWords {
  /** The scope for access that continues after the browser's log-in has ended. */
  static final String OFFLINE_ACCESS = "offline_access";

  private static final Set<String> WITH_WORDS =
      Set.of(ClientScopes.OPENID, "profile", "email", "address", "phone", OFFLINE_ACCESS);

  /** The maximum number of permissions that are described individually. */
  private static final int PERMISSIONS_AT_MOST = 8;

  private ScopeWords() {}

  /**
   * Describes for users what scopes allow, in the given order. If there are many permissions, a
   * single sentence describes them all, at the position of the first permission. The page thus
   * stays small even if a client requests a thousand permissions.
   */
  static List<Message> of(Collection<String> scopes) {
    List<String> permissions = scopes.stream().filter(each -> !WITH_WORDS.contains(each)).toList();
    if (permissions.size() <= PERMISSIONS_AT_MOST) {
      return scopes.stream().map(ScopeWords::of).toList();
    }
    Message all = Message.of("authorize.scope.permissions", String.join(", ", permissions));
    return scopes.stream()
        .map(each -> WITH_WORDS.contains(each) ? of(each) : all)
        .distinct()
        .toList();
  }

  private static Message of(String scope) {
    return WITH_WORDS.contains(scope)
        ? Message.of("authorize.scope." + scope)
        : Message.of("authorize.scope.permission", scope);
  }
}
