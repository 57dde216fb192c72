package dev.restauth.oauth;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The routes of the metadata documents, by which OAuth libraries discover the other endpoints. */
final class MetadataRoutes implements RouteTable.Routes {
  private final ServerMetadata metadata;
  private final Optional<URI> publicUrl;

  MetadataRoutes(ServerMetadata metadata, Optional<URI> publicUrl) {
    this.metadata = metadata;
    this.publicUrl = publicUrl;
  }

  @Override
  public void declare(RouteTable table) {
    table
        .route(
            Method.GET, ServerMetadata.AUTHORIZATION_SERVER, Access.ALL, this::authorizationServer)
        .route(Method.GET, ServerMetadata.PROTECTED_RESOURCE, Access.ALL, this::protectedResource);
  }

  /**
   * Declares the documents again at the paths where libraries look if the issuer or the public URL
   * has a path: before that path (RFC 8414 section 3.1, RFC 9728 section 3.1).
   */
  void declareBelowPaths(RouteTable table) {
    path(metadata.issuer())
        .ifPresent(
            path ->
                table.route(
                    Method.GET,
                    ServerMetadata.AUTHORIZATION_SERVER + path,
                    Access.ALL,
                    this::authorizationServer));
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

  /** Returns the path of a URL without the final slash, if it has one. */
  private static Optional<String> path(String identifier) {
    try {
      return Optional.ofNullable(new URI(identifier).getRawPath())
          .map(path -> path.replaceFirst("/+$", ""))
          .filter(path -> path.startsWith("/"));
    } catch (URISyntaxException e) {
      return Optional.empty(); // an issuer may be any text
    }
  }

  private Answer authorizationServer(Call call) {
    String base = call.locationOf("");
    return Answer.cacheable(cacheControl(), json -> metadata.writeAuthorizationServer(json, base));
  }

  private Answer protectedResource(Call call) {
    String base = call.locationOf("");
    return Answer.cacheable(cacheControl(), json -> metadata.writeProtectedResource(json, base));
  }

  /**
   * Returns the Cache-Control field. Without a public URL, the documents contain the host of the
   * request. Then no shared cache may pass them to other clients, which would send their refresh
   * tokens to any host that an attacker put into the Host header.
   */
  private String cacheControl() {
    return publicUrl.isPresent() ? "public, max-age=300" : "private, max-age=300";
  }
}
