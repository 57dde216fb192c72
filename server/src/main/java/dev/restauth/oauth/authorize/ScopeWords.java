package dev.restauth.oauth.authorize;

import dev.restauth.role.ClientScopes;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Scopes that mean something to this server itself (OpenID Connect Core sections 5.4 and 11), and scopes in words. */
final class ScopeWords {
  /** The scope of access that outlasts the log-in of the browser. */
  static final String OFFLINE_ACCESS = "offline_access";

  private static final Map<String, String> WORDS =
      Map.of(
          ClientScopes.OPENID,
          "Recognise you, by the number of your account",
          "profile",
          "Read your profile, such as your name, your picture and your language",
          "email",
          "Read your e-mail address",
          "address",
          "Read your postal address",
          "phone",
          "Read your phone number",
          OFFLINE_ACCESS,
          "Keep this access after you have logged out here, until you withdraw it");

  private ScopeWords() {}

  /** Returns what scopes allow, for users. */
  static List<String> of(Collection<String> scopes) {
    return scopes.stream()
        .map(scope -> WORDS.getOrDefault(scope, "Use your permission " + scope))
        .toList();
  }
}
