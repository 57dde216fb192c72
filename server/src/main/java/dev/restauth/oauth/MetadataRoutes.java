package dev.restauth.oauth;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.ProblemType;
import dev.restauth.http.RouteTable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The routes for the metadata documents, through which OAuth libraries discover the other
 * endpoints.
 */
final class MetadataRoutes implements RouteTable.Routes {
  private final ServerMetadata metadata;
  private final Optional<URI> publicUrl;
  private final Predicate<String> origins;

  /**
   * Creates the routes.
   *
   * @param origins decides whether scripts from an origin may read the documents
   */
  MetadataRoutes(ServerMetadata metadata, Optional<URI> publicUrl, Predicate<String> origins) {
    this.metadata = metadata;
    this.publicUrl = publicUrl;
    this.origins = origins;
  }

  @Override
  public void declare(RouteTable table) {
    get(table, ServerMetadata.AUTHORIZATION_SERVER, this::authorizationServer);
    get(table, ServerMetadata.OPENID_CONFIGURATION, this::openidConfiguration);
    table.route(Method.GET, ServerMetadata.PROTECTED_RESOURCE, Access.ALL, this::protectedResource);
  }

  /**
   * Declares the documents at further paths, if the issuer or the public URL has a path, such as
   * {@code /auth}. Libraries then request {@code /.well-known/oauth-authorization-server/auth} (RFC
   * 8414 section 3.1) and {@code /.well-known/oauth-protected-resource/auth} (RFC 9728 section
   * 3.1). For the OpenID provider, they may also request {@code
   * /auth/.well-known/openid-configuration} (OpenID Connect Discovery section 4).
   */
  void declareBelowPaths(RouteTable table) {
    for (String path : path(metadata.issuer()).stream().toList()) {
      get(table, ServerMetadata.AUTHORIZATION_SERVER + path, this::authorizationServer);
      for (String place :
          List.of(
              ServerMetadata.OPENID_CONFIGURATION + path,
              path + ServerMetadata.OPENID_CONFIGURATION)) {
        get(table, place, this::openidConfiguration);
      }
    }
    publicUrl
        .flatMap(url -> path(url.toString()))
        .ifPresent(
            path ->
                table.route(
                    Method.GET,
                    ServerMetadata.PROTECTED_RESOURCE + path,
                    Access.ALL,
                    this::protectedResource));
  }

  private void get(RouteTable table, String path, RouteTable.Handler handler) {
    table
        .route(Method.GET, path, Access.ALL, handler)
        .readableFrom(path, origin -> origins.test(origin));
  }

  /** Returns the path of a URL without its trailing slash; empty if it has no path. */
  private static Optional<String> path(String identifier) {
    try {
      return Optional.ofNullable(new URI(identifier).getRawPath())
          .map(path -> path.replaceFirst("/+$", ""))
          .filter(path -> path.startsWith("/"));
    } catch (URISyntaxException e) {
      return Optional.empty(); // an issuer may be any text, not only a URL
    }
  }

  private Answer authorizationServer(Call call) {
    String base = call.locationOf("");
    return Answer.cacheable(cacheControl(), json -> metadata.writeAuthorizationServer(json, base));
  }

  private Answer openidConfiguration(Call call) {
    if (!ServerMetadata.isUrl(metadata.issuer())) {
      return Answer.problem(
          ProblemType.NOT_FOUND.because(
              "OpenID Connect needs an issuer that is an http or https URL without query and fragment."
                  + " The operator has to set public-url."));
    }
    String base = call.locationOf("");
    return Answer.cacheable(cacheControl(), json -> metadata.writeOpenidConfiguration(json, base));
  }

  private Answer protectedResource(Call call) {
    String base = call.locationOf("");
    return Answer.cacheable(cacheControl(), json -> metadata.writeProtectedResource(json, base));
  }

  /**
   * Returns the Cache-Control field. Without a public URL, the documents contain the host from the
   * request, so no shared cache may give them to other clients. Otherwise an attacker could send
   * any Host field, and other clients would send their refresh tokens to that host.
   */
  private String cacheControl() {
    return publicUrl.isPresent() ? "public, max-age=300" : "private, max-age=300";
  }
}
