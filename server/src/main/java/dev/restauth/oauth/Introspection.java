package dev.restauth.oauth;

import dev.restauth.http.Form;
import dev.restauth.json.JsonWriter;
import dev.restauth.token.TokenProfile;
import dev.restauth.token.VerifiedToken;
import dev.restauth.token.VerifiedToken.Issue;
import java.util.Optional;

/**
 * Says what an access token is worth now (RFC 7662), to services that cannot or do not want to verify it
 * themselves. Refresh tokens, keys of services, and tokens of an application that was here before are
 * none that a service should be shown: they are inactive, as everything else is. Thread-safe.
 */
final class Introspection {
  private final AccessTokens tokens;
  private final TokenProfile profile;

  /** Looks at tokens of {@code profile}. */
  Introspection(AccessTokens tokens, TokenProfile profile) {
    this.tokens = tokens;
    this.profile = profile;
  }

  /** A token that is valid now, and what this server said when it issued it. */
  record Active(VerifiedToken token, Issue issue, TokenProfile profile) {
    /** Writes the members of RFC 7662 section 2.2, and two of ours. */
    void write(JsonWriter json) {
      json.flag("active", true);
      json.text("scope", issue.scope());
      json.text("client_id", TokenProfile.CLIENT_ID);
      json.text("username", token.account().username());
      json.text("token_type", "Bearer");
      json.number("exp", issue.expiresAt().getEpochSecond());
      json.number("iat", issue.at().getEpochSecond());
      json.text("sub", Long.toString(token.account().id()));
      json.text("aud", profile.audience());
      json.text("iss", profile.issuer());
      json.text("jti", issue.id());
      json.text("sid", token.sessionId());
      json.number("auth_time", token.authenticatedAt().getEpochSecond());
    }
  }

  /**
   * Answers a request; empty where the token is not active.
   *
   * @param sent empty where the body was no form
   */
  Optional<Active> inspect(Optional<Form> sent) {
    return tokens
        .verify(OauthForm.read(sent).required("token"))
        .flatMap(token -> token.issue().map(issue -> new Active(token, issue, profile)));
  }
}
