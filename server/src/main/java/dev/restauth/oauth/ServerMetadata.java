package dev.restauth.oauth;

import dev.restauth.http.AdministrativeScope;
import dev.restauth.json.JsonWriter;
import dev.restauth.oauth.client.Client;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * The metadata of this server for OAuth libraries: as an authorization server (RFC 8414 section 2),
 * and as the resource to which its own tokens give access (RFC 9728 section 2).
 *
 * @param issuer the claim {@code iss} of all tokens
 * @param grantTypes the supported values of {@code grant_type}
 */
public record ServerMetadata(String issuer, List<String> grantTypes) {
  private static final List<String> CLIENT_AUTHENTICATION =
      Arrays.stream(Client.AuthenticationMethod.values())
          .map(Client.AuthenticationMethod::text)
          .toList();

  /** The algorithms of assertions with which clients authenticate (RFC 7523). */
  private static final List<String> ASSERTION_ALGORITHMS =
      List.of("ES256", "PS256", "EdDSA", "RS256");

  static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";
  static final String PROTECTED_RESOURCE = "/.well-known/oauth-protected-resource";

  /** Copies the list. */
  public ServerMetadata {
    grantTypes = List.copyOf(grantTypes);
  }

  /**
   * Returns the URL of the document about the resource, for the parameter {@code resource_metadata}
   * (RFC 9728 section 5.1). It is below the public URL, so that a proxy routes it to this server,
   * too.
   */
  public static String protectedResourceUrl(URI publicUrl) {
    return publicUrl + PROTECTED_RESOURCE;
  }

  /**
   * Writes the members about the authorization server.
   *
   * @param base the URL of this server, without a slash at the end
   */
  void writeAuthorizationServer(JsonWriter json, String base) {
    json.text("issuer", issuer);
    json.text("token_endpoint", base + "/oauth/token");
    json.texts("token_endpoint_auth_methods_supported", CLIENT_AUTHENTICATION);
    json.texts("token_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
    json.texts("grant_types_supported", grantTypes);
    json.texts("response_types_supported", List.of()); // there is no authorization endpoint
    json.texts("scopes_supported", List.of(AdministrativeScope.API));
    json.text("revocation_endpoint", base + "/oauth/revoke");
    json.texts("revocation_endpoint_auth_methods_supported", CLIENT_AUTHENTICATION);
    json.texts("revocation_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
    json.text("introspection_endpoint", base + "/oauth/introspect");
    // A service key, as a client secret or as a token (RFC 8414 section 2); or a registered client.
    json.texts(
        "introspection_endpoint_auth_methods_supported",
        List.of("client_secret_basic", "Bearer", "client_secret_post", "private_key_jwt"));
    json.texts("introspection_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
    json.text("revocations_endpoint", base + "/api/revocations"); // docs/revocations.md
    json.text("jwks_uri", base + "/.well-known/jwks.json");
  }

  /** Writes the members about the resource: everything below {@code base}. */
  void writeProtectedResource(JsonWriter json, String base) {
    json.text("resource", base);
    json.texts("authorization_servers", List.of(issuer));
    json.texts("scopes_supported", List.of(AdministrativeScope.API));
    json.texts("bearer_methods_supported", List.of("header"));
  }
}
