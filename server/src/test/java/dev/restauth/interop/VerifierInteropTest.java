package dev.restauth.interop;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The verifiers for Node.js (client-js) and Python (client-py), which check tokens locally and
 * receive this server's revocations.
 */
class VerifierInteropTest {
  @RegisterExtension
  private final TestServer server = new TestServer().withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();

  private Interop connect(String program, String scope) {
    return Interop.start(program, Interop.url(calls), server.serviceKey("shop", scope));
  }

  private String token() {
    return calls.token("miguel", "python");
  }

  private void logOut(String token) {
    assertThat(
            calls
                .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token)
                .status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verifier.mjs", "verifier.py"})
  void refusesTokensRevokedBeforeAndAfterConnecting(String program) {
    String before = token();
    logOut(before);
    try (Interop verifier = connect(program, "revocations:read")) {
      assertThat(verifier.ask("connect")).isEqualTo("connected");
      String session = token();
      String other = token();
      assertThat(verifier.ask("verify " + before)).isEqualTo("refused");
      assertThat(verifier.ask("verify " + session)).startsWith("verified 1 ");

      logOut(session);
      assertThat(verifier.ask("refusal " + session)).isEqualTo("refused");
      assertThat(verifier.ask("verify " + other)).startsWith("verified 1 ");

      changePassword();
      assertThat(verifier.ask("refusal " + other)).isEqualTo("refused");
      assertThat(verifier.ask("verify " + calls.token("miguel", "pytest")))
          .startsWith("verified 1 ");
      assertThat(verifier.ask("verify nonsense")).isEqualTo("refused");
    }
  }

  private void changePassword() {
    assertThat(
            calls
                .call(
                    "POST",
                    "/api/me/password",
                    Optional.of("{\"current_password\":\"python\",\"new_password\":\"pytest\"}"),
                    basic("miguel", "python"),
                    "Content-Type: application/json")
                .status())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"verifier.mjs", "verifier.py"})
  void receivesNewKeysAndRevokedKeys(String program) {
    try (Interop verifier = connect(program, "revocations:read")) {
      assertThat(verifier.ask("connect")).isEqualTo("connected");
      String before = token();
      assertThat(verifier.ask("verify " + before)).startsWith("verified 1 ");

      server.operate("key.rotate", Map.of("at_once", "true"));
      String after = token();
      assertThat(kid(after)).isNotEqualTo(kid(before));
      assertThat(verifier.ask("verify " + after)).startsWith("verified 1 ");
      assertThat(verifier.ask("verify " + before)).startsWith("verified 1 ");

      server.operate("key.revoke", Map.of("kid", kid(before)));
      assertThat(verifier.ask("refusal " + before)).isEqualTo("refused");
      assertThat(verifier.ask("verify " + after)).startsWith("verified 1 ");
    }
  }

  private static String kid(String token) {
    try {
      return SignedJWT.parse(token).getHeader().getKeyID();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"verifier.mjs", "verifier.py"})
  void isToldThatItsServiceKeyLacksTheScope(String program) {
    try (Interop verifier = connect(program, "tokens:introspect")) {
      assertThat(verifier.ask("connect")).startsWith("NotConnectedError scope-missing ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"verifier.mjs", "verifier.py"})
  void isStaleAfterTheServerIsGone(String program) {
    try (Interop verifier = connect(program, "revocations:read")) {
      assertThat(verifier.ask("connect")).isEqualTo("connected");
      String token = token();
      assertThat(verifier.ask("verify " + token)).startsWith("verified 1 ");
      server.close();
      assertThat(verifier.ask("refusal " + token)).startsWith("stale ");
    }
  }
}
