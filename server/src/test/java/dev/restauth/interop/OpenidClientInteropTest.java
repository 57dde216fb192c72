package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-ins through openid-client, once as each kind of client, and through oauth4webapi. */
@TestInstance(Lifecycle.PER_CLASS)
class OpenidClientInteropTest {
  private static final String CALLBACK = "https://client.example/callback";
  private static final String HOME = "https://client.example/";

  private OpenidScene scene;
  private JsonNode said;
  private JsonNode other;

  @BeforeAll
  void letTheLibrariesWork(@TempDir Path folder) throws IOException {
    scene = new OpenidScene(folder);
    ECKey key = OpenidScene.key();
    List<ObjectNode> clients = new ArrayList<>();
    clients.add(client("basic", "client_secret_basic", "RS256", ""));
    clients.add(client("post", "client_secret_post", "ES256", ""));
    clients.add(client("public", "none", "EdDSA", ""));
    ObjectNode signing =
        client(
            "signing",
            "private_key_jwt",
            "PS256",
            ",'jwks':{'keys':[" + key.toPublicJWK().toJSONString().replace('"', '\'') + "]}");
    signing.set("key", OpenidScene.JSON.readTree(key.toJSONString()));
    clients.add(signing);
    ObjectNode question = scene.question(CALLBACK).put("post_logout_redirect_uri", HOME);
    question.putArray("clients").addAll(clients);
    said = OpenidScene.ask("openid-client.mjs", question);
    ObjectNode second = scene.question(CALLBACK);
    second.set("client", signing);
    other = OpenidScene.ask("oauth4webapi-client.mjs", second);
  }

  private ObjectNode client(String id, String method, String algorithm, String more) {
    String secret =
        scene.client(
            id,
            """
            {'redirect_uris':['%s'],'post_logout_redirect_uris':['%s'],'token_endpoint_auth_method':'%s',
             'id_token_signed_response_alg':'%s','scope':'openid profile email offline_access'%s}"""
                .formatted(CALLBACK, HOME, method, algorithm, more));
    ObjectNode client =
        OpenidScene.JSON
            .createObjectNode()
            .put("id", id)
            .put("method", method)
            .put("algorithm", algorithm);
    return secret.isEmpty() ? client : client.put("secret", secret);
  }

  @AfterAll
  void stop() {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "post", "public", "signing"})
  void logsInAndReadsWhoItIs(String client) {
    JsonNode did = said.get(client);
    assertThat(did.path("failed").asText()).isEmpty();
    assertThat(did.at("/metadata/issuer").asText()).isEqualTo(scene.issuer());
    assertThat(did.at("/claims/iss").asText()).isEqualTo(scene.issuer());
    assertThat(did.at("/claims/aud").asText()).isEqualTo(client);
    assertThat(did.at("/claims/sub").asText()).isEqualTo("1");
    assertThat(did.at("/claims/auth_time").isIntegralNumber()).isTrue();
    assertThat(did.at("/userinfo/sub").asText()).isEqualTo("1");
    assertThat(did.at("/userinfo/preferred_username").asText()).isEqualTo(OpenidScene.USER);
    assertThat(did.at("/silent").asText()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "post", "public", "signing"})
  void pushesTheRequest(String client) {
    JsonNode did = said.get(client);
    assertThat(did.at("/pushed/parameters"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("client_id", "request_uri");
    assertThat(did.at("/pushed/sub").asText()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "post", "public", "signing"})
  void renewsAndEndsItsTokens(String client) {
    JsonNode did = said.get(client);
    assertThat(did.at("/otherState").asText()).isEqualTo("OAUTH_INVALID_RESPONSE");
    assertThat(did.at("/wrongVerifier").asText()).isEqualTo("invalid_grant");
    assertThat(did.at("/renewed/type").asText()).isEqualTo("bearer");
    assertThat(did.at("/renewed/sub").asText()).isEqualTo("1");
    assertThat(did.at("/renewed/nonce").isNull()).isTrue();
    if (!client.equals("public")) {
      assertThat(did.at("/introspected/active").asBoolean()).isTrue();
      assertThat(did.at("/introspected/client_id").asText()).isEqualTo(client);
      assertThat(did.at("/afterRevocation/active").asBoolean(true)).isFalse();
    }
    assertThat(did.at("/revoked").asText()).isEqualTo("invalid_grant");
    assertThat(did.at("/userinfoRevoked").asText()).isNotEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "post", "public", "signing"})
  void logsOut(String client) {
    JsonNode did = said.get(client);
    assertThat(did.at("/loggedOut").asText()).isEqualTo(HOME + "?state=bye");
    assertThat(did.at("/nobody").asText()).isEqualTo("login_required");
    assertThat(did.at("/sessionEnded").asText()).isEqualTo("invalid_grant");
  }

  @Test
  void endsTheSessionAtTheSecondUseOfACode() {
    assertThat(other.at("/pushed").asInt()).isEqualTo(90);
    assertThat(other.at("/iss").asText()).isEqualTo(scene.issuer());
    assertThat(other.at("/claims/sub").asText()).isEqualTo("1");
    assertThat(other.at("/userinfo/preferred_username").asText()).isEqualTo(OpenidScene.USER);
    assertThat(other.at("/refreshed/type").asText()).isEqualTo("bearer");
    assertThat(other.at("/active/active").asBoolean()).isTrue();
    assertThat(other.at("/again/error").asText()).isEqualTo("invalid_grant");
    assertThat(other.at("/afterSecondUse/active").asBoolean(true)).isFalse();
  }
}
