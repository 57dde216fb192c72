package dev.restauth.oidc;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The OpenID Connect scopes, each with the claims to which it gives access (Core section 5.4).
 * These scopes give no rights on this server.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are unmodifiable
public enum OidcScope {
  /** Requests an ID token and access to userinfo. */
  OPENID("openid", List.of()),
  /** Requests all claims about a person that belong to no other scope. */
  PROFILE(
      "profile",
      List.of(
          "name",
          "family_name",
          "given_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "updated_at")),
  /** Requests the e-mail address. */
  EMAIL("email", List.of("email", "email_verified")),
  /** Requests the postal address. */
  ADDRESS("address", List.of("address")),
  /** Requests the telephone number. */
  PHONE("phone", List.of("phone_number", "phone_number_verified")),
  /**
   * Requests a client session that continues after the browser session has ended (Core section 11).
   */
  OFFLINE_ACCESS("offline_access", List.of());

  private final String text;
  private final List<String> claims;

  OidcScope(String text, List<String> claims) {
    this.text = text;
    this.claims = claims;
  }

  /** The name of the scope. */
  public String text() {
    return text;
  }

  /** The names of all OpenID Connect scopes. */
  static List<String> names() {
    return Arrays.stream(values()).map(OidcScope::text).toList();
  }

  /** The names of the claims of all OpenID Connect scopes. */
  static List<String> allClaims() {
    return Arrays.stream(values()).flatMap(each -> each.claims.stream()).toList();
  }

  /** The names of the claims to which the given scopes give access. */
  static List<String> claimsOf(Set<String> scopes) {
    return Arrays.stream(values())
        .filter(each -> scopes.contains(each.text))
        .flatMap(each -> each.claims.stream())
        .toList();
  }
}
