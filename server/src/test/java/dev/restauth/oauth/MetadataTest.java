package dev.restauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata for OAuth libraries (RFC 8414, RFC 9728). */
class MetadataTest {
  private static final String AS = "/.well-known/oauth-authorization-server";
  private static final String RESOURCE = "/.well-known/oauth-protected-resource";
  private static final String URL = "https://accounts.example.com";

  @TempDir Path folder;

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private static String text(Reply reply, String member) {
    assertThat(reply.status()).isEqualTo(200);
    return reply.json().get(member).asText();
  }

  @Test
  void describesTheServerUnderItsPublicUrl() throws ParseException {
    try (TestServer server = start(Map.of("public-url", URL))) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      Reply reply = calls.get(AS, "Host: evil.example");
      JsonNode json = reply.json();

      assertThat(reply.header("content-type")).hasValue("application/json");
      assertThat(reply.header("cache-control")).hasValue("public, max-age=300");
      assertThat(text(reply, "issuer")).isEqualTo(URL);
      assertThat(SignedJWT.parse(calls.token("miguel", "python")).getJWTClaimsSet().getIssuer())
          .isEqualTo(URL);
      assertThat(text(reply, "token_endpoint")).isEqualTo(URL + "/oauth/token");
      assertThat(text(reply, "revocation_endpoint")).isEqualTo(URL + "/oauth/revoke");
      assertThat(text(reply, "introspection_endpoint")).isEqualTo(URL + "/oauth/introspect");
      assertThat(text(reply, "jwks_uri")).isEqualTo(URL + "/.well-known/jwks.json");
      assertThat(list(json, "response_types_supported")).containsExactly("code");
      assertThat(list(json, "grant_types_supported"))
          .containsExactly("refresh_token", "authorization_code", "client_credentials");
      for (String endpoint : List.of("token", "revocation")) {
        assertThat(list(json, endpoint + "_endpoint_auth_methods_supported"))
            .containsExactly(
                "none", "client_secret_basic", "client_secret_post", "private_key_jwt");
      }
      assertThat(list(json, "introspection_endpoint_auth_methods_supported"))
          .containsExactly(
              "client_secret_basic", "Bearer", "client_secret_post", "private_key_jwt");
      for (String endpoint : List.of("token", "revocation", "introspection")) {
        assertThat(list(json, endpoint + "_endpoint_auth_signing_alg_values_supported"))
            .containsExactly("ES256", "PS256", "EdDSA", "RS256");
      }
      assertThat(text(reply, "revocations_endpoint")).isEqualTo(URL + "/api/revocations");
      // DiscoveryTest checks the OpenID Connect members.
    }
  }

  @Test
  void describesTheResourceUnderItsPublicUrl() {
    try (TestServer server = start(Map.of("public-url", URL))) {
      Reply reply = server.calls().get(RESOURCE);

      assertThat(reply.header("cache-control")).hasValue("public, max-age=300");
      assertThat(text(reply, "resource")).isEqualTo(URL);
      assertThat(list(reply.json(), "authorization_servers")).containsExactly(URL);
      assertThat(list(reply.json(), "scopes_supported")).containsExactly("api");
      assertThat(list(reply.json(), "bearer_methods_supported")).containsExactly("header");
      assertThat(reply.json().size()).isEqualTo(4);
    }
  }

  @Test
  void usesTheHostOfTheRequestWithoutAPublicUrlAndNoSharedCache() {
    try (TestServer server = start(Map.of())) {
      String own = "http://127.0.0.1:" + server.port();
      Reply reply = server.calls().get(AS);

      assertThat(text(reply, "issuer")).startsWith("urn:uuid:");
      assertThat(text(reply, "token_endpoint")).isEqualTo(own + "/oauth/token");
      assertThat(reply.header("cache-control")).hasValue("private, max-age=300");
      assertThat(text(server.calls().get(RESOURCE), "resource")).isEqualTo(own);
      assertThat(list(server.calls().get(RESOURCE).json(), "authorization_servers"))
          .containsExactly(text(reply, "issuer"));
      assertThat(text(server.calls().get(AS, "Host: here.example:81"), "token_endpoint"))
          .isEqualTo("http://here.example:81/oauth/token");
    }
  }

  @Test
  void isFoundInFrontOfThePathOfThePublicUrl() {
    String url = URL + "/auth/v1";
    try (TestServer server = start(Map.of("public-url", url))) {
      HttpCalls calls = server.calls();

      // Libraries request the first path. If a proxy strips the prefix of the public URL, the
      // server receives the second path.
      for (String path : List.of(AS + "/auth/v1", AS)) {
        assertThat(text(calls.get(path), "issuer")).isEqualTo(url);
        assertThat(text(calls.get(path), "token_endpoint")).isEqualTo(url + "/oauth/token");
      }
      assertThat(text(calls.get(RESOURCE + "/auth/v1"), "resource")).isEqualTo(url);
      assertThat(text(calls.get(RESOURCE), "resource")).isEqualTo(url);
      assertThat(calls.get(AS + "/auth").status()).isEqualTo(404);
      assertThat(calls.get(AS + "/auth/v1/").status()).isEqualTo(404);
    }
  }

  @Test
  void isFoundInFrontOfThePathOfTheIssuer() {
    try (TestServer server =
        start(Map.of("public-url", URL, "issuer", "https://id.example.com/shop/"))) {
      HttpCalls calls = server.calls();

      assertThat(text(calls.get(AS + "/shop"), "issuer")).isEqualTo("https://id.example.com/shop/");
      assertThat(text(calls.get(AS + "/shop"), "token_endpoint")).isEqualTo(URL + "/oauth/token");
      assertThat(calls.get(RESOURCE + "/shop").status()).isEqualTo(404);
    }
  }

  @Test
  void acceptsAnyTextAsIssuer() {
    for (String issuer : List.of("our shop", "shop", "a/b", "{id}")) {
      try (TestServer server = start(Map.of("issuer", issuer))) {
        assertThat(text(server.calls().get(AS), "issuer")).isEqualTo(issuer);
      }
    }
  }

  @Test
  void answersHeadAsGet() {
    try (TestServer server = start(Map.of())) {
      for (String path : List.of(AS, RESOURCE)) {
        Reply head = server.calls().call("HEAD", path, Optional.empty());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length"))
            .isEqualTo(server.calls().get(path).header("content-length"));
      }
    }
  }

  @Test
  void isInTheAnswerToABadBearerTokenIfThereIsAPublicUrl() {
    String basic = "Basic realm=\"Authentication Required\"";
    String bearer = "Bearer realm=\"Authentication Required\", error=\"invalid_token\"";
    try (TestServer server = start(Map.of("public-url", URL + "/auth"))) {
      assertThat(challenges(server, "Bearer x"))
          .containsExactly(
              basic, bearer + ", resource_metadata=\"" + URL + "/auth" + RESOURCE + "\"");
      assertThat(challenges(server, "Basic eDp4")).containsExactly(basic);
    }
    try (TestServer server = start(Map.of())) {
      assertThat(challenges(server, "Bearer x")).containsExactly(basic, bearer);
    }
  }

  private static List<String> challenges(TestServer server, String authorization) {
    return server
        .calls()
        .get("/api/resource", "Authorization: " + authorization)
        .all("www-authenticate");
  }

  private static List<String> list(JsonNode json, String member) {
    assertThat(json.get(member).isArray()).isTrue();
    return json.get(member).valueStream().map(JsonNode::asText).toList();
  }
}
