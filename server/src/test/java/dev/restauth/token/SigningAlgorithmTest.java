package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each algorithm, from the log-in to a verifier that has only the key set. */
class SigningAlgorithmTest {
  private static final String KEY_SET = "/.well-known/jwks.json";

  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "es256, ES256, 'alg crv kid kty use x y'",
    "ed25519, Ed25519, 'alg crv kid kty use x'",
    "eddsa, EdDSA, 'alg crv kid kty use x'",
    "rs256, RS256, 'alg e kid kty n use'",
  })
  void tokensVerifyWithTheKeySet(String setting, String name, String members)
      throws ParseException, JOSEException, GeneralSecurityException {
    String token;
    try (TestServer server = start(setting)) {
      server.calls().register("miguel", "python");
      token = server.calls().token("miguel", "python");
      assertThat(SignedJWT.parse(token).getHeader().getAlgorithm().getName()).isEqualTo(name);
      assertThat(resource(server.calls(), token)).isEqualTo(200);
    }
    try (TestServer server = start(setting)) {
      assertThat(resource(server.calls(), token)).isEqualTo(200);
      JsonNode keys = server.calls().get(KEY_SET).json().get("keys");
      assertThat(keys).hasSize(1);
      JsonNode key = keys.get(0);
      assertThat(names(key)).containsExactlyInAnyOrder(members.split(" ", -1));
      assertThat(key.get("alg").asText()).isEqualTo(name);
      assertThat(key.get("use").asText()).isEqualTo("sig");
      JWK jwk = JWK.parse(key.toString());
      assertThat(jwk.isPrivate()).isFalse();
      assertThat(jwk.computeThumbprint().toString()).isEqualTo(key.get("kid").asText());
      assertThat(verifies(jwk, SignedJWT.parse(token))).isTrue();
      assertThat(refusesChanges(server, token)).isTrue();
    }
  }

  @Test
  void hs256SecretIsNotPublished() throws ParseException, JOSEException, IOException {
    try (TestServer server = start("hs256")) {
      server.calls().register("miguel", "python");
      String token = server.calls().token("miguel", "python");
      assertThat(SignedJWT.parse(token).getHeader().getAlgorithm().getName()).isEqualTo("HS256");
      assertThat(resource(server.calls(), token)).isEqualTo(200);
      assertThat(refusesChanges(server, token)).isTrue();

      assertThat(server.calls().get(KEY_SET).body()).isEqualTo("{\"keys\":[]}");
      SigningKeyRow row = server.store().reading(tx -> new SigningKeyRows(tx).all().getFirst());
      // A thumbprint would be a digest of the secret.
      assertThat(row.kid()).hasSize(22);
      assertThat(row.publicJwk())
          .isEqualTo(
              "{\"kty\":\"oct\",\"use\":\"sig\",\"alg\":\"HS256\",\"kid\":\"" + row.kid() + "\"}");
      // The public members must not be accepted as the secret.
      for (String guess :
          List.of(row.kid().repeat(2), row.publicJwk(), "{\"keys\":[]}".repeat(3))) {
        MACSigner signer = new MACSigner(guess.getBytes(StandardCharsets.UTF_8));
        SignedJWT forged =
            new SignedJWT(
                SignedJWT.parse(token).getHeader(), SignedJWT.parse(token).getJWTClaimsSet());
        forged.sign(signer);
        assertThat(resource(server.calls(), forged.serialize())).isEqualTo(401);
      }
    }
    try (TestServer server = start("es256")) {
      assertThat(server.calls().get(KEY_SET).json().get("keys").findValuesAsText("alg"))
          .containsExactly("ES256");
    }
    assertThat(Files.exists(folder.resolve("data/master.key"))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = SigningAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "PS256")
  void isChosenByTheKeyAndNeverByTheHeader(SigningAlgorithm algorithm)
      throws ParseException, JOSEException {
    try (TestServer server = start(algorithm.name().toLowerCase(Locale.ROOT))) {
      server.calls().register("miguel", "python");
      SignedJWT token = SignedJWT.parse(server.calls().token("miguel", "python"));
      for (SigningAlgorithm other : SigningAlgorithm.values()) {
        JWSHeader header =
            new JWSHeader.Builder(JWSAlgorithm.parse(other.jwsName()))
                .type(token.getHeader().getType())
                .keyID(token.getHeader().getKeyID())
                .build();
        String renamed =
            header.toBase64URL()
                + "."
                + token.getPayload().toBase64URL()
                + "."
                + token.getSignature();
        assertThat(resource(server.calls(), renamed))
            .as(algorithm + " as " + other)
            .isEqualTo(renamed.equals(token.serialize()) ? 200 : 401);
      }
    }
  }

  /** The example of RFC 8037, appendix A. */
  @Test
  void verifiesThePublishedSignatureOfEd25519() throws GeneralSecurityException, ParseException {
    Ed25519Verifier verifier =
        Ed25519Verifier.of(
            JWSAlgorithm.EdDSA,
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA).build();
    byte[] signed =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
            .getBytes(StandardCharsets.US_ASCII);
    Base64URL signature =
        new Base64URL(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt"
                + "9g7sVvpAr_MuM0KAg");

    assertThat(verifies(verifier, header, signed, signature)).isTrue();
    assertThat(verifies(verifier, header, new byte[] {1}, signature)).isFalse();
    assertThat(verifies(verifier, header, signed, new Base64URL("AAAA"))).isFalse();
    assertThat(verifies(verifier, header, signed, Base64URL.encode(new byte[64]))).isFalse();
    JWSHeader other = new JWSHeader.Builder(JWSAlgorithm.Ed25519).build();
    assertThat(verifies(verifier, other, signed, signature)).isFalse();
  }

  /**
   * S must be less than the order of the group, so that each message has only one signature (RFC
   * 8032, section 5.1.7).
   */
  @Test
  void secondFormOfAnEd25519SignatureIsRefused() throws Exception {
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    SigningKey key = opened(SigningAlgorithm.ED25519);
    byte[] message = {1, 2, 3};
    byte[] signature = key.signer().sign(key.header(), message).decode();
    byte[] s = new byte[32];
    for (int i = 0; i < 32; i++) {
      s[31 - i] = signature[32 + i];
    }
    byte[] greater = new BigInteger(1, s).add(order).toByteArray();
    byte[] second = signature.clone();
    for (int i = 0; i < 32; i++) {
      second[32 + i] = i < greater.length ? greater[greater.length - 1 - i] : 0;
    }

    assertThat(key.verifier().verify(key.header(), message, Base64URL.encode(signature))).isTrue();
    assertThat(key.verifier().verify(key.header(), message, Base64URL.encode(second))).isFalse();
  }

  private static SigningKey opened(SigningAlgorithm algorithm) {
    var sealing = dev.restauth.crypto.Sealing.under("a secret of this test");
    var now = java.time.Instant.EPOCH;
    return SigningKey.open(SigningKey.generate(algorithm).row(sealing, now, now, 600), sealing);
  }

  private static boolean verifies(
      Ed25519Verifier verifier, JWSHeader header, byte[] signed, Base64URL signature) {
    try {
      return verifier.verify(header, signed, signature);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private TestServer start(String algorithm) {
    return TestServer.start(folder, clock, Map.of("signing-algorithm", algorithm));
  }

  private static int resource(HttpCalls calls, String token) {
    return calls.get("/api/resource", basic(token, "x")).status();
  }

  /** Returns whether the server refuses every change of a signature character. */
  private static boolean refusesChanges(TestServer server, String token) {
    int start = token.lastIndexOf('.') + 1;
    for (int i = start; i < token.length(); i++) {
      char changed = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + changed + token.substring(i + 1);
      if (server.verifier().verify(forged).isPresent()) {
        return false;
      }
    }
    return server.verifier().verify(token).isPresent();
  }

  /** Verifies a token with a library, without the server's own verifier. */
  private static boolean verifies(JWK jwk, SignedJWT token)
      throws JOSEException, GeneralSecurityException {
    return switch (jwk.getKeyType().getValue()) {
      case "EC" -> token.verify(new ECDSAVerifier(jwk.toECKey()));
      case "RSA" -> token.verify(new RSASSAVerifier(jwk.toRSAKey()));
      default -> verifiesEd25519(jwk.toOctetKeyPair().getDecodedX(), token);
    };
  }

  private static boolean verifiesEd25519(byte[] x, SignedJWT token)
      throws GeneralSecurityException {
    byte[] y = new byte[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[x.length - 1 - i];
    }
    boolean odd = (y[0] & 0x80) != 0;
    y[0] &= 0x7f;
    EdECPoint point = new EdECPoint(odd, new BigInteger(1, y));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point)));
    signature.update(token.getSigningInput());
    return signature.verify(token.getSignature().decode());
  }

  private static Set<String> names(JsonNode key) {
    Set<String> names = new TreeSet<>();
    for (Iterator<String> each = key.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    return names;
  }
}
