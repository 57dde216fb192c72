package dev.restauth.oauth;

import dev.restauth.feature.Feature;
import dev.restauth.figure.Figure;
import dev.restauth.http.RouteTable;
import dev.restauth.oauth.authentication.ClientAuthentication;
import dev.restauth.oauth.authentication.ClientRequests;
import dev.restauth.personalkey.PersonalKeyFeature;
import dev.restauth.session.RefreshTokens;
import dev.restauth.session.Sessions;
import dev.restauth.token.AccessTokens;
import dev.restauth.token.ClientTokenIssuer;
import dev.restauth.token.ClientTokens;
import dev.restauth.token.TokenIssuer;
import dev.restauth.token.TokenProfile;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The feature with the OAuth endpoints and their grants. */
public final class OauthFeature implements Feature {
  private final Optional<URI> publicUrl;
  private final TokenProfile profile;
  private final AccessTokens tokens;
  private final Sessions sessions;
  private final RefreshTokens refreshTokens;
  private final PersonalKeyFeature keys;
  private final ClientTokens clientTokens;
  private final ClientAuthentication authentication;
  private final TokenEndpoint endpoint;
  private final TokenRequestCounts counts;
  private final List<MetadataDocument.Source> metadata;
  private final Predicate<String> origins;

  /**
   * Creates the feature for tokens of {@code profile}.
   *
   * @param idTokens issues ID tokens
   * @param authentication authenticates registered clients
   * @param grants the supported grants
   * @param metadata adds the metadata of other features
   * @param origins decides whether an origin belongs to a client; scripts from such an origin may
   *     call the token endpoint
   */
  public OauthFeature(
      Optional<URI> publicUrl,
      TokenProfile profile,
      AccessTokens tokens,
      TokenIssuer issuer,
      Sessions sessions,
      RefreshTokens refreshTokens,
      PersonalKeyFeature keys,
      ClientTokenIssuer clientIssuer,
      ClientTokens clientTokens,
      IdTokenIssuer idTokens,
      ClientAuthentication authentication,
      List<Grant> grants,
      List<MetadataDocument.Source> metadata,
      Predicate<String> origins) {
    this.authentication = authentication;
    this.publicUrl = publicUrl;
    this.profile = profile;
    this.tokens = tokens;
    this.sessions = sessions;
    this.refreshTokens = refreshTokens;
    this.keys = keys;
    this.metadata = List.copyOf(metadata);
    this.origins = origins;
    this.clientTokens = clientTokens;
    this.endpoint =
        new TokenEndpoint(grants, issuer, new IssuedTokens(issuer, clientIssuer, idTokens));
    this.counts = new TokenRequestCounts(endpoint.grantTypes());
  }

  @Override
  public List<Figure> figures() {
    return List.of(counts.figure());
  }

  @Override
  public List<RouteTable.Routes> routes() {
    MetadataRoutes documents =
        new MetadataRoutes(
            new ServerMetadata(profile.issuer(), endpoint.grantTypes(), metadata),
            publicUrl,
            origins);
    RequestingClients clients =
        new RequestingClients(authentication, new ClientRequests(profile::issuer, publicUrl));
    return List.of(
        new OauthRoutes(
            clients,
            endpoint,
            new TokenRevocation(tokens, refreshTokens, clientTokens, keys.keys(), sessions),
            counts),
        new IntrospectionRoutes(
            new Introspection(tokens, clientTokens, keys.authentication(), profile), clients),
        documents,
        documents::declareBelowPaths,
        this::openToScripts);
  }

  /**
   * Allows scripts from other origins to call the routes that a client in a browser needs: for
   * issuing and revoking tokens, for pushed requests, and for the keys of ID tokens. The routes for
   * userinfo and discovery are not in the list, because they allow these scripts themselves.
   */
  private void openToScripts(RouteTable table) {
    for (String path :
        List.of("/oauth/token", "/oauth/revoke", "/oauth/par", "/.well-known/jwks.json")) {
      table.readableFrom(path, origins);
    }
  }
}
