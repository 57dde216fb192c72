package dev.restauth;

import dev.restauth.config.Config;
import dev.restauth.http.RouteTable.Routes;
import dev.restauth.oauth.AccessTokens;
import dev.restauth.oauth.Introspection;
import dev.restauth.oauth.IntrospectionRoutes;
import dev.restauth.oauth.MetadataRoutes;
import dev.restauth.oauth.OauthRoutes;
import dev.restauth.oauth.ServerMetadata;
import dev.restauth.oauth.TokenEndpoint;
import dev.restauth.oauth.TokenRevocation;
import dev.restauth.oauth.grant.RefreshTokenGrant;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.Sessions;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenProfile;
import java.util.List;

/** The endpoints of OAuth, and which grants there are. */
final class Oauth {
  private Oauth() {}

  static List<Routes> routes(
      Config config,
      TokenProfile profile,
      TokenIssuer issuer,
      AccessTokens tokens,
      RefreshTokens refreshTokens,
      Sessions sessions) {
    TokenEndpoint endpoint =
        new TokenEndpoint(List.of(new RefreshTokenGrant(refreshTokens)), issuer);
    MetadataRoutes metadata =
        new MetadataRoutes(
            new ServerMetadata(profile.issuer(), endpoint.grantTypes()),
            config.listen().publicUrl());
    return List.of(
        new OauthRoutes(endpoint, new TokenRevocation(tokens, refreshTokens, sessions)),
        new IntrospectionRoutes(new Introspection(tokens, profile)),
        metadata,
        metadata::declareBelowPaths);
  }
}
