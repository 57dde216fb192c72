package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Security;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The vectors of Project Wycheproof for the algorithms that verify tokens (RFC 8725, sections 3.3
 * and 3.4).
 */
@ParameterizedClass(name = "native {0}")
@ValueSource(booleans = {false, true})
class WycheproofTest {
  private final boolean natively;

  WycheproofTest(boolean natively) {
    this.natively = natively;
  }

  @BeforeEach
  void choose() {
    Security.removeProvider(NativeSignatures.NAME);
    assertThat(natively && !NativeSignatures.load()).isFalse();
  }

  @AfterEach
  void forget() {
    Security.removeProvider(NativeSignatures.NAME);
  }

  @ParameterizedTest
  @CsvSource({
    "ecdsa_secp256r1_sha256_p1363_test, ES256, EC, 262",
    "ed25519_test, Ed25519, Ed25519, 151",
    "ed25519_test, EdDSA, Ed25519, 151",
    "rsa_signature_2048_sha256_test, RS256, RSA, 259"
  })
  void onlyValidSignaturesVerify(String file, String algorithm, String kind, int vectors)
      throws IOException, GeneralSecurityException {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (JsonNode group : groups(file)) {
      PublicPart key = key(algorithm, jwk(kind, bytes(group, "publicKeyDer")));
      for (JsonNode vector : group.get("tests")) {
        tried++;
        String expected = vector.get("result").asText();
        boolean verified = verifies(key, bytes(vector, "msg"), bytes(vector, "sig"));
        if (!expected.equals("acceptable") && verified != expected.equals("valid")) {
          wrong.add(vector.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isEqualTo(vectors);
  }

  /** Returns the JWK of the SubjectPublicKeyInfo that every group contains. */
  private static String jwk(String kind, byte[] der) throws GeneralSecurityException {
    PublicKey key = KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
    JWK jwk =
        switch (key) {
          case ECPublicKey ec -> new ECKey.Builder(Curve.P_256, ec).build();
          case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
          default ->
              new OctetKeyPair.Builder(
                      Curve.Ed25519,
                      Base64URL.encode(Arrays.copyOfRange(der, der.length - 32, der.length)))
                  .build();
        };
    return jwk.toJSONString();
  }

  @Test
  void onlyValidCompactSignaturesVerify() throws IOException, GeneralSecurityException {
    int tried = 0;
    for (JsonNode group : groups("json_web_signature_test")) {
      if (group.get("comment").asText().equals("SpecialCaseEs256")) {
        PublicPart key = key("ES256", group.get("public").toString());
        for (JsonNode vector : group.get("tests")) {
          String jws = vector.get("jws").asText();
          int dot = jws.lastIndexOf('.');
          byte[] signedPart = jws.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
          assertThat(verifies(key, signedPart, new Base64URL(jws.substring(dot + 1)).decode()))
              .as(vector.toString())
              .isEqualTo(vector.get("result").asText().equals("valid"));
          tried++;
        }
      }
    }
    assertThat(tried).isEqualTo(24);
  }

  /** The server must refuse all tokens of the vectors, because none was issued for this server. */
  @Test
  void tokensOfTheVectorsAreRefused(@TempDir Path folder) throws IOException {
    int tried = 0;
    try (TestServer server = TestServer.start(folder, new SetClock(), Map.of())) {
      for (JsonNode group : groups("json_web_signature_test")) {
        for (JsonNode vector : group.get("tests")) {
          // A vector in one of the JSON serializations is an object.
          JsonNode jws = vector.get("jws");
          String token = jws.isTextual() ? jws.asText() : jws.toString();
          assertThat(server.verifier().verify(token)).isEmpty();
          tried++;
        }
      }
      assertThat(server.verifier().signatureChecks()).isZero();
    }
    assertThat(tried).isEqualTo(401);
  }

  /** The public part of a key, and its verifier. */
  private record PublicPart(JWSHeader header, JWSVerifier verifier) {}

  private static boolean verifies(PublicPart key, byte[] message, byte[] signature) {
    try {
      return key.verifier().verify(key.header(), message, Base64URL.encode(signature));
    } catch (JOSEException e) {
      return false; // TokenVerifier does the same
    }
  }

  private static PublicPart key(String name, String publicJwk) throws GeneralSecurityException {
    SigningAlgorithm algorithm = SigningAlgorithm.of(name).orElseThrow();
    try {
      return new PublicPart(
          SigningKey.header("a", algorithm),
          algorithm.kind().verifier(algorithm.jws(), publicJwk, new byte[0]));
    } catch (JOSEException | ParseException e) {
      throw new AssertionError(publicJwk, e);
    }
  }

  private static JsonNode groups(String file) throws IOException {
    try (InputStream in =
        WycheproofTest.class.getResourceAsStream("wycheproof/" + file + ".json")) {
      return new JsonMapper().readTree(in).get("testGroups");
    }
  }

  private static byte[] bytes(JsonNode vector, String name) {
    return HexFormat.of().parseHex(vector.get(name).asText());
  }
}
