package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.util.Date;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Forgeries of an adopted application's token, and invalid content that is signed with the right
 * secret.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ForgedAdoptedTokenTest {
  private static final String CLAIMS = "{\"id\":1,\"exp\":4102444800.25}";

  @TempDir static Path folder;

  @AutoClose private AdoptedScene scene;
  private String token;

  @BeforeAll
  void start() {
    scene = AdoptedScene.ofMiguel(folder);
    token = scene.application.token(CLAIMS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"HS256\"} {\"id\":1,\"exp\":4102444800}",
        "{\"typ\":\"JWT\",\"alg\":\"HS256\"} {\"exp\":4102444800.489831,\"id\":1}",
        "{\"alg\":\"HS256\"} {\"id\":1,\"exp\":4.1024448e+9}",
        "{\"alg\":\"HS256\"} {\"id\":1,\"exp\":1e300}",
        "{\"alg\":\"HS256\",\"exp\":4102444800} {\"id\":1}",
        "{\"alg\":\"HS256\",\"exp\":4102444800.5,\"typ\":\"JWT\",\"iat\":1385669055} {\"id\":1}"
      })
  void isAcceptedInItsTwoForms(String headerAndClaims) {
    assertThat(accepts(headerAndClaims)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"HS256\",\"kid\":\"1\"}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"crit\":\"exp\"}",
        "{\"alg\":\"HS256\",\"b64\":true}",
        "{\"alg\":\"HS256\",\"jku\":\"https://evil.example\"}",
        "{\"alg\":\"HS256\",\"nbf\":1}",
        "{\"alg\":\"HS256\",\"typ\":\"jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}",
        "{\"alg\":\"HS256\",\"typ\":1}",
        "{\"alg\":\"HS256\",\"typ\":null}",
        "{\"alg\":\"HS256\",\"iat\":1385669055}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\"}",
        "{\"alg\":\"none\",\"alg\":\"HS256\"}",
        "{\"alg\":\"HS384\"}",
        "{\"alg\":\"HS512\"}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":\"none\"}",
        "{\"alg\":256}",
        "{\"typ\":\"JWT\"}",
        "{}",
        "[]",
        "[\"HS256\"]",
        "\"HS256\"",
        "{\"alg\":\"HS256\"",
        "{\"alg\":\"HS256\"}}",
        "{\"alg\":\"HS256\"} {}",
        "\u0001{\"alg\":\"HS256\"}",
        "\uFEFF{\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"é\":1}",
      })
  void isRefusedWithAnotherHeader(String header) {
    assertThat(scene.accepts(scene.application.signed(header, CLAIMS))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1\"",
        "1.0",
        "1e0",
        "10e-1",
        "true",
        "null",
        "0",
        "-1",
        "-0",
        "[1]",
        "{\"id\":1}",
        "01",
        "+1",
        "0x1",
        "9223372036854775808",
        "18446744073709551617",
        "1,\"id\":1",
        "1,\"sub\":\"1\"",
        "1,\"iat\":1",
        "1,\"nbf\":1",
        "1,\"iss\":\"x\"",
        "NaN",
        "Infinity",
        ""
      })
  void isRefusedWithAnotherId(String id) {
    assertThat(
            scene.accepts(scene.application.token("{\"id\":%s,\"exp\":4102444800}".formatted(id))))
        .isFalse();
    assertThat(
            scene.accepts(
                scene.application.signed(
                    "{\"alg\":\"HS256\",\"exp\":4102444800}", "{\"id\":%s}".formatted(id))))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"4102444800\"",
        "true",
        "null",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e309",
        "1e999999999",
        "1e99999999999",
        "0e99999999999",
        "1e-99999999999",
        "1e-999999999",
        "-1",
        "-1e300",
        "0",
        "-0.0",
        "[4102444800]",
        "{\"exp\":4102444800}",
        "4102444800,\"exp\":4102444800",
        "04102444800",
        "4102444800.",
        ".5e10",
        "4102444800.000000000000000000000000",
        ""
      })
  void isRefusedWithAnotherExpiry(String exp) {
    assertThat(scene.accepts(scene.application.token("{\"id\":1,\"exp\":%s}".formatted(exp))))
        .isFalse();
    assertThat(
            scene.accepts(
                scene.application.signed(
                    "{\"alg\":\"HS256\",\"exp\":%s}".formatted(exp), "{\"id\":1}")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"1\"", "1.5", "-1", "null", "true", "9223372036854775808", "1,\"iat\":1"})
  void isRefusedWithAnotherTimeOfIssue(String iat) {
    assertThat(
            scene.accepts(
                scene.application.signed(
                    "{\"alg\":\"HS256\",\"exp\":4102444800,\"iat\":%s}".formatted(iat),
                    "{\"id\":1}")))
        .isFalse();
  }

  @Test
  void isRefusedWithTwoExpiriesOrNone() {
    String header = "{\"alg\":\"HS256\",\"exp\":4102444800}";
    assertThat(scene.accepts(scene.application.signed(header, "{\"id\":1}"))).isTrue();
    assertThat(scene.accepts(scene.application.signed(header, CLAIMS))).isFalse();
    assertThat(scene.accepts(scene.application.token("{\"id\":1}"))).isFalse();
    assertThat(scene.accepts(scene.application.token("{\"exp\":4102444800}"))).isFalse();
    assertThat(scene.accepts(scene.application.signed(header, "{}"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"HmacSHA256,HS512", "HmacSHA512,HS256", "HmacSHA512,HS512", "HmacSHA384,HS384"})
  void isRefusedWithAnotherAlgorithm(String hmac, String alg) {
    String header = "{\"alg\":\"%s\",\"typ\":\"JWT\"}".formatted(alg);
    assertThat(scene.status(scene.application.signed(hmac, header, CLAIMS))).isEqualTo(401);
  }

  @Test
  void isRefusedUnsigned() {
    String none = OldApplication.part("{\"alg\":\"none\"}") + "." + OldApplication.part(CLAIMS);
    assertThat(scene.status(none + ".")).isEqualTo(401);
    assertThat(scene.status(none + "." + token.split("\\.", -1)[2])).isEqualTo(401);
    assertThat(scene.accepts(token.substring(0, token.lastIndexOf('.') + 1))).isFalse();
  }

  @Test
  void isRefusedWithASignatureOfAnotherKind() throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).build(),
            new JWTClaimsSet.Builder()
                .claim("id", 1)
                .expirationTime(Date.from(AdoptedScene.FAR))
                .build());
    jwt.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
    assertThat(scene.status(jwt.serialize())).isEqualTo(401);
  }

  @Test
  void isNeverAcceptedAsATokenOfThisServer() {
    String ours = scene.calls().token("miguel", "python");
    assertThat(scene.server().verifier().verify(ours)).isPresent();
    assertThat(AdoptedToken.read(ours)).isEmpty();
    assertThat(scene.server().verifier().verify(token)).isEmpty();
  }

  @Test
  void isRefusedWithEverySingleChangedCharacter() {
    assertThat(scene.accepts(token)).isTrue();
    for (int i = 0; i < token.length(); i++) {
      for (char changed :
          new char[] {token.charAt(i) == 'A' ? 'B' : 'A', '.', '=', '+', ' ', 'é'}) {
        if (changed != token.charAt(i)) {
          String forged = token.substring(0, i) + changed + token.substring(i + 1);
          assertThat(scene.accepts(forged)).as(forged).isFalse();
        }
      }
    }
  }

  @Test
  void isRefusedInEveryOtherEncoding() {
    for (String other :
        new String[] {
          token + "=",
          token + " ",
          " " + token,
          token + "\n",
          token + ".",
          "." + token,
          token.replace(".", "=."),
          token.replaceFirst("\\.", "=."),
          token.replace(".", ".."),
          token + "A",
          token + "AA",
          token.substring(0, token.length() - 1),
          "",
          ".",
          "..",
          "...",
          token.replace('-', '+').replace('_', '/') + "==",
        }) {
      assertThat(scene.accepts(other)).as(other).isFalse();
    }
    // 43 characters have 258 bits, and the last two bits must be zero.
    char last = token.charAt(token.length() - 1);
    for (int bits = 1; bits < 4; bits++) {
      String spelling = token.substring(0, token.length() - 1) + (char) (last + bits);
      assertThat(scene.accepts(spelling)).isFalse();
    }
  }

  @Test
  void isRefusedOverTheLengthOfATokenAndNotBelow() {
    String padded = "{\"id\":1,\"exp\":4102444800%s}";
    int spaces = (TokenProfile.LENGTH_AT_MOST - token.length()) / 4 * 3;
    String longest = scene.application.token(padded.formatted(" ".repeat(spaces)));
    String tooLong = scene.application.token(padded.formatted(" ".repeat(spaces + 12)));

    assertThat(longest.length()).isBetween(8180, TokenProfile.LENGTH_AT_MOST);
    assertThat(scene.accepts(longest)).isTrue();
    assertThat(tooLong.length()).isBetween(TokenProfile.LENGTH_AT_MOST + 1, 8210);
    assertThat(scene.accepts(tooLong)).isFalse();
  }

  private boolean accepts(String headerAndClaims) {
    String[] parts = headerAndClaims.split(" ", 2);
    return scene.accepts(scene.application.signed(parts[0], parts[1]));
  }
}
