package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.restauth.SetClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The attacks of RFC 8725 on headers and algorithms, over HTTP. The page docs/tokens.md lists them
 * section by section. Only one part of a token is wrong at a time. If possible, the server's own
 * key signed the rest.
 */
@TestInstance(Lifecycle.PER_CLASS)
class Rfc8725Test {
  @AutoClose private Forge forge;

  @BeforeAll
  void start(@TempDir Path folder) throws ParseException {
    forge = Forge.start(folder, new SetClock(), Map.of());
  }

  @Test
  void correctTokenOfTheForgeIsAccepted() {
    assertThat(forge.status(forge.issued())).isEqualTo(200);
    assertThat(forge.status(forge.signed(forge.header(), forge.claims()))).isEqualTo(200);
    assertThat(forge.status(forge.withSignature(forge.part(2)))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", " ", "null"})
  void algorithmNoneIsRefusedInEverySpelling(String none) {
    String header = header(none);
    assertThat(forge.status(Forge.unsigned(header, forge.claims(), new byte[0]))).isEqualTo(401);
    assertThat(forge.status(Forge.unsigned(header, forge.claims(), forge.part(2)))).isEqualTo(401);
    assertThat(forge.status(forge.signed(header, forge.claims()))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HS256",
        "HS384",
        "HS512",
        "RS256",
        "PS256",
        "ES256K",
        "ES384",
        "ES512",
        "EdDSA",
        "Ed25519",
        "es256",
        "ES256 ",
        "RSA-OAEP",
        "dir"
      })
  void refusesAnotherAlgorithmThanTheKeysBeforeAnyCryptography(String algorithm) {
    long before = forge.server().verifier().signatureChecks();
    assertThat(forge.status(forge.signed(header(algorithm), forge.claims()))).isEqualTo(401);
    assertThat(forge.server().verifier().signatureChecks()).isEqualTo(before);
  }

  @Test
  void nonTextAlgorithmIsRefused() {
    for (String algorithm : List.of("256", "null", "[\"ES256\"]", "{\"ES256\":1}", "true")) {
      String header = forge.header().replace("\"ES256\"", algorithm);
      assertThat(forge.status(forge.signed(header, forge.claims()))).as(algorithm).isEqualTo(401);
    }
    String without =
        forge.header().replace(",\"alg\":\"ES256\"", "").replace("\"alg\":\"ES256\",", "");
    assertThat(without).isNotEqualTo(forge.header());
    assertThat(forge.status(forge.signed(without, forge.claims()))).isEqualTo(401);
  }

  @Test
  void refusesOurPublicKeyInAnyFormAsAnHmacSecret() throws JOSEException {
    ECKey key = forge.publicKey();
    byte[] der = key.toECPublicKey().getEncoded();
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
    byte[] point = Arrays.copyOfRange(der, der.length - 65, der.length);
    String stored =
        forge.server().store().reading(tx -> new SigningKeyRows(tx).all().getFirst().publicJwk());
    List<byte[]> secrets =
        Stream.concat(
                Stream.of(der, point, Arrays.copyOfRange(point, 1, 65), key.getX().decode()),
                Stream.of(
                        pem,
                        pem + "\n",
                        base64,
                        stored,
                        key.toJSONString(),
                        key.toPublicJWK().toJSONString(),
                        key.getX().toString(),
                        forge.kid())
                    .map(text -> text.getBytes(StandardCharsets.UTF_8)))
            .toList();

    for (byte[] secret : secrets) {
      JWSHeader hmac = new JWSHeader(JWSAlgorithm.HS256);
      assertThat(forge.status(signed(header("HS256"), hmac, new MACSigner(secret)))).isEqualTo(401);
      assertThat(forge.status(signed(forge.header(), hmac, new MACSigner(secret)))).isEqualTo(401);
    }
  }

  @Test
  void refusesAnotherKeyEvenUnderOurKid() throws JOSEException, GeneralSecurityException {
    ECKey other = new ECKeyGenerator(Curve.P_256).generate();
    JWSHeader es256 = new JWSHeader(JWSAlgorithm.ES256);
    assertThat(forge.status(signed(forge.header(), es256, new ECDSASigner(other)))).isEqualTo(401);

    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    JWSSigner signer = new RSASSASigner(rsa.generateKeyPair().getPrivate());
    assertThat(forge.status(signed(header("RS256"), new JWSHeader(JWSAlgorithm.RS256), signer)))
        .isEqualTo(401);
  }

  @Test
  void keysAndKeyUrlsInATokenAreRefusedAndNotFetched() throws JOSEException, IOException {
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID(forge.kid()).generate();
    try (ServerSocketChannel attacker = ServerSocketChannel.open()) {
      attacker.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      attacker.configureBlocking(false);
      String url = "\"http://127.0.0.1:" + attacker.socket().getLocalPort() + "/keys\"";
      for (String brought :
          List.of(
              "\"jwk\":" + other.toPublicJWK().toJSONString(),
              "\"jwk\":" + forge.publicKey().toJSONString(),
              "\"jku\":" + url,
              "\"x5u\":" + url,
              "\"x5c\":[\"MIIB\"]",
              "\"x5t\":\"AAAA\"",
              "\"x5t#S256\":\"AAAA\"",
              "\"epk\":" + other.toPublicJWK().toJSONString())) {
        String header = forge.headerWith(brought);
        JWSHeader es256 = new JWSHeader(JWSAlgorithm.ES256);
        assertThat(forge.status(signed(header, es256, new ECDSASigner(other))))
            .as(brought)
            .isEqualTo(401);
        assertThat(forge.status(forge.signed(header, forge.claims()))).as(brought).isEqualTo(401);
      }
      assertThat(attacker.accept()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../dev/null",
        "/proc/self/environ",
        "file:///dev/null",
        "http://127.0.0.1/key",
        "x' UNION SELECT 'AAAA' --",
        "' OR '1'='1",
        "; sleep 10",
        "$(id)",
        "${jndi:ldap://127.0.0.1/a}",
        "\\u0000",
        "",
        " "
      })
  void injectionInTheKidIsRefused(String kid) {
    String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}";
    assertThat(forge.status(forge.signed(header, forge.claims()))).isEqualTo(401);
    String behind = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"" + forge.kid() + kid + "\"}";
    int expected = kid.isEmpty() ? 200 : 401;
    assertThat(forge.status(forge.signed(behind, forge.claims()))).isEqualTo(expected);
  }

  @Test
  void longOrNonTextKidIsRefused() {
    for (String kid :
        List.of(
            "\"" + "A".repeat(3_000) + "\"",
            "null",
            "1",
            "[]",
            "{}",
            "[\"" + forge.kid() + "\"]")) {
      String header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":" + kid + "}";
      assertThat(forge.status(forge.signed(header, forge.claims()))).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JWT",
        "jwt",
        "at+jwt2",
        "at-jwt",
        "id+jwt",
        "logout+jwt",
        "dpop+jwt",
        "JOSE",
        "",
        " "
      })
  void refusesAnotherType(String type) {
    String header = forge.header().replace("at+jwt", type);
    assertThat(forge.status(forge.signed(header, forge.claims()))).isEqualTo(401);
  }

  @Test
  void missingOrNonTextTypeIsRefused() {
    for (String type : List.of("null", "1", "[\"at+jwt\"]")) {
      String header = forge.header().replace("\"at+jwt\"", type);
      assertThat(forge.status(forge.signed(header, forge.claims()))).as(type).isEqualTo(401);
    }
    String without = "{\"alg\":\"ES256\",\"kid\":\"" + forge.kid() + "\"}";
    assertThat(forge.status(forge.signed(without, forge.claims()))).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"crit\":[\"exp\"]",
        "\"crit\":[]",
        "\"crit\":[\"b64\"],\"b64\":false",
        "\"crit\":[\"b64\"],\"b64\":true",
        "\"b64\":false",
        "\"zip\":\"DEF\"",
        "\"enc\":\"A256GCM\"",
        "\"cty\":\"JWT\"",
        "\"x\":1",
        "\"x\":null",
        "\"jwk\":null"
      })
  void refusesEveryOtherHeaderParameter(String parameter) {
    assertThat(forge.status(forge.signed(forge.headerWith(parameter), forge.claims())))
        .isEqualTo(401);
  }

  @Test
  void duplicateHeaderParameterIsRefused() {
    for (String twice :
        List.of(
            "\"alg\":\"ES256\"",
            "\"alg\":\"none\"",
            "\"typ\":\"at+jwt\"",
            "\"kid\":\"" + forge.kid() + "\"",
            "\"\\u0061lg\":\"none\"")) {
      String last = forge.headerWith(twice);
      assertThat(forge.status(forge.signed(last, forge.claims()))).as(last).isEqualTo(401);
      String first = "{" + twice + "," + forge.header().substring(1);
      assertThat(forge.status(forge.signed(first, forge.claims()))).as(first).isEqualTo(401);
    }
  }

  @Test
  void refusesEncryptedAndNestedTokens() {
    String encrypted =
        Forge.encode(
                "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"zip\":\"DEF\",\"typ\":\"at+jwt\"}"
                    .getBytes(StandardCharsets.UTF_8))
            + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    assertThat(forge.status(encrypted)).isEqualTo(401);

    byte[] header = forge.header().getBytes(StandardCharsets.UTF_8);
    byte[] inner = forge.issued().getBytes(StandardCharsets.US_ASCII);
    assertThat(forge.status(forge.signed(header, inner))).isEqualTo(401);
    String nesting = forge.headerWith("\"cty\":\"JWT\"");
    assertThat(forge.status(forge.signed(nesting.getBytes(StandardCharsets.UTF_8), inner)))
        .isEqualTo(401);
  }

  @Test
  void refusesTheJsonFormsOfAToken() {
    String[] parts = forge.issued().split("\\.", -1);
    String flattened =
        "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
            .formatted((Object[]) parts);
    assertThat(forge.status(flattened)).isEqualTo(401);
  }

  private String header(String algorithm) {
    return "{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\",\"kid\":\"" + forge.kid() + "\"}";
  }

  private String signed(String header, JWSHeader algorithm, JWSSigner signer) {
    return Forge.signed(
        header.getBytes(StandardCharsets.UTF_8),
        forge.claims().getBytes(StandardCharsets.UTF_8),
        algorithm,
        signer);
  }
}
