package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.restauth.client.Verifiers.Connected;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Usable keys, each of which is used only with its own algorithm. */
class VerificationKeyTest {

  @Test
  void keyVerifiesOnlyItsOwnAlgorithm() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] spki = ed.getPublic().getEncoded();
    OctetKeyPair edPublic =
        new OctetKeyPair.Builder(
                Curve.Ed25519,
                Base64URL.encode(Arrays.copyOfRange(spki, spki.length - 32, spki.length)))
            .keyID("ed")
            .build();
    try (FakeServer server = new FakeServer();
        Connected connected = Verifiers.connect(server, Verifiers.calm(server, new TestClock()))) {
      connected.feed().announce(Tokens.keys(Tokens.KEY, rsa, edPublic)).revoke("last");
      Awaiting.until("everything is applied", () -> !connected.accepts(Tokens.good(START, "last")));

      assertThat(connected.accepts(Tokens.good(START, "s"))).isTrue();
      assertThat(connected.accepts(ed("Ed25519", "ed", ed))).isTrue();
      assertThat(connected.accepts(ed("EdDSA", "ed", ed))).isTrue();
      assertThat(connected.accepts(ed("Ed25519", "rsa", ed))).isFalse();
      assertThat(connected.accepts(ed("ES256", "ed", ed))).isFalse();
      assertThat(connected.accepts(rsa("RS256", "rsa", rsa))).isTrue();
      assertThat(connected.accepts(rsa("RS512", "rsa", rsa))).isFalse();
      assertThat(connected.accepts(rsa("PS256", "rsa", rsa))).isFalse();
      assertThat(connected.accepts(rsa("RS256", "key-1", rsa))).isFalse();

      for (String good : List.of(ed("Ed25519", "ed", ed), rsa("RS256", "rsa", rsa))) {
        int dot = good.lastIndexOf('.') + 1;
        byte[] signature = new Base64URL(good.substring(dot)).decode();
        for (int length : new int[] {0, 1, signature.length - 1, signature.length + 1}) {
          byte[] other = Arrays.copyOf(signature, length);
          assertThat(connected.accepts(good.substring(0, dot) + Base64URL.encode(other))).isFalse();
        }
        for (int i = 0; i < signature.length; i++) {
          byte[] other = signature.clone();
          other[i] ^= 1;
          assertThat(connected.accepts(good.substring(0, dot) + Base64URL.encode(other))).isFalse();
        }
        assertThat(connected.accepts(good)).isTrue();
      }
    }
  }

  @Test
  void unusableKeysAreIgnored() throws JOSEException {
    ECKey good = Tokens.KEY.toPublicJWK();
    assertThat(kids(good.toJSONObject())).containsExactly("key-1");
    assertThat(kids(Tokens.KEY.toJSONObject())).as("a private one").isEmpty();
    assertThat(kids(new ECKey.Builder(good).keyID(null).build().toJSONObject())).isEmpty();
    assertThat(kids(new ECKey.Builder(good).keyUse(KeyUse.ENCRYPTION).build().toJSONObject()))
        .isEmpty();
    assertThat(kids(new ECKey.Builder(good).algorithm(JWSAlgorithm.HS256).build().toJSONObject()))
        .as("of another algorithm")
        .isEmpty();
    assertThat(kids(new ECKey.Builder(good).algorithm(JWSAlgorithm.ES256).build().toJSONObject()))
        .containsExactly("key-1");
    assertThat(
            kids(
                new ECKeyGenerator(Curve.P_384)
                    .keyID("p384")
                    .generate()
                    .toPublicJWK()
                    .toJSONObject()))
        .isEmpty();
    assertThat(kids(new OctetSequenceKeyGenerator(256).keyID("secret").generate().toJSONObject()))
        .isEmpty();
    assertThat(
            kids(
                new RSAKeyGenerator(2040, true)
                    .keyID("short")
                    .generate()
                    .toPublicJWK()
                    .toJSONObject()))
        .isEmpty();
    assertThat(kids(Map.of("kty", "OKP", "crv", "Ed25519", "kid", "k", "x", "AAAA"))).isEmpty();
    for (int length : new int[] {0, 31, 33, 64}) {
      String x = Base64URL.encode(new byte[length]).toString();
      assertThat(kids(Map.of("kty", "OKP", "crv", "Ed25519", "kid", "k", "x", x))).isEmpty();
    }
    String x = Base64URL.encode(new byte[32]).toString();
    assertThat(kids(Map.of("kty", "OKP", "crv", "Ed25519", "kid", "k", "x", x))).isNotEmpty();
    assertThat(kids(Map.of("kty", "OKP", "crv", "X25519", "kid", "k", "x", x))).isEmpty();
    assertThat(kids(Map.of("kty", "new", "kid", "k"))).isEmpty();
    assertThat(kids(Map.of())).isEmpty();
    assertThat(KeySet.read(List.of("no key", 1)).kids()).isEmpty();
  }

  @Test
  void sameKeyIsRecognizedByAllItsMembers() {
    VerificationKey key =
        VerificationKey.read(Tokens.KEY.toPublicJWK().toJSONObject()).orElseThrow();
    KeySet same = KeySet.read(List.of(Tokens.KEY.toPublicJWK().toJSONObject()));
    KeySet other = KeySet.read(List.of(Tokens.ecKey("key-1").toPublicJWK().toJSONObject()));
    assertThat(same.holds(key)).isTrue();
    assertThat(other.find("key-1")).isPresent();
    assertThat(other.holds(key)).isFalse();
  }

  private static List<String> kids(Map<String, Object> key) {
    return List.copyOf(KeySet.read(List.of(key)).kids());
  }

  private static String ed(String algorithm, String kid, KeyPair pair)
      throws GeneralSecurityException {
    String input = input(algorithm, kid);
    Signature signing = Signature.getInstance("Ed25519");
    signing.initSign(pair.getPrivate());
    signing.update(input.getBytes(StandardCharsets.UTF_8));
    return input + "." + Base64URL.encode(signing.sign());
  }

  private static String rsa(String algorithm, String kid, RSAKey key) throws JOSEException {
    String input = input(algorithm, kid);
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    JWSAlgorithm named = JWSAlgorithm.parse(algorithm);
    return input + "." + new RSASSASigner(key).sign(new JWSHeader(named), bytes);
  }

  private static String input(String algorithm, String kid) {
    return Base64URL.encode(
            "{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}")
        + "."
        + Base64URL.encode(Tokens.claims(START, "s").build().toString());
  }
}
