package dev.restauth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenID Connect metadata, member by member, because clients use a default for a missing member.
 */
class DiscoveryTest {
  private static final String CONFIGURATION = "/.well-known/openid-configuration";
  private static final String AS = "/.well-known/oauth-authorization-server";

  /** All members except those about grants, which other tests check. */
  private static final String EXPECTED =
      """
      {
        "issuer": "https://accounts.example.com",
        "authorization_endpoint": "https://accounts.example.com/oauth/authorize",
        "token_endpoint": "https://accounts.example.com/oauth/token",
        "userinfo_endpoint": "https://accounts.example.com/oauth/userinfo",
        "jwks_uri": "https://accounts.example.com/.well-known/jwks.json",
        "end_session_endpoint": "https://accounts.example.com/oauth/logout",
        "revocation_endpoint": "https://accounts.example.com/oauth/revoke",
        "introspection_endpoint": "https://accounts.example.com/oauth/introspect",
        "pushed_authorization_request_endpoint": "https://accounts.example.com/oauth/par",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "PS256"],
        "userinfo_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "PS256"],
        "token_endpoint_auth_methods_supported":
            ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["ES256", "PS256", "EdDSA", "RS256"],
        "revocation_endpoint_auth_methods_supported":
            ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
        "revocation_endpoint_auth_signing_alg_values_supported": ["ES256", "PS256", "EdDSA", "RS256"],
        "introspection_endpoint_auth_methods_supported":
            ["client_secret_basic", "Bearer", "client_secret_post", "private_key_jwt"],
        "introspection_endpoint_auth_signing_alg_values_supported": ["ES256", "PS256", "EdDSA", "RS256"],
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": [
          "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "at_hash", "sid",
          "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile",
          "picture", "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at",
          "email", "email_verified", "address", "phone_number", "phone_number_verified"
        ],
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "require_pushed_authorization_requests": false,
        "authorization_challenge_endpoint": "https://accounts.example.com/oauth/challenge",
        "authorization_response_iss_parameter_supported": true,
        "acr_values_supported": ["1", "2", "phr", "phrh"],
        "scopes_supported": ["openid", "profile", "email", "address", "phone", "offline_access"],
        "ui_locales_supported": ["en", "de", "fr", "es", "zh"],
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true
      }
      """;

  @TempDir Path folder;

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static ObjectNode withoutGrants(Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    ObjectNode document = (ObjectNode) reply.json();
    assertThat(document.remove("grant_types_supported").toString()).contains("refresh_token");
    return document;
  }

  @Test
  void saysEveryMember() throws Exception {
    try (TestServer server = start(Map.of("public-url", "https://accounts.example.com"))) {
      Reply reply = server.calls().get(CONFIGURATION);
      JsonNode expected = new JsonMapper().readTree(EXPECTED);

      assertThat(reply.header("content-type")).hasValue("application/json");
      assertThat(reply.header("cache-control")).hasValue("public, max-age=300");
      assertThat(withoutGrants(reply)).isEqualTo(expected);
      ObjectNode oauth = withoutGrants(server.calls().get(AS));
      assertThat(oauth.remove("revocations_endpoint").asText())
          .isEqualTo("https://accounts.example.com/api/revocations");
      assertThat(oauth).isEqualTo(expected);
    }
  }

  @Test
  void isAtAllPathsThatLibrariesUse() {
    try (TestServer server = start(Map.of("public-url", "https://example.com/auth"))) {
      String document = server.calls().get(CONFIGURATION).body();
      assertThat(document).contains("\"issuer\":\"https://example.com/auth\"");
      for (String place : new String[] {CONFIGURATION + "/auth", "/auth" + CONFIGURATION}) {
        assertThat(server.calls().get(place).body()).isEqualTo(document);
      }
      assertThat(server.calls().get(AS + "/auth").status()).isEqualTo(200);
    }
  }

  @Test
  void needsAnIssuerThatIsAUrl() {
    for (Map<String, String> settings :
        List.of(
            Map.<String, String>of(),
            Map.of("issuer", "urn:example:accounts"),
            Map.of("issuer", "https://accounts.example.com/?tenant=1"),
            Map.of("issuer", "https://accounts.example.com/#tenant"),
            Map.of("issuer", "https://tenant@accounts.example.com"))) {
      try (TestServer server = start(settings)) {
        Reply reply = server.calls().get(CONFIGURATION);
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.header("content-type")).hasValue("application/problem+json");
        assertThat(reply.json().get("detail").asText()).contains("public-url");
        assertThat(server.calls().get(AS).json().has("authorization_endpoint")).isFalse();
        assertThat(server.calls().get("/oauth/authorize?client_id=shop").body())
            .contains("does not know its own address");
      }
    }
  }
}
