package dev.restauth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.oidc.OidcScene.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ID tokens that clients receive. */
class IdTokenTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, OidcScene.SETTINGS).withAccount("miguel", "python");

  private OidcScene scene;

  @BeforeEach
  void add() {
    scene = new OidcScene(server).client("shop", ",'id_token_signed_response_alg':'ES256'");
  }

  private static JWTClaimsSet claims(String token) throws ParseException {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }

  @Test
  void containsUserTimeAndMethodOfTheLogInAndNothingElse() throws Exception {
    Tokens tokens = scene.tokens("shop", "openid profile email");
    JWTClaimsSet claims = claims(tokens.id().orElseThrow());
    long now = clock.instant().getEpochSecond();

    assertThat(claims.getClaims().keySet())
        .containsExactlyInAnyOrder(
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "acr",
            "amr",
            "at_hash",
            "sid",
            "jti");
    assertThat(claims.getIssuer()).isEqualTo(OidcScene.ISSUER);
    assertThat(claims.getSubject()).isEqualTo("" + server.account("miguel").id());
    assertThat(claims.getAudience()).containsExactly("shop");
    assertThat(claims.getIssueTime().toInstant().getEpochSecond()).isEqualTo(now);
    assertThat(claims.getExpirationTime().toInstant().getEpochSecond()).isEqualTo(now + 3_600);
    assertThat(claims.getLongClaim("auth_time")).isEqualTo(now - 5);
    assertThat(claims.getStringClaim("nonce")).isEqualTo("n-0S6_WzA2Mj");
    assertThat(claims.getStringClaim("acr")).isEqualTo("1");
    assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
    assertThat(claims.getStringClaim("sid"))
        .isEqualTo(claims(tokens.access()).getStringClaim("sid"));
    assertThat(claims.getStringClaim("at_hash")).isEqualTo(halfDigest("SHA-256", tokens.access()));
  }

  private static String halfDigest(String algorithm, String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest, digest.length / 2));
  }

  @ParameterizedTest
  @CsvSource({"RS256, SHA-256", "ES256, SHA-256"})
  void libraryVerifiesTheAlgorithmOfTheClient(String algorithm, String hash) throws Exception {
    scene.client("other", ",'id_token_signed_response_alg':'" + algorithm + "'");
    Tokens tokens = scene.tokens("other", "openid");
    SignedJWT token = SignedJWT.parse(tokens.id().orElseThrow());
    JWKSet keys = JWKSet.parse(scene.calls().get("/.well-known/jwks.json").body());
    JWK key = keys.getKeyByKeyId(token.getHeader().getKeyID());
    JWSVerifier verifier =
        new DefaultJWSVerifierFactory()
            .createJWSVerifier(
                token.getHeader(),
                algorithm.equals("ES256")
                    ? key.toECKey().toPublicKey()
                    : key.toRSAKey().toPublicKey());

    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
    assertThat(token.getHeader().getType().getType()).isEqualTo("JWT");
    assertThat(token.verify(verifier)).isTrue();
    assertThat(token.getJWTClaimsSet().getStringClaim("at_hash"))
        .isEqualTo(halfDigest(hash, tokens.access()));
    assertThat(SignedJWT.parse(tokens.access()).getHeader().getKeyID())
        .isNotEqualTo(token.getHeader().getKeyID());
  }

  @Test
  void edwardsCurveHashesWithItsOwnFunction() throws Exception {
    scene.client("other", ",'id_token_signed_response_alg':'EdDSA'");
    Tokens tokens = scene.tokens("other", "openid");
    SignedJWT token = SignedJWT.parse(tokens.id().orElseThrow());

    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("EdDSA");
    assertThat(token.getJWTClaimsSet().getStringClaim("at_hash"))
        .isEqualTo(halfDigest("SHA-512", tokens.access()));
  }

  @Test
  void refreshedOneHasNoNonce() throws ParseException {
    Tokens first = scene.tokens("shop", "openid");
    clock.move(Duration.ofMinutes(5));
    Tokens second = scene.refreshed("shop", first.refresh().orElseThrow());
    JWTClaimsSet before = claims(first.id().orElseThrow());
    JWTClaimsSet after = claims(second.id().orElseThrow());

    assertThat(after.getClaims()).doesNotContainKey("nonce");
    for (String name : List.of("iss", "sub", "aud", "auth_time", "sid", "acr", "amr")) {
      assertThat(after.getClaim(name)).as(name).isEqualTo(before.getClaim(name));
    }
    assertThat(after.getIssueTime()).isAfter(before.getIssueTime());
    assertThat(after.getJWTID()).isNotEqualTo(before.getJWTID());
  }

  @Test
  void isNotAcceptedAsAnAccessTokenNorViceVersa() {
    Tokens tokens = scene.tokens("shop", "openid");

    assertThat(scene.userinfo(tokens.id().orElseThrow()).status()).isEqualTo(401);
    assertThat(
            scene
                .calls()
                .get("/api/me", "Authorization: Bearer " + tokens.id().orElseThrow())
                .status())
        .isEqualTo(401);
    assertThat(server.verifier().verify(tokens.id().orElseThrow())).isEmpty();
  }
}
