package dev.restauth.oauth;

import dev.restauth.crypto.SecretText;
import dev.restauth.event.Network;
import dev.restauth.http.Form;
import dev.restauth.personalkey.PersonalKeys;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.Sessions;
import dev.restauth.token.AccessTokens;
import dev.restauth.token.VerifiedToken;
import java.util.Optional;

/**
 * Revokes tokens (RFC 7009), always with their whole session: the tokens of one log-in belong to
 * one grant (section 2.1). Revokes personal keys, too. The token or key itself is the proof. Thread-safe.
 *
 * <p>A token that is no longer valid ends nothing, even if its signature is right: a person who
 * finds it in an old log must not be able to log others out.
 */
final class TokenRevocation {
  private final AccessTokens accessTokens;
  private final RefreshTokens refreshTokens;
  private final PersonalKeys keys;
  private final Sessions sessions;

  /** Creates the revocation of these kinds of tokens. */
  TokenRevocation(
      AccessTokens accessTokens,
      RefreshTokens refreshTokens,
      PersonalKeys keys,
      Sessions sessions) {
    this.accessTokens = accessTokens;
    this.refreshTokens = refreshTokens;
    this.keys = keys;
    this.sessions = sessions;
  }

  /**
   * Answers a request. It is not an error if there was nothing to revoke (section 2.2). The parameter {@code
   * token_type_hint} is not needed: the kinds of tokens can be told apart.
   *
   * @param sent the form; empty if the body was not a form
   * @param authorization whether an Authorization header was sent
   * @param from the network of the client
   */
  void revoke(Optional<Form> sent, boolean authorization, Network from) {
    OauthForm form = OauthForm.read(sent);
    form.clientId(authorization);
    revoke(form.required("token"), Optional.of(from));
  }

  private void revoke(String token, Optional<Network> from) {
    if (RefreshTokens.isRefreshToken(token)) {
      refreshTokens.revoke(token, from);
    } else if (SecretText.PERSONAL_KEY.matches(token)) {
      keys.end(token, from);
    } else {
      accessTokens.verify(token).ifPresent(verified -> end(verified, from));
    }
  }

  /**
   * Ends the session of a token. If the token was issued for a personal key, ends the key, because the key could get
   * other tokens.
   */
  private void end(VerifiedToken token, Optional<Network> from) {
    if (token.ofKey()) {
      keys.end(token.account().id(), token.sessionId(), from);
    } else {
      logOut(token, from);
    }
  }

  private void logOut(VerifiedToken token, Optional<Network> from) {
    sessions.logOut(
        token.account().id(),
        token.account().generation(),
        token.sessionId(),
        token.adoptedUntil(),
        token.actor().isPresent()
            ? Optional.empty()
            : from); // the owner would see the administrator's network
  }
}
