package dev.restauth.oauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.ClientScene.VERIFIER;
import static dev.restauth.oauth.ClientScene.access;
import static dev.restauth.oauth.ClientScene.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.client.TokenVerifier;
import dev.restauth.client.VerifiedToken;
import dev.restauth.crypto.SecretText;
import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.client.ClientRows;
import dev.restauth.oauth.client.RegisteredClient;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * The feed of revocations, from which resource servers learn immediately that a client was
 * disabled.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ClientFeedTest {
  private static final String METADATA =
      """
      {"redirect_uris": ["https://shop.example.org/callback"], "scope": "openid stock:read",
       "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
       "token_endpoint_auth_method": "client_secret_basic"}
      """;

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer().on(() -> database).withAccount("miguel", "python");

  private final ClientScene scene = new ClientScene(server);

  private String register(String id) {
    RegisteredClient client = scene.register(id, METADATA);
    String secret = SecretText.CLIENT_SECRET.next();
    server
        .notifyingStore()
        .inTransaction(tx -> new ClientRows(tx).addSecret(client, Sha256.of(secret), tx.now()));
    return secret;
  }

  private String itself(String id, String secret) {
    return access(scene.token("grant_type=client_credentials", basic(id, secret)));
  }

  private TokenVerifier connect(String name) {
    return TokenVerifier.to("http://127.0.0.1:" + server.port())
        .serviceKey(server.serviceKey(name, "revocations:read"))
        .connect();
  }

  @Test
  void allItsTokensAreRefused() {
    String secret = register("backend");
    String other = itself("other", register("other"));
    String itself = itself("backend", secret);
    String code = scene.code("backend", "miguel");
    String ofUser =
        access(
            scene.token(
                "grant_type=authorization_code&code=" + code + "&code_verifier=" + VERIFIER,
                basic("backend", secret)));
    try (TokenVerifier verifier = connect("before")) {
      VerifiedToken token = verifier.verify(itself).orElseThrow();
      assertThat(token.subject()).isEqualTo("backend");
      assertThat(token.clientId()).isEqualTo("backend");
      assertThat(token.scopes()).containsExactly("stock:read");
      assertThat(verifier.verify(ofUser).orElseThrow().clientId()).isEqualTo("backend");

      disable();

      eventually("its own is refused", () -> verifier.verify(itself).isEmpty());
      eventually("that of its user is refused", () -> verifier.verify(ofUser).isEmpty());
      assertThat(verifier.verify(other)).isPresent();
    }
    try (TokenVerifier later = connect("after")) {
      assertThat(later.verify(itself)).as("by the snapshot").isEmpty();
      assertThat(later.verify(ofUser)).isEmpty();
      assertThat(later.verify(other)).isPresent();
    }
    assertThat(error(scene.token("grant_type=client_credentials", basic("backend", secret))))
        .isEqualTo("401 invalid_client");
    enable();
    try (TokenVerifier later = connect("enabled")) {
      assertThat(later.verify(itself)).isEmpty();
      assertThat(later.verify(itself("backend", secret))).isPresent();
    }
  }

  private void disable() {
    assertThat(server.operate("client.disable", Map.of("id", "backend")))
        .isInstanceOf(Reply.Done.class);
  }

  private void enable() {
    assertThat(server.operate("client.enable", Map.of("id", "backend")))
        .isInstanceOf(Reply.Done.class);
  }
}
