package dev.restauth.oauth;

import dev.restauth.event.Network;
import dev.restauth.http.Form;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.Sessions;
import dev.restauth.token.VerifiedToken;
import java.util.Optional;

/**
 * Revokes tokens (RFC 7009), always with their whole session: the tokens of one log-in are of one grant
 * (section 2.1). The token is the proof. Thread-safe.
 *
 * <p>A token that is not valid any more ends nothing, even if its signature is good: it may lie in an old
 * log, and who finds it there must not be able to log others out.
 */
final class TokenRevocation {
  private final AccessTokens accessTokens;
  private final RefreshTokens refreshTokens;
  private final Sessions sessions;

  /** Revokes tokens of these kinds. */
  TokenRevocation(AccessTokens accessTokens, RefreshTokens refreshTokens, Sessions sessions) {
    this.accessTokens = accessTokens;
    this.refreshTokens = refreshTokens;
    this.sessions = sessions;
  }

  /**
   * Answers a request; that there was nothing to revoke is no error (section 2.2). What {@code
   * token_type_hint} says is not needed: the kinds of tokens look different.
   *
   * @param sent empty where the body was no form
   * @param authorization whether an Authorization field was sent
   * @param from from where it was sent
   */
  void revoke(Optional<Form> sent, boolean authorization, Network from) {
    OauthForm form = OauthForm.read(sent);
    form.clientId(authorization);
    revoke(form.required("token"), Optional.of(from));
  }

  private void revoke(String token, Optional<Network> from) {
    if (RefreshTokens.isRefreshToken(token)) {
      refreshTokens.revoke(token, from);
    } else {
      accessTokens.verify(token).ifPresent(verified -> logOut(verified, from));
    }
  }

  private void logOut(VerifiedToken token, Optional<Network> from) {
    sessions.logOut(
        token.account().id(),
        token.account().generation(),
        token.sessionId(),
        token.adoptedUntil(),
        from);
  }
}
