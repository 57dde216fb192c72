package dev.restauth.oauth.grant;

import dev.restauth.oauth.Grant;
import dev.restauth.oauth.OauthError;
import dev.restauth.session.LiveSession;
import dev.restauth.session.RefreshTokens;
import dev.restauth.token.TokenIssuer;
import java.util.Optional;
import java.util.Set;

/**
 * The refresh-token grant (RFC 6749 section 6). There is only one client, so every refresh token
 * belongs to the client that presents it.
 *
 * @param refreshTokens checks the tokens
 * @param issuer knows the scopes that may be granted
 */
public record RefreshTokenGrant(RefreshTokens refreshTokens, TokenIssuer issuer) implements Grant {
  private static final String REFRESH_TOKEN = "refresh_token";

  @Override
  public String type() {
    return "refresh_token";
  }

  @Override
  public Set<String> parameters() {
    return Set.of(REFRESH_TOKEN);
  }

  /** Exchanges the refresh token. A refusal does not name its reason. */
  @Override
  public Outcome redeem(Request request) {
    // Before the token is used up: its account may become a member again, or get the rights back.
    if (isOfLeftOrganization(request)) {
      return new Outcome.Refused(
          OauthError.INVALID_GRANT,
          "The log-in was for an organisation that the account is not a member of any more. Log in"
              + " again.");
    }
    if (exceedsGranted(request)) {
      return new Outcome.Refused(
          OauthError.INVALID_SCOPE,
          request.scope().isPresent()
              ? "The requested scope exceeds the granted one. Leave it out for all that is granted."
              : "The account holds none of the scopes that were granted.");
    }
    return switch (refreshTokens.refresh(
        request.parameter(REFRESH_TOKEN), Optional.of(request.from()))) {
      case RefreshTokens.Outcome.Refreshed(LiveSession session, String next) ->
          new Outcome.Granted(session, Optional.of(next));
      case RefreshTokens.Outcome.Unknown unknown -> refused();
      case RefreshTokens.Outcome.Reused reused -> refused();
    };
  }

  private boolean isOfLeftOrganization(Request request) {
    return refreshTokens
        .session(request.parameter(REFRESH_TOKEN))
        .filter(session -> !issuer.isMember(session))
        .isPresent();
  }

  private boolean exceedsGranted(Request request) {
    return refreshTokens
        .session(request.parameter(REFRESH_TOKEN))
        .filter(session -> !isGranted(session, request.scope()))
        .isPresent();
  }

  private boolean isGranted(LiveSession session, Optional<Set<String>> scope) {
    return scope.isPresent() ? issuer.grantsAll(session, scope.get()) : issuer.grantsAny(session);
  }

  private static Outcome refused() {
    return new Outcome.Refused(
        OauthError.INVALID_GRANT,
        "The refresh token is not valid: its log-in has ended, or it was used before. Log in"
            + " again.");
  }
}
