package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.client.NotConnectedException;
import dev.restauth.client.NotConnectedException.Reason;
import dev.restauth.client.TokenVerifier;
import dev.restauth.client.VerifiedToken;
import dev.restauth.client.WhenStale;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A resource server that verifies tokens locally with the client library, and the real server that
 * issues them.
 */
class ResourceServerTest {
  private static final String PASSWORD = "python";

  @TempDir Path folder;

  @Test
  void revokedTokensAreRefusedLocally() {
    try (TestServer server = TestServer.start(folder);
        TokenVerifier verifier = connect(server.port())) {
      HttpCalls calls = server.calls();
      calls.register("miguel", PASSWORD);
      String first = calls.token("miguel", PASSWORD);
      String second = calls.token("miguel", PASSWORD);
      VerifiedToken token = verifier.verify(first).orElseThrow();
      assertThat(token.subject()).isEqualTo(Long.toString(server.account("miguel").id()));
      assertThat(token.scopes()).containsExactly("api");
      assertThat(verifier.verify(second)).isPresent();

      calls.form("/oauth/revoke", "token=" + first);
      eventually("refused", () -> verifier.verify(first).isEmpty());
      assertThat(verifier.verify(second)).isPresent();

      TestServer.operate(folder, "user.disable", Map.of("username", "miguel"));
      eventually("refused", () -> verifier.verify(second).isEmpty());
      assertThat(verifier.isFresh()).isTrue();
    }
  }

  @Test
  void becomesStaleWhenItsServiceKeyIsRevoked() {
    try (TestServer server = TestServer.start(folder);
        TokenVerifier verifier = connect(server.port())) {
      TestServer.operate(folder, "service-key.disable", Map.of("name", "orders"));
      eventually("stale", () -> !verifier.isFresh());
    }
  }

  @Test
  void reportsAnInsufficientServiceKey() {
    try (TestServer server = TestServer.start(folder)) {
      String other = TestServer.serviceKey(folder, "shop", "tokens:introspect");
      assertFails(server, other, Reason.SCOPE_MISSING);
      assertFails(server, other + "x", Reason.KEY_REFUSED);
    }
  }

  @Test
  void becomesStaleWhenTheServerIsKilledAndRecovers() {
    TestServer.prepareIn(folder);
    try (TestPort port = TestPort.reserve();
        ServerProcess killed =
            ServerProcess.start(
                folder,
                Map.of("RESTAUTH_ARGON2_MEMORY", "7168"),
                "serve",
                "--port",
                Integer.toString(port.number()))) {
      HttpCalls calls = killed.ready();
      calls.register("miguel", PASSWORD);
      isStaleWhileItIsAway(killed, calls);
    }
  }

  private void isStaleWhileItIsAway(ServerProcess killed, HttpCalls calls) {
    String ended = calls.token("miguel", PASSWORD);
    String live = calls.token("miguel", PASSWORD);
    try (TokenVerifier verifier = connect(calls.port());
        TokenVerifier going =
            TokenVerifier.to("http://127.0.0.1:" + calls.port())
                .serviceKey(TestServer.serviceKey(folder, "going", "revocations:read"))
                .whenStale(WhenStale.goOnFor(Duration.ofMinutes(5)))
                .connect()) {
      calls.form("/oauth/revoke", "token=" + ended);
      eventually("refused", () -> going.verify(ended).isEmpty());
      killed.kill();
      eventually("stale", () -> verifier.verify(live).isEmpty());
      assertThat(verifier.isFresh()).isFalse();
      assertThat(going.verify(live)).isPresent();
      assertThat(going.verify(ended)).isEmpty();
      Map<String, String> samePort = Map.of("port", Integer.toString(calls.port()));
      try (TestServer _ = TestServer.start(folder, InstantSource.system(), samePort)) {
        eventually("connected again", () -> verifier.verify(live).isPresent());
        assertThat(verifier.verify(ended)).isEmpty();
      }
    }
  }

  private TokenVerifier connect(int port) {
    return TokenVerifier.connect(
        "http://127.0.0.1:" + port, TestServer.serviceKey(folder, "orders", "revocations:read"));
  }

  private static void assertFails(TestServer server, String key, Reason reason) {
    assertThatThrownBy(() -> TokenVerifier.connect("http://127.0.0.1:" + server.port(), key))
        .isInstanceOf(NotConnectedException.class)
        .extracting("reason")
        .isEqualTo(reason);
  }
}
