package dev.restauth.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.ServerProcess;
import dev.restauth.http.HttpCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
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
    try (ServerProcess server = serve(algorithm)) {
      HttpCalls calls = server.ready();
      calls.register("miguel", "python");
      String before = calls.token("miguel", "python");

      try (Interop library =
          Interop.start(program, Interop.url(calls), ISSUER, AUDIENCE, algorithm)) {
        assertThat(library.ask(before)).isEqualTo("verified " + kid(before) + " 1");

        Interop.operate(folder, "key", "rotate", "--at-once");
        String after = calls.token("miguel", "python");
        assertThat(kid(after)).isNotEqualTo(kid(before));
        assertThat(library.ask(after)).isEqualTo("verified " + kid(after) + " 1");
        assertThat(library.ask(before)).isEqualTo("verified " + kid(before) + " 1");

        assertThat(library.ask(changed(after))).startsWith("refused ");
        assertThat(library.ask("nonsense")).startsWith("refused ");
      }
      try (Interop library =
          Interop.start(
              program, Interop.url(calls), ISSUER, "https://other.example.org", algorithm)) {
        assertThat(library.ask(before)).startsWith("refused ");
      }
      try (Interop library =
          Interop.start(
              program, Interop.url(calls), "https://evil.example.org", AUDIENCE, algorithm)) {
        assertThat(library.ask(before)).startsWith("refused ");
      }
    }
  }

  private ServerProcess serve(String algorithm) {
    return ServerProcess.start(
        folder,
        Interop.environment(folder),
        "serve",
        "--port",
        "0",
        "--issuer",
        ISSUER,
        "--audience",
        AUDIENCE,
        "--signing-algorithm",
        algorithm);
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
