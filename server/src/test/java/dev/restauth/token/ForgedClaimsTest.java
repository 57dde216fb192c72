package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.restauth.SetClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong claims with a valid signature, over HTTP (RFC 8725): tokens of other servers and of other
 * kinds, unusual times, and hostile JSON.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ForgedClaimsTest {
  private static final String ISSUER = "https://auth.example.org";

  private final SetClock clock = new SetClock();

  @TempDir Path folder;

  @AutoClose private Forge forge;
  private long now;

  @BeforeAll
  void start(@TempDir Path first) throws ParseException {
    forge =
        Forge.start(first, clock, Map.of("issuer", ISSUER, "audience", "https://api.example.org"));
    now = clock.instant().getEpochSecond();
  }

  @Test
  void idTokenSignedByTheServerIsRefused() {
    String idToken =
        """
        {"iss":"%s","sub":"1","aud":"restauth","exp":%d,"iat":%d,"auth_time":%d,"sid":"x","nonce":"n"}\
        """
            .formatted(ISSUER, now + 600, now, now);
    String header = forge.header().replace("at+jwt", "JWT");
    assertThat(forge.status(forge.signed(header, idToken))).isEqualTo(401);
    // The server also refuses an ID token with the type of an access token, and one with the claims
    // of an access token.
    assertThat(forge.status(forge.signed(forge.header(), idToken))).isEqualTo(401);
    assertThat(forge.status(forge.signed(header, forge.claims()))).isEqualTo(401);
    assertThat(forge.status(forge.signed(forge.header(), forge.claimsWhere("aud", "\"restauth\""))))
        .isEqualTo(401);
  }

  @Test
  void refusesAnotherAudienceAndSeveral() {
    for (String audience :
        List.of(
            "\"https://other.example.org\"",
            "\"https://api.example.org/\"",
            "\"HTTPS://api.example.org\"",
            "\"" + ISSUER + "\"",
            "[\"https://api.example.org\",\"https://other.example.org\"]",
            "[\"https://other.example.org\",\"https://api.example.org\"]",
            "[\"https://api.example.org\",\"https://api.example.org\"]",
            "[]",
            "[[\"https://api.example.org\"]]",
            "{\"aud\":\"https://api.example.org\"}",
            "\"\"",
            "null")) {
      assertThat(forge.status(forge.signed(forge.header(), forge.claimsWhere("aud", audience))))
          .as(audience)
          .isEqualTo(401);
    }
  }

  @Test
  void refusesAnotherIssuer() {
    for (String issuer :
        List.of(
            "\"https://evil.example.org\"",
            "\"https://auth.example.org/\"",
            "\"https://auth.example.org:443\"",
            "\"HTTPS://AUTH.EXAMPLE.ORG\"",
            "\"http://auth.example.org\"",
            "[\"" + ISSUER + "\"]",
            "\"\"",
            "null",
            "1")) {
      assertThat(forge.status(forge.signed(forge.header(), forge.claimsWhere("iss", issuer))))
          .as(issuer)
          .isEqualTo(401);
    }
  }

  @Test
  void tokenOfAServerWithTheSameIssuerIsRefused() throws ParseException {
    try (Forge other =
        Forge.start(
            folder, clock, Map.of("issuer", ISSUER, "audience", "https://api.example.org"))) {
      assertThat(other.status(other.issued())).isEqualTo(200);
      assertThat(forge.status(other.issued())).isEqualTo(401);
      // The server also refuses another server's token that names this server's key id.
      assertThat(forge.status(other.signed(forge.header(), forge.claims()))).isEqualTo(401);
      assertThat(other.status(forge.issued())).isEqualTo(401);
    }
  }

  @Test
  void tokenOfAnotherIssuersKeyIsRefused() throws JOSEException {
    var key = new ECKeyGenerator(Curve.P_256).generate();
    byte[] claims =
        forge.claimsWhere("iss", "\"https://evil.example.org\"").getBytes(StandardCharsets.UTF_8);
    byte[] header = forge.header().getBytes(StandardCharsets.UTF_8);
    String signed =
        Forge.signed(header, claims, new JWSHeader(JWSAlgorithm.ES256), new ECDSASigner(key));
    assertThat(forge.status(signed)).isEqualTo(401);
  }

  @Test
  void refusesASubjectThatIsNotTheAccount() {
    for (String subject :
        List.of("\"2\"", "\"01\"", "\"1 \"", "\"+1\"", "\"miguel\"", "\"\"", "null")) {
      assertThat(forge.status(forge.signed(forge.header(), forge.claimsWhere("sub", subject))))
          .as(subject)
          .isEqualTo(401);
    }
    for (String id :
        List.of("2", "0", "-1", "9223372036854775808", "\"1\"", "true", "null", "[1]")) {
      assertThat(forge.status(forge.signed(forge.header(), forge.claimsWhere("id", id))))
          .as(id)
          .isEqualTo(401);
    }
  }

  /**
   * The server reads the header before it checks a signature, and Nimbus throws a
   * NullPointerException for these headers.
   */
  @Test
  void refusesHeadersThatNimbusCannotRead() {
    for (String header :
        List.of(
            "null",
            forge.headerWith(
                "\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"oth\":[{}]}"))) {
      assertThat(forge.status(forge.signed(header, forge.claims()))).as(header).isEqualTo(401);
      assertThat(forge.status(Forge.unsigned(header, forge.claims(), new byte[64])))
          .as(header)
          .isEqualTo(401);
    }
  }

  /**
   * The server reads the claims before it checks the signature, so an attacker can send these
   * claims.
   */
  @Test
  void refusesRolesThatAreNotTexts() {
    for (String roles : List.of("[null]", "[\"editor\",null]", "[1]", "[[]]", "{}", "\"editor\"")) {
      String claims = forge.claimsWith("\"roles\":" + roles);
      assertThat(forge.status(forge.signed(forge.header(), claims))).as(roles).isEqualTo(401);
      assertThat(forge.status(Forge.unsigned(forge.header(), claims, new byte[64])))
          .as(roles)
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "-9223372036854775808",
        "-1e300",
        "1e-300",
        "\"9999999999\"",
        "null",
        "true",
        "[]",
        "{}",
        "NaN",
        "Infinity",
        "-Infinity"
      })
  void pastOrMalformedExpiryIsRefused(String exp) {
    assertThat(forge.status(forge.signed(forge.header(), forge.claimsWhere("exp", exp))))
        .isEqualTo(401);
  }

  @Test
  void hugeExpiryIsLimitedByTheSession() {
    for (String exp :
        List.of("9223372036854775807", "18446744073709551616", "1e300", "1e400", "1e999999999")) {
      String token = forge.signed(forge.header(), forge.claimsWhere("exp", exp));
      clock.move(Duration.ofDays(30));
      try {
        assertThat(forge.status(token)).as(exp).isEqualTo(401);
      } finally {
        clock.move(Duration.ofDays(-30));
      }
    }
  }

  @Test
  void fractionOfTheExpiryIsIgnored() {
    String past = forge.claimsWhere("exp", now + ".0");
    assertThat(forge.status(forge.signed(forge.header(), past))).isEqualTo(401);
    String fraction = forge.claimsWhere("exp", now + ".999");
    assertThat(forge.status(forge.signed(forge.header(), fraction))).isEqualTo(401);
    String later = forge.claimsWhere("exp", (now + 1) + ".5");
    assertThat(forge.status(forge.signed(forge.header(), later))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "auth_time"})
  void futureTimesAreRefused(String claim) {
    assertThat(
            forge.status(forge.signed(forge.header(), forge.claimsWhere(claim, "" + (now + 60)))))
        .isEqualTo(200);
    for (String time : List.of("" + (now + 61), "4102444800", "9007199254740991")) {
      assertThat(forge.status(forge.signed(forge.header(), forge.claimsWhere(claim, time))))
          .as(time)
          .isEqualTo(401);
    }
  }

  @Test
  void notBeforeIsRefused() {
    for (long notBefore : List.of(now - 60, now, now + 60)) {
      assertThat(
              forge.status(forge.signed(forge.header(), forge.claimsWith("\"nbf\":" + notBefore))))
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"iss", "aud", "sub", "id", "exp", "iat", "gen", "sid", "auth_time", "client_id"})
  void duplicateClaimIsRefused(String claim) {
    String again = forge.claims().replaceAll(".*(\"" + claim + "\":(?:\"[^\"]*\"|[0-9]+)).*", "$1");
    assertThat(again).startsWith("\"" + claim + "\"");
    assertThat(forge.status(forge.signed(forge.header(), forge.claimsWith(again)))).isEqualTo(401);
    String escaped = "\"\\u00%02x".formatted((int) again.charAt(1)) + again.substring(2);
    assertThat(forge.status(forge.signed(forge.header(), forge.claimsWith(escaped))))
        .isEqualTo(401);
  }

  @Test
  void oversizedOrDeepJsonIsRefused() {
    String many =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "\"a%d\":0".formatted(i))
            .collect(Collectors.joining(","));
    assertThat(
            forge.server().verifier().verify(forge.signed(forge.header(), forge.claimsWith(many))))
        .isEmpty();
    String deep = "\"a\":" + "[".repeat(2_500) + "]".repeat(2_500);
    String token = forge.signed(forge.header(), forge.claimsWith(deep));
    assertThat(token.length()).isLessThan(TokenProfile.LENGTH_AT_MOST);
    assertThat(forge.calls().get("/api/resource", "Authorization: Bearer " + token).status())
        .isEqualTo(401);
    String tooLong = forge.claimsWith("\"a\":\"" + "x".repeat(7_000) + "\"");
    assertThat(forge.server().verifier().verify(forge.signed(forge.header(), tooLong))).isEmpty();
    assertThat(
            forge
                .calls()
                .get(
                    "/api/resource",
                    "Authorization: Bearer " + forge.signed(forge.header(), tooLong))
                .status())
        .isEqualTo(431);
  }

  @Test
  void otherTextsThanJsonObjectsAreRefused() {
    byte[] header = forge.header().getBytes(StandardCharsets.UTF_8);
    for (String claims :
        List.of(
            "",
            "null",
            "[]",
            "\"x\"",
            "1",
            "{",
            forge.claims() + "}",
            forge.claims() + " x",
            "{}")) {
      assertThat(forge.status(forge.signed(forge.header(), claims))).as(claims).isEqualTo(401);
    }
    assertThat(forge.status(forge.signed(header, forge.claims().getBytes(StandardCharsets.UTF_16))))
        .isEqualTo(401);
    assertThat(forge.status(forge.signed(forge.header().getBytes(StandardCharsets.UTF_16), header)))
        .isEqualTo(401);
  }
}
