package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading of native signatures. {@link WycheproofTest} checks their results. */
class NativeSignaturesTest {
  @TempDir Path folder;

  @BeforeEach
  @AfterEach
  void forget() {
    // Otherwise the library might be loaded during the test.
    NativeSignatures.SIGNATURES.set(NativeSignatures.LOAD_AFTER);
    Security.removeProvider(NativeSignatures.NAME);
  }

  @Test
  void areLoadedAfterEnoughSignatures() throws InterruptedException {
    NativeSignatures.SIGNATURES.set(0);
    for (int i = 1; i < NativeSignatures.LOAD_AFTER; i++) {
      NativeSignatures.count();
    }
    Thread.sleep(Duration.ofMillis(50)); // enough time for the library to be loaded
    assertThat(inUse()).isFalse();
    NativeSignatures.count();
    long latest = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!inUse() && System.nanoTime() < latest) {
      Thread.sleep(Duration.ofMillis(5));
    }
    assertThat(inUse()).isTrue();
  }

  @Test
  void onlySignaturesOfTheProviderAreUsed() {
    assertThat(NativeSignatures.load()).isTrue();
    assertThat(Security.getProvider(NativeSignatures.NAME).getServices())
        .hasSize(4)
        .allMatch(service -> service.getType().equals("Signature"));
  }

  /**
   * A server may switch between the JDK's implementation and the native one while tokens of both
   * are in use.
   */
  @ParameterizedTest
  @ValueSource(strings = {"es256", "ed25519", "eddsa", "rs256", "hs256"})
  void makeAndCheckTheSameTokensAsTheJdk(String algorithm) throws NoSuchAlgorithmException {
    String byJdk;
    String natively;
    try (TestServer server = start(algorithm)) {
      server.calls().register("miguel", "python");
      byJdk = server.calls().token("miguel", "python");
      assertThat(NativeSignatures.load()).isTrue();
      assertThat(Signature.getInstance("Ed25519").getProvider().getName())
          .isEqualTo(NativeSignatures.NAME);
      natively = server.calls().token("miguel", "python");
    }
    try (TestServer server = start(algorithm)) {
      assertAccepted(server, byJdk);
      assertAccepted(server, natively);
    }
    Security.removeProvider(NativeSignatures.NAME);
    try (TestServer server = start(algorithm)) {
      assertAccepted(server, natively);
    }
  }

  private TestServer start(String algorithm) {
    return TestServer.start(folder, InstantSource.system(), Map.of("signing-algorithm", algorithm));
  }

  private static void assertAccepted(TestServer server, String token) {
    assertThat(server.calls().get("/api/resource", HttpCalls.basic(token, "")).status())
        .isEqualTo(200);
    char last = token.charAt(token.length() - 3);
    String forged =
        token.substring(0, token.length() - 3)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 2);
    assertThat(server.calls().get("/api/resource", HttpCalls.basic(forged, "")).status())
        .isEqualTo(401);
  }

  private static boolean inUse() {
    return Security.getProvider(NativeSignatures.NAME) != null;
  }
}
