package dev.restauth.oauth;

import dev.restauth.http.Access;
import dev.restauth.http.Answer;
import dev.restauth.http.Call;
import dev.restauth.http.Method;
import dev.restauth.http.RouteTable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The documents by which OAuth libraries find the rest. */
final class MetadataRoutes implements RouteTable.Routes {
  private final ServerMetadata metadata;
  private final Optional<URI> publicUrl;

  /** Routes to these documents. */
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
   * Declares them once more where libraries look for them when the issuer, or the public URL, has a path:
   * in front of it (RFC 8414 section 3.1, RFC 9728 section 3.1).
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

  /** The path of a URL, without a slash at its end, where it has one. */
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
    return Answer.kept(cacheControl(), json -> metadata.writeAuthorizationServer(json, base));
  }

  private Answer protectedResource(Call call) {
    String base = call.locationOf("");
    return Answer.kept(cacheControl(), json -> metadata.writeProtectedResource(json, base));
  }

  /**
   * Without a public URL the addresses are those of the request: no cache may give them to others, who
   * would then send their refresh tokens wherever a stranger's Host field said.
   */
  private String cacheControl() {
    return publicUrl.isPresent() ? "public, max-age=300" : "private, max-age=300";
  }
}
