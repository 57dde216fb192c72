package dev.restauth.oauth.authorize;

import dev.restauth.page.Message;
import dev.restauth.role.ClientScopes;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Scopes that mean something to this server itself (OpenID Connect Core sections 5.4 and 11), and scopes in words. */
final class ScopeWords {
  /** The scope of access that outlasts the log-in of the browser. */
  static final String OFFLINE_ACCESS = "offline_access";

  private static final Set<String> WITH_WORDS =
      Set.of(ClientScopes.OPENID, "profile", "email", "address", "phone", OFFLINE_ACCESS);

  private ScopeWords() {}

  /** Returns what scopes allow, for users. */
  static List<Message> of(Collection<String> scopes) {
    return scopes.stream().map(ScopeWords::of).toList();
  }

  private static Message of(String scope) {
    return WITH_WORDS.contains(scope)
        ? Message.of("authorize.scope." + scope)
        : Message.of("authorize.scope.permission", scope);
  }
}
