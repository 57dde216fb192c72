package dev.restauth.oauth;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.Client;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;

/**
 * The metadata of this server, for OAuth libraries. It describes the server in three roles:
 *
 * <ul>
 *  <li>the authorization server (RFC 8414 section 2),
 *  <li>the OpenID provider (OpenID Connect Discovery section 3),
 *  <li>the resource to which the server's own tokens give access (RFC 9728 section 2).
 * </ul>
 *
 * @param issuer the claim {@code iss} of all tokens
 * @param grantTypes the supported values of {@code grant_type}
 * @param more further members, which other features add. They are left out if the issuer is not a
 *     URL, because these features then do not work
 */
public record ServerMetadata(
    String issuer, List<String> grantTypes, List<MetadataDocument.Source> more) {
  private static final List<String> CLIENT_AUTHENTICATION =
      Arrays.stream(Client.AuthenticationMethod.values())
          .map(Client.AuthenticationMethod::text)
          .toList();

  /** The algorithms of the assertions with which clients authenticate (RFC 7523). */
  private static final List<String> ASSERTION_ALGORITHMS =
      List.of("ES256", "PS256", "EdDSA", "RS256");

  static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";
  static final String OPENID_CONFIGURATION = "/.well-known/openid-configuration";
  static final String PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";

  /**
   * A member that is specific to this server. The document of the OpenID provider omits it, because
   * clients warn of members that OpenID Connect Discovery does not define.
   */
  private static final String REVOCATIONS_ENDPOINT = "revocations_endpoint";

  /** Copies the lists. */
  public ServerMetadata {
    grantTypes = List.copyOf(grantTypes);
    more = List.copyOf(more);
  }

  /**
   * Returns the URL of the resource's document, for the parameter {@code resource_metadata} (RFC
   * 9728 section 5.1). It is below the public URL, so that a proxy routes it to this server.
   */
  public static String protectedResourceUrl(URI publicUrl) {
    return publicUrl + PROTECTED_RESOURCE;
  }

  /**
   * Returns whether an issuer is an http or https URL that consists of host, port and path only, as
   * OpenID Connect Discovery requires (section 3; RFC 8414 section 2). With any other issuer,
   * neither authorizations nor ID tokens are possible.
   */
  public static boolean isUrl(String issuer) {
    try {
      URI uri = new URI(issuer);
      return uri.getHost() != null
          && List.of("http", "https").contains(uri.getScheme())
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false; // an issuer may be any text, not only a URL
    }
  }

  /**
   * Writes the metadata of the authorization server.
   *
   * @param base the URL of this server, without a trailing slash
   */
  void writeAuthorizationServer(JsonWriter json, String base) {
    members(base).write(json);
  }

  /** Writes the metadata of the OpenID provider. */
  void writeOpenidConfiguration(JsonWriter json, String base) {
    members(base).without(REVOCATIONS_ENDPOINT).write(json);
  }

  private MetadataDocument members(String base) {
    MetadataDocument members =
        new MetadataDocument()
            .text("issuer", issuer)
            .text("token_endpoint", base + "/oauth/token")
            .texts("token_endpoint_auth_methods_supported", CLIENT_AUTHENTICATION)
            .texts("token_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS)
            .texts("grant_types_supported", grantTypes)
            .texts("response_types_supported", List.of()) // replaced below if the issuer is a URL
            .texts("scopes_supported", List.of(AdministrativeScope.API))
            .text("revocation_endpoint", base + "/oauth/revoke")
            .texts("revocation_endpoint_auth_methods_supported", CLIENT_AUTHENTICATION)
            .texts("revocation_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS)
            .text("introspection_endpoint", base + "/oauth/introspect")
            // A caller of the introspection endpoint presents a service key, as a client secret or
            // as a token (RFC 8414 section 2), or is a registered client.
            .texts(
                "introspection_endpoint_auth_methods_supported",
                List.of("client_secret_basic", "Bearer", "client_secret_post", "private_key_jwt"))
            .texts("introspection_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS)
            .text(REVOCATIONS_ENDPOINT, base + "/api/revocations") // see docs/revocations.md
            .text("jwks_uri", base + "/.well-known/jwks.json");
    if (isUrl(issuer)) {
      more.forEach(each -> each.addTo(members, base));
    }
    return members;
  }

  /** Writes the metadata of the resource, which is everything below {@code base}. */
  void writeProtectedResource(JsonWriter json, String base) {
    json.text("resource", base);
    json.texts("authorization_servers", List.of(issuer));
    json.texts("scopes_supported", List.of(AdministrativeScope.API));
    json.texts("bearer_methods_supported", List.of("header"));
  }
}
