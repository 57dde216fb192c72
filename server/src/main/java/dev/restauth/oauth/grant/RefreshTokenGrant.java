package dev.restauth.oauth.grant;

import dev.restauth.oauth.Grant;
import dev.restauth.session.LiveSession;
import dev.restauth.session.RefreshTokens;
import java.util.Optional;
import java.util.Set;

/**
 * The refresh-token grant (RFC 6749 section 6). There is only one client, so every refresh token
 * belongs to the client that presents it.
 *
 * @param refreshTokens checks the tokens
 */
public record RefreshTokenGrant(RefreshTokens refreshTokens) implements Grant {
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
    return switch (refreshTokens.refresh(
        request.parameter(REFRESH_TOKEN), Optional.of(request.from()))) {
      case RefreshTokens.Outcome.Refreshed(LiveSession session, String next) ->
          new Outcome.Granted(session, Optional.of(next));
      case RefreshTokens.Outcome.Unknown unknown -> refused();
      case RefreshTokens.Outcome.Reused reused -> refused();
    };
  }

  private static Outcome refused() {
    return new Outcome.Refused(
        "The refresh token is not valid: its log-in has ended, or it was used before. Log in"
            + " again.");
  }
}
