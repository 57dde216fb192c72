package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Third-party libraries that verify our tokens with only the key set, even after the keys are
 * rotated.
 */
class JwksInteropTest {
  private static final String ISSUER = "https://auth.example.org";
  private static final String AUDIENCE = "https://api.example.org";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "jose.mjs, ES256",
    "jose.mjs, Ed25519",
    "jose.mjs, RS256",
    "pyjwt.py, ES256",
    "pyjwt.py, EdDSA"
  })
  void verifiesTokensOfAllKeysAndNothingElse(String program, String algorithm) throws IOException {
    try (TestServer server = serve(algorithm);
        Interop library = Interop.start(program, Interop.url(server.calls()), algorithm)) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      String before = calls.token("miguel", "python");
      assertThat(ask(library, before)).isEqualTo("verified " + kid(before) + " 1");

      server.operate("key.rotate", Map.of("at_once", "true"));
      String after = calls.token("miguel", "python");
      assertThat(kid(after)).isNotEqualTo(kid(before));
      assertThat(ask(library, after)).isEqualTo("verified " + kid(after) + " 1");
      assertThat(ask(library, before)).isEqualTo("verified " + kid(before) + " 1");

      assertThat(ask(library, changed(after))).startsWith("refused ");
      assertThat(ask(library, "nonsense")).startsWith("refused ");
      assertThat(library.ask(ISSUER + " https://other.example.org " + before))
          .startsWith("refused ");
      assertThat(library.ask("https://evil.example.org " + AUDIENCE + " " + before))
          .startsWith("refused ");
    }
  }

  private static String ask(Interop library, String token) {
    return library.ask(ISSUER + " " + AUDIENCE + " " + token);
  }

  private TestServer serve(String algorithm) {
    return TestServer.start(
        folder,
        InstantSource.system(),
        Map.of("issuer", ISSUER, "audience", AUDIENCE, "signing-algorithm", algorithm));
  }

  private static String kid(String token) throws IOException {
    JsonNode header =
        new JsonMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]));
    return header.get("kid").asText();
  }

  /** Returns the token with one character changed in the middle of the signature. */
  private static String changed(String token) {
    int at = token.lastIndexOf('.') + 20;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }
}
