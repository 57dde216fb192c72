package dev.restauth.oauth.grant;

import dev.restauth.oauth.Grant;
import dev.restauth.oauth.OauthError;
import dev.restauth.oauth.OwnClient;
import dev.restauth.oauth.Resources;
import dev.restauth.oauth.client.Client;
import dev.restauth.session.ClientGrant;
import dev.restauth.session.LiveSession;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.RefreshTokens.Holder;
import dev.restauth.token.ClientTokenIssuer;
import dev.restauth.token.TokenIssuer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The refresh-token grant (RFC 6749 section 6). A refresh token belongs to the client to which it
 * was issued; if another client presents the token, it is refused but stays valid. The refresh
 * tokens of public clients are replaced at each use (RFC 9700 section 4.14.2). Clients that
 * authenticate keep their refresh tokens.
 *
 * @param refreshTokens checks the refresh tokens
 * @param issuer determines the scopes that may be granted in this server's own sessions
 * @param clients determines the scopes that may be granted in the sessions of clients
 */
public record RefreshTokenGrant(
    RefreshTokens refreshTokens, TokenIssuer issuer, ClientTokenIssuer clients) implements Grant {
  static final String TYPE = "refresh_token";
  private static final String REFRESH_TOKEN = "refresh_token";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Set<String> parameters() {
    return Set.of(REFRESH_TOKEN);
  }

  /**
   * Redeems the refresh token. If the token is not valid, the refusal does not say why. The checks
   * that do not use up the token come first, because their failure may be temporary. For example,
   * the account may become a member of the organisation again, or regain its rights.
   */
  @Override
  public Outcome redeem(Request request) {
    String token = request.parameter(REFRESH_TOKEN);
    Holder holder = holder(request.client());
    Optional<Outcome> refusal =
        refreshTokens.session(token, holder).flatMap(session -> refusal(session, request));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return switch (refreshTokens.refresh(token, holder, Optional.of(request.from()))) {
      case RefreshTokens.Outcome.Refreshed(LiveSession session, String next) ->
          new Outcome.Granted(session, Optional.of(next));
      case RefreshTokens.Outcome.Unknown unknown -> refused();
      case RefreshTokens.Outcome.Reused reused -> refused();
    };
  }

  private Optional<Outcome> refusal(LiveSession session, Request request) {
    if (issuer.withholds(session.accountId())) {
      return refusal(
          OauthError.INVALID_GRANT,
          "The account must have a second factor. Log in again to enrol one.");
    }
    if (!issuer.isMember(session)) {
      return refusal(
          OauthError.INVALID_GRANT,
          "The log-in was for an organisation that the account is not a member of any more. Log in"
              + " again.");
    }
    if (!isGranted(session, request)) {
      return refusal(
          OauthError.INVALID_SCOPE,
          request.scope().isPresent()
              ? "The requested scope exceeds the granted one. Leave it out for all that is granted."
              : "The account holds none of the scopes that were granted.");
    }
    Optional<String> audience = session.client().flatMap(ClientGrant::audience);
    return Resources.areGranted(request.resources(), audience, request.client())
        ? Optional.empty()
        : refusal(
            OauthError.INVALID_TARGET,
            "A resource that was asked for is not among those that were granted.");
  }

  private static Optional<Outcome> refusal(OauthError error, String why) {
    return Optional.of(new Outcome.Refused(error, why));
  }

  private static Holder holder(Client client) {
    return OwnClient.is(client)
        ? Holder.OWN
        : new Holder(Optional.of(client.id()), client.kind() == Client.Kind.PUBLIC);
  }

  private boolean isGranted(LiveSession session, Request request) {
    Optional<Set<String>> scope = request.scope();
    if (session.client().isPresent()) {
      Set<String> granted = Set.copyOf(List.of(session.scope().orElseThrow().split(" ")));
      return clients.grants(session.accountId(), granted, request.client().scopes(), scope);
    }
    return scope.isPresent() ? issuer.grantsAll(session, scope.get()) : issuer.grantsAny(session);
  }

  private static Outcome refused() {
    return new Outcome.Refused(
        OauthError.INVALID_GRANT,
        "The refresh token is not valid: its log-in has ended, or it was used before. Log in"
            + " again.");
  }
}
