package dev.restauth.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.oauth.client.TestClients;
import dev.restauth.trace.TestCollector.Received;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The span of a request for a client's keys, as a collector receives it. */
class OutboundSpansTest {
  private static final String URL = "https://auth.example";

  @TempDir Path folder;

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns an assertion in which only the signature is wrong, so that the server fetches the keys.
   */
  private static String assertion() {
    Instant now = Instant.now();
    String claims =
        """
        {"iss":"signer","sub":"signer","aud":"%s/oauth/token","jti":"1","iat":%d,"exp":%d}
        """
            .formatted(URL, now.getEpochSecond(), now.getEpochSecond() + 60);
    return encoded("{\"alg\":\"RS256\"}") + "." + encoded(claims) + "." + encoded("x".repeat(256));
  }

  @Test
  void isBelowTheRequestAndNamesNoServer() {
    Map<String, String> settings;
    try (TestCollector collector = new TestCollector()) {
      settings =
          Map.of("traces-endpoint", collector.endpoint(), "traces-sample", "1", "public-url", URL);
      try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
        new TestClients(server)
            .add(
                "signer",
                "{'redirect_uris':['https://shop.example/cb'],'token_endpoint_auth_method':'private_key_jwt',"
                    + "'jwks_uri':'https://192.0.2.1/rare-path'}");
        assertThat(
                server
                    .calls()
                    .form(
                        "/oauth/token",
                        "grant_type=client_credentials&client_assertion_type="
                            + "urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion="
                            + assertion())
                    .status())
            .isEqualTo(401);
        collector.await("POST /oauth/token");
      }
      Received call = collector.await("call another server");
      Received request = collector.await("POST /oauth/token");
      assertThat(call.trace()).isEqualTo(request.trace());
      assertThat(call.parent()).isEqualTo(request.id());
      assertThat(call.kind()).isEqualTo(3); // SPAN_KIND_CLIENT
      assertThat(call.failed()).isTrue();
      assertThat(call.attributes())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("http.request.method", "GET", "error.type", "refused_address"));
      assertThat(collector.bytes()).doesNotContain("rare-path", "192.0.2", "eyJ", "signer");
    }
  }
}
