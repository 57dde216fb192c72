package dev.restauth.interop;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestPort;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standard OAuth library (oauth4webapi) that discovers this server, refreshes, introspects and
 * logs out.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OauthInteropTest {
  private final TestPort port = TestPort.reserve();
  private TestServer server;
  private String url;
  private JsonNode said;

  @BeforeAll
  void letTheLibraryWork(@TempDir Path folder) throws IOException {
    url = "http://127.0.0.1:" + port.number();
    server =
        TestServer.start(
            folder,
            InstantSource.system(),
            Map.of("port", Integer.toString(port.number()), "public-url", url));
    HttpCalls calls = server.calls();
    calls.register("miguel", "python");
    String refreshToken =
        calls
            .get("/api/token?refresh=true", basic("miguel", "python"))
            .json()
            .get("refresh_token")
            .asText();
    // The name is sent as shop%2Dapi, and the underscores of the key are encoded too (RFC 6749,
    // section 2.3.1).
    String key = server.serviceKey("shop-api", "tokens:introspect");

    try (Interop library = Interop.start("oauth4webapi.mjs")) {
      JsonMapper json = new JsonMapper();
      said =
          json.readTree(
              library.ask(
                  json.createObjectNode()
                      .put("issuer", url)
                      .put("audience", url)
                      .put("refresh_token", refreshToken)
                      .put("service", "shop-api")
                      .put("secret", key)
                      .toString()));
    }
  }

  @AfterAll
  void stop() {
    server.close();
    port.close();
  }

  @Test
  void discoversTheServerFromItsResource() {
    assertThat(said.at("/resource/resource").asText()).isEqualTo(url);
    assertThat(said.at("/server/issuer").asText()).isEqualTo(url);
    assertThat(said.at("/server/token_endpoint").asText()).isEqualTo(url + "/oauth/token");
    assertThat(said.at("/server/jwks_uri").asText()).isEqualTo(url + "/.well-known/jwks.json");
  }

  @Test
  void refreshesAndReadsTheAccessToken() {
    assertThat(said.at("/refreshed/token_type").asText()).isEqualTo("bearer");
    assertThat(said.at("/refreshed/expires_in").asLong()).isEqualTo(600);
    assertThat(said.at("/refreshed/access_token").asText()).isEqualTo("string");
    assertThat(said.at("/refreshed/refresh_token").asText()).isEqualTo("string");
    assertThat(said.at("/refreshed/scope").asText()).isEqualTo("api");
    assertThat(said.at("/claims/iss").asText()).isEqualTo(url);
    assertThat(said.at("/claims/sub").asText()).isEqualTo("1");
    assertThat(said.at("/claims/client_id").asText()).isEqualTo("restauth");
  }

  @Test
  void getsTheSameSuccessorAtARetry() {
    assertThat(said.at("/sameSuccessor").asBoolean()).isTrue();
  }

  @Test
  void cannotWidenTheScope() {
    assertThat(said.at("/narrowed/scope").asText()).isEqualTo("api");
    assertThat(said.at("/widened/error").asText()).isEqualTo("invalid_scope");
    assertThat(said.at("/widened/status").asInt()).isEqualTo(400);
  }

  @Test
  void introspectsTokensWithAServiceKey() {
    assertThat(said.at("/active/active").isBoolean()).isTrue();
    assertThat(said.at("/active/active").asBoolean()).isTrue();
    assertThat(said.at("/active/sub").asText()).isEqualTo("1");
    assertThat(said.at("/active/scope").asText()).isEqualTo("api");
    assertThat(said.at("/notAToken/active").asBoolean(true)).isFalse();
    assertThat(said.at("/wrongSecret/status").asInt()).isEqualTo(401);
  }

  @Test
  void logsOut() {
    assertThat(said.at("/revoked/active").asBoolean(true)).isFalse();
    assertThat(said.at("/refused/error").asText()).isEqualTo("invalid_grant");
  }
}
