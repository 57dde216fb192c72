package dev.restauth.oauth;

import dev.restauth.http.Form;
import dev.restauth.json.JsonWriter;
import dev.restauth.token.TokenProfile;
import dev.restauth.token.VerifiedToken;
import dev.restauth.token.VerifiedToken.Issue;
import java.util.Optional;

/**
 * Introspection of access tokens (RFC 7662), for services that do not verify tokens themselves.
 * Refresh tokens, service keys and tokens of a legacy application should never be sent to a
 * service, so they are inactive, like any other text. Thread-safe.
 */
final class Introspection {
  private final AccessTokens tokens;
  private final TokenProfile profile;

  /** Introspects tokens of {@code profile}. */
  Introspection(AccessTokens tokens, TokenProfile profile) {
    this.tokens = tokens;
    this.profile = profile;
  }

  /** A token that is valid now, with the data that this server issued it with. */
  record Active(VerifiedToken token, Issue issue, TokenProfile profile) {
    /**
     * Writes the members of RFC 7662 section 2.2, and some of this server's own; for an impersonated token the actor (RFC
     * 8693 section 4.1).
     */
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
      token
          .actor()
          .ifPresent(actor -> json.object("act", act -> act.text("sub", Long.toString(actor))));
      token.organization().ifPresent(in -> json.text("org", in.id()).text("org_role", in.role()));
    }
  }

  /**
   * Answers a request; empty if the token is not active.
   *
   * @param sent the form; empty if the body was no form
   */
  Optional<Active> inspect(Optional<Form> sent) {
    return tokens
        .verify(OauthForm.read(sent).required("token"))
        .filter(token -> !token.outdated())
        .flatMap(token -> token.issue().map(issue -> new Active(token, issue, profile)));
  }
}
