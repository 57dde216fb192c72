package dev.restauth.oauth;

import dev.restauth.crypto.SecretText;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.Client;
import dev.restauth.personalkey.KeyAuthentication;
import dev.restauth.personalkey.PersonalKey;
import dev.restauth.token.AccessTokens;
import dev.restauth.token.ClientTokens;
import dev.restauth.token.TokenProfile;
import dev.restauth.token.VerifiedClientToken;
import dev.restauth.token.VerifiedToken;
import dev.restauth.token.VerifiedToken.Issue;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Introspection of access tokens and personal keys (RFC 7662), for services that do not verify
 * tokens themselves. No service should ever receive a refresh token, a service key or a token of a
 * legacy application. All three are therefore reported as inactive, like invalid texts.
 * Thread-safe.
 */
final class Introspection {
  private final AccessTokens tokens;
  private final ClientTokens clientTokens;
  private final KeyAuthentication keys;
  private final TokenProfile profile;

  Introspection(
      AccessTokens tokens,
      ClientTokens clientTokens,
      KeyAuthentication keys,
      TokenProfile profile) {
    this.tokens = tokens;
    this.clientTokens = clientTokens;
    this.keys = keys;
    this.profile = profile;
  }

  /** A token or key that is active. */
  sealed interface Active {
    /** Writes the members of RFC 7662 section 2.2, and additional members of this server. */
    void write(JsonWriter json);
  }

  /**
   * A personal key that is valid. The answer contains the scopes of the key that the owner still
   * holds; there may be none.
   */
  private record ActiveKey(KeyAuthentication.Valid valid, TokenProfile profile) implements Active {
    @Override
    public void write(JsonWriter json) {
      PersonalKey key = valid.key();
      json.flag("active", true);
      json.text("scope", String.join(" ", new TreeSet<>(valid.scopes())));
      json.text("client_id", TokenProfile.CLIENT_ID);
      json.text("username", valid.account().username());
      json.text("token_type", "Bearer");
      json.number("exp", key.endsAt().getEpochSecond());
      json.number("iat", key.createdAt().getEpochSecond());
      json.text("sub", Long.toString(key.accountId()));
      json.text("aud", profile.audience());
      json.text("iss", profile.issuer());
      json.text("key_id", key.id());
      key.organization().ifPresent(in -> json.text("org", in));
    }
  }

  /** A valid token, with its id, its scopes and its times. */
  private record ActiveToken(VerifiedToken token, Issue issue, TokenProfile profile)
      implements Active {
    /**
     * {@inheritDoc}
     *
     * <p>For a token of an impersonation, this includes the actor (RFC 8693 section 4.1). For a
     * token that was issued for a key, it includes the id of the key.
     */
    @Override
    public void write(JsonWriter json) {
      json.flag("active", true);
      json.text("scope", issue.scope());
      json.text("client_id", TokenProfile.CLIENT_ID);
      json.text("username", token.caller().username());
      json.text("token_type", "Bearer");
      json.number("exp", issue.expiresAt().getEpochSecond());
      json.number("iat", issue.at().getEpochSecond());
      json.text("sub", Long.toString(token.caller().accountId()));
      json.text("aud", profile.audience());
      json.text("iss", profile.issuer());
      json.text("jti", issue.id());
      json.text("sid", token.sessionId());
      json.number("auth_time", token.authenticatedAt().getEpochSecond());
      token
          .acr()
          .ifPresent(
              acr ->
                  json.text("acr", acr.text()).array("amr", amr -> token.amr().forEach(amr::item)));
      token
          .actor()
          .ifPresent(actor -> json.object("act", act -> act.text("sub", Long.toString(actor))));
      if (token.ofKey()) {
        json.text("key_id", token.sessionId());
      }
      token.organization().ifPresent(in -> json.text("org", in.id()).text("org_role", in.role()));
    }
  }

  /**
   * A valid token of an OAuth client.
   *
   * @param withName whether the answer contains the user name, which is shown to the operator's
   *     services but not to clients
   */
  private record ActiveClientToken(
      VerifiedClientToken token, boolean withName, TokenProfile profile) implements Active {
    @Override
    public void write(JsonWriter json) {
      json.flag("active", true);
      json.text("scope", token.scope());
      json.text("client_id", token.clientId());
      token
          .account()
          .filter(_ -> withName)
          .ifPresent(account -> json.text("username", account.username()));
      json.text("token_type", "Bearer");
      json.number("exp", token.expiresAt().getEpochSecond());
      json.number("iat", token.issuedAt().getEpochSecond());
      json.text("sub", token.subject());
      if (token.audience().size() == 1) {
        json.text("aud", token.audience().getFirst());
      } else {
        json.texts("aud", token.audience());
      }
      json.text("iss", profile.issuer());
      json.text("jti", token.tokenId());
      json.text("sid", token.sessionId());
      json.number("auth_time", token.authenticatedAt().getEpochSecond());
      token
          .acr()
          .ifPresent(
              acr ->
                  json.text("acr", acr.text()).array("amr", amr -> token.amr().forEach(amr::item)));
    }
  }

  /**
   * Inspects a token at the request of an authenticated client. A client may ask about tokens that
   * were issued to it, and about tokens for one of its resources.
   *
   * @return the token; empty if it is not active or does not concern the client
   */
  Optional<Active> inspect(OauthForm form, Client client) {
    return clientToken(form.required("token"))
        .filter(
            token ->
                token.clientId().equals(client.id())
                    || token.audience().stream().anyMatch(client.resources()::contains))
        .map(token -> new ActiveClientToken(token, false, profile));
  }

  private Optional<VerifiedClientToken> clientToken(String presented) {
    return clientTokens.verify(presented).filter(token -> !token.outdated());
  }

  /** Inspects a token at the request of a service; empty if the token is not active. */
  Optional<Active> inspect(OauthForm form) {
    String presented = form.required("token");
    if (SecretText.PERSONAL_KEY.isBegunBy(presented)) {
      return keys.inspect(presented).map(valid -> new ActiveKey(valid, profile));
    }
    return tokens
        .verify(presented)
        .filter(token -> !token.outdated())
        .flatMap(token -> token.issue().map(issue -> new ActiveToken(token, issue, profile)))
        .<Active>map(active -> active)
        .or(() -> clientToken(presented).map(token -> new ActiveClientToken(token, true, profile)));
  }
}
