package dev.restauth.oauth;

import dev.restauth.account.Account;
import dev.restauth.crypto.SecretText;
import dev.restauth.event.Network;
import dev.restauth.oauth.client.Client;
import dev.restauth.personalkey.PersonalKeys;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.Sessions;
import dev.restauth.token.AccessTokens;
import dev.restauth.token.ClientTokens;
import dev.restauth.token.VerifiedClientToken;
import dev.restauth.token.VerifiedToken;
import java.util.Optional;

/**
 * Revokes tokens (RFC 7009), always with their whole session, because all tokens of one log-in
 * belong to one grant (section 2.1). Also revokes personal keys. Anybody who has a personal key, or
 * a token of one of this server's own sessions, may revoke it. A token of a registered client can
 * be revoked only by that client. Thread-safe.
 *
 * <p>An access token that is no longer valid revokes nothing, even if its signature is correct.
 * Otherwise somebody who finds an access token in an old log could log its user out.
 */
final class TokenRevocation {
  private final AccessTokens accessTokens;
  private final RefreshTokens refreshTokens;
  private final ClientTokens clientTokens;
  private final PersonalKeys keys;
  private final Sessions sessions;

  TokenRevocation(
      AccessTokens accessTokens,
      RefreshTokens refreshTokens,
      ClientTokens clientTokens,
      PersonalKeys keys,
      Sessions sessions) {
    this.accessTokens = accessTokens;
    this.refreshTokens = refreshTokens;
    this.clientTokens = clientTokens;
    this.keys = keys;
    this.sessions = sessions;
  }

  /**
   * Answers a request. It is not an error if there is nothing to revoke (section 2.2). Nor is it an
   * error if the token belongs to another client, but then the token is not revoked. The parameter
   * {@code token_type_hint} is not needed, because the kinds of tokens can be distinguished by
   * their texts.
   *
   * @param client the authenticated client
   * @param from the client's network
   * @throws OauthException if the token belongs to a client that acts for itself, because such a
   *     token has no session to revoke
   */
  void revoke(OauthForm form, Client client, Network from) {
    String token = form.required("token");
    if (OwnClient.is(client)) {
      revoke(token, Optional.of(from));
    } else if (RefreshTokens.isRefreshToken(token)) {
      refreshTokens.revoke(
          token, new RefreshTokens.Holder(Optional.of(client.id()), true), Optional.of(from));
    } else {
      clientTokens
          .verify(token)
          .filter(verified -> verified.clientId().equals(client.id()))
          .ifPresent(verified -> end(verified, Optional.of(from)));
    }
  }

  private void end(VerifiedClientToken token, Optional<Network> from) {
    Account account =
        token
            .account()
            .orElseThrow(
                () ->
                    OauthError.UNSUPPORTED_TOKEN_TYPE.because(
                        "A token that a client got for itself expires after some minutes. To revoke"
                            + " all of them at once, disable the client."));
    sessions.logOut(account.id(), account.generation(), token.sessionId(), Optional.empty(), from);
  }

  private void revoke(String token, Optional<Network> from) {
    if (RefreshTokens.isRefreshToken(token)) {
      refreshTokens.revoke(token, RefreshTokens.Holder.OWN, from);
    } else if (SecretText.PERSONAL_KEY.matches(token)) {
      keys.end(token, from);
    } else {
      accessTokens.verify(token).ifPresent(verified -> end(verified, from));
    }
  }

  /**
   * Revokes the session of a token. If the token was issued for a personal key, deletes the key,
   * because the key could get further tokens.
   */
  private void end(VerifiedToken token, Optional<Network> from) {
    if (token.ofKey()) {
      keys.end(token.caller().accountId(), token.sessionId(), from);
    } else {
      logOut(token, from);
    }
  }

  private void logOut(VerifiedToken token, Optional<Network> from) {
    sessions.logOut(
        token.caller().accountId(),
        token.caller().generation(),
        token.sessionId(),
        token.adoptedUntil(),
        token.actor().isPresent()
            ? Optional.empty()
            : from); // otherwise the owner would see the administrator's network
  }
}
