package dev.restauth.client;

import static dev.restauth.client.ForgedTokens.HEADER;
import static dev.restauth.client.ForgedTokens.claims;
import static dev.restauth.client.ForgedTokens.signed;
import static dev.restauth.client.ForgedTokens.with;
import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The attacks of RFC 8725 on the header, the signature and the encoding of a token. Only one part
 * of a token is wrong at a time. If possible, the right key signed the token.
 */
class ForgedTokenTest {
  private static final ECKey KEY = Tokens.KEY;

  @RegisterExtension private final ConnectedVerifier verifier = new ConnectedVerifier();

  @Test
  void goodTokenIsAcceptedWithItsClaims() {
    VerifiedToken token = verifier.verify(with(claims -> claims)).orElseThrow();
    assertThat(token.subject()).isEqualTo("42");
    assertThat(token.sessionId()).isEqualTo("s");
    assertThat(token.scopes()).isEqualTo(Set.of("api"));
    assertThat(token.hasScope("api")).isTrue();
    assertThat(token.hasScope("a")).isFalse();
    assertThat(token.audience()).containsExactly(Tokens.AUDIENCE);
    assertThat(token.issuer()).isEqualTo(Tokens.ISSUER);
    assertThat(token.clientId()).isEqualTo("restauth");
    assertThat(token.tokenId()).isEqualTo("token-of-s");
    assertThat(token.generation()).isEqualTo(3);
    assertThat(token.issuedAt()).isEqualTo(START);
    assertThat(token.authenticatedAt()).isEqualTo(START);
    assertThat(token.expiresAt()).isEqualTo(START.plusSeconds(600));
    assertThat(accepts(signed(HEADER))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'alg':'none','typ':'at+jwt','kid':'key-1'}",
        "{'alg':'None','typ':'at+jwt','kid':'key-1'}",
        "{'alg':'','typ':'at+jwt','kid':'key-1'}",
        "{'typ':'at+jwt','kid':'key-1'}",
        "{'alg':'HS256','typ':'at+jwt','kid':'key-1'}",
        "{'alg':'RS256','typ':'at+jwt','kid':'key-1'}",
        "{'alg':'ES384','typ':'at+jwt','kid':'key-1'}",
        "{'alg':'ES256K','typ':'at+jwt','kid':'key-1'}",
        "{'alg':'Ed25519','typ':'at+jwt','kid':'key-1'}",
        "{'alg':['ES256'],'typ':'at+jwt','kid':'key-1'}",
        "{'alg':'ES256','typ':'JWT','kid':'key-1'}",
        "{'alg':'ES256','typ':'logout+jwt','kid':'key-1'}",
        "{'alg':'ES256','kid':'key-1'}",
        "{'alg':'ES256','typ':'at+jwt'}",
        "{'alg':'ES256','typ':'at+jwt','kid':''}",
        "{'alg':'ES256','typ':'at+jwt','kid':1}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-2'}",
        "{'alg':'ES256','typ':'at+jwt','kid':'../../key-1'}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','kid':'key-1'}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','crit':['exp']}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','crit':[]}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','b64':false}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','zip':'DEF'}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','cty':'JWT'}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','jku':'https://evil.example/jwks'}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','x5u':'https://evil.example/cert'}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1','jwk':null}",
        "{'alg':'ES256','typ':'at+jwt','kid':'key-1'",
        "[]",
        "",
      })
  void otherHeadersAreRefused(String header) {
    assertThat(accepts(signed(header.replace('\'', '"')))).isFalse();
  }

  @Test
  void keyInTheTokenIsRefused() throws JOSEException {
    ECKey evil = Tokens.ecKey("key-1");
    JWSHeader header = new JWSHeader.Builder(Tokens.header(evil)).jwk(evil.toPublicJWK()).build();
    assertThat(accepts(Tokens.signed(header, evil, claims().build()))).isFalse();
  }

  @Test
  void otherKeyWithTheSameKidIsRefused() {
    assertThat(accepts(Tokens.signed(Tokens.ecKey("key-1"), claims().build()))).isFalse();
  }

  @Test
  void publicKeyAsHmacSecretIsRefused() throws JOSEException {
    List<byte[]> secrets =
        List.of(
            KEY.toECPublicKey().getEncoded(),
            KEY.getX().decode(),
            KEY.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8));
    for (byte[] secret : secrets) {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.HS256)
              .type(new JOSEObjectType("at+jwt"))
              .keyID("key-1")
              .build();
      JWSObject jws = new JWSObject(header, new Payload(claims().build().toJSONObject()));
      jws.sign(new MACSigner(secret));
      assertThat(accepts(jws.serialize())).isFalse();
    }
  }

  @Test
  void zeroAndEmptySignaturesAreRefused() {
    String good = with(claims -> claims);
    String unsigned = good.substring(0, good.lastIndexOf('.') + 1);
    assertThat(accepts(unsigned)).isFalse();
    assertThat(accepts(unsigned + Base64URL.encode(new byte[64]))).isFalse();
    assertThat(accepts(unsigned + Base64URL.encode(new byte[0]))).isFalse();
  }

  @Test
  void onlyCanonicalEncodingIsAccepted() {
    String good = with(claims -> claims);
    for (String other :
        List.of(
            " " + good, good + " ", good + "\n", good + "=", good + "==", good + ".", "." + good)) {
      assertThat(accepts(other)).isFalse();
    }
    // The last of the 86 characters has two unused bits.
    String sextets = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = sextets.indexOf(good.charAt(good.length() - 1));
    assertThat(accepts(good.substring(0, good.length() - 1) + sextets.charAt(last ^ 1))).isFalse();
    assertThat(accepts(good)).isTrue();
  }

  @Test
  void everySingleChangeIsRefused() {
    String good = with(claims -> claims);
    for (int i = 0; i < good.length(); i++) {
      char other = good.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(accepts(good.substring(0, i) + other + good.substring(i + 1))).isFalse();
    }
  }

  @Test
  void longTokenIsRefused() {
    assertThat(accepts(with(claims -> claims.claim("x", "x".repeat(4_000))))).isTrue();
    assertThat(accepts(with(claims -> claims.claim("x", "x".repeat(8_192))))).isFalse();
  }

  @Test
  void lengthLimitIsExact() {
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      // The base64 form of whole bytes cannot have every length, so both parts vary.
      String payload = claimsWith("x".repeat(5_770 + i / 4));
      String input = Base64URL.encode(HEADER + " ".repeat(i % 4)) + "." + Base64URL.encode(payload);
      String text = input + "." + Base64URL.encode(new byte[64]);
      lengths.add(text.length());
      assertThat(PresentedToken.read(text).isPresent())
          .as(text.length() + " characters")
          .isEqualTo(text.length() <= 8_192);
    }
    assertThat(lengths).contains(8_192, 8_193);
  }

  private static String claimsWith(String x) {
    return claims().claim("x", x).build().toString();
  }

  /** The verifier must refuse any content without an exception. */
  @Test
  void randomHeadersAndClaimsAreRefused() {
    Random random = new Random(1);
    String good = claims().build().toString();
    for (int i = 0; i < 3_000; i++) {
      String odd = ",\"" + NAMES.get(i % NAMES.size()) + "\":";
      odd += VALUES.get(random.nextInt(VALUES.size())) + "}";
      String header = HEADER.substring(0, HEADER.length() - 1) + odd;
      assertThat(accepts(signed(header))).as(header).isFalse();
      // Unknown claims may have any value.
      String payload = good.substring(0, good.length() - 1) + odd;
      String input = Base64URL.encode(HEADER) + "." + Base64URL.encode(payload);
      assertThat(PresentedToken.read(input + ".AAAA")).isNotNull();
    }
  }

  private static final List<String> NAMES =
      List.of(
          "alg",
          "typ",
          "kid",
          "crit",
          "b64",
          "jwk",
          "jku",
          "x5c",
          "x5u",
          "x5t",
          "x5t#S256",
          "cty",
          "zip",
          "enc",
          "epk",
          "apu",
          "p2c",
          "iv",
          "tag",
          "iss",
          "sub",
          "aud",
          "client_id",
          "jti",
          "sid",
          "gen",
          "scope",
          "iat",
          "exp",
          "nbf",
          "auth_time",
          "__proto__",
          "");

  private static final List<String> VALUES =
      List.of(
          "null",
          "1",
          "-1",
          "1e400",
          "1.5",
          "NaN",
          "true",
          "\"\"",
          "\"x\"",
          "\"key-1\"",
          "[]",
          "{}",
          "[null]",
          "[1]",
          "[\"exp\"]",
          "[\"a\",1]",
          "[\"b64\"]",
          "{\"a\":[]}",
          "\"\\u0000\"",
          "9223372036854775807",
          "-9223372036854775808",
          "99999999999999999999999",
          "{\"kty\":\"EC\"}",
          "{\"kty\":1}",
          "{\"__proto__\":1}",
          "\"::\"",
          "[".repeat(2_000) + "]".repeat(2_000));

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "Bearer x", "\0", "e30.e30.e30", "💥"})
  void refusesNonsense(String text) {
    assertThat(accepts(text)).isFalse();
  }

  private boolean accepts(String token) {
    return verifier.accepts(token);
  }
}
