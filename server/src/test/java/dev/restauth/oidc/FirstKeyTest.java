package dev.restauth.oidc;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.oauth.client.TestClients;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The first signing key for ID tokens. It must be published before a user logs in at a new client,
 * because the client may read the key set only once.
 */
class FirstKeyTest {
  @RegisterExtension
  private final TestServer server =
      new TestServer(Map.of("public-url", "https://accounts.example.com"));

  private boolean isPublished(String algorithm) {
    return server
        .calls()
        .get("/.well-known/jwks.json")
        .body()
        .contains("\"alg\":\"" + algorithm + "\"");
  }

  @Test
  void theKeyOfANewClientIsPublishedBeforeItsFirstUser() {
    assertThat(isPublished("RS256")).isFalse();
    new TestClients(server).add("shop", "{'redirect_uris':['https://shop.example/cb']}");
    eventually("the key is in the key set", () -> isPublished("RS256"));
  }
}
