package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.http.HttpCalls;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forgeries of a token (RFC 8725), and wrong claims that are signed with the right key. */
@TestInstance(Lifecycle.PER_CLASS)
class ForgedTokenTest {
  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server = new TestServer(clock).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();
  private String token;
  private JWSHeader header;
  private JWTClaimsSet claims;
  private SigningKey key;

  @BeforeAll
  void start() throws ParseException {
    token = calls.token("miguel", "python");
    header = SignedJWT.parse(token).getHeader();
    claims = SignedJWT.parse(token).getJWTClaimsSet();
    Sealing sealing = new Sealing(MasterKey.load(server.folder().resolve("data/master.key")));
    key =
        SigningKey.open(
            server.store().reading(tx -> new SigningKeyRows(tx).all().getFirst()), sealing);
  }

  @Test
  void rightClaimsSignedByTheRightKeyAreAccepted() throws JOSEException {
    assertThat(status(signed(header, claims, key.signer()))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "aud",
        "sub",
        "exp",
        "iat",
        "jti",
        "client_id",
        "scope",
        "id",
        "sid",
        "auth_time",
        "gen"
      })
  void refusesATokenWithoutAClaim(String name) throws JOSEException {
    assertThat(status(withClaims(builder -> builder.claim(name, null)))).isEqualTo(401);
  }

  @Test
  void refusesWrongClaims() throws JOSEException {
    assertThat(status(withClaims(c -> c.issuer("https://evil.example")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.audience("https://evil.example")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.subject("2")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("id", 2)))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("id", "1")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("gen", 0)))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("gen", 2)))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("gen", "1")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("client_id", "other")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("scope", "apis")))).isEqualTo(403);
    assertThat(status(withClaims(c -> c.claim("scope", " api")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("scope", "api  b")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("rgt", -1)))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("rgt", "1")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("roles", "editor")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("roles", List.of(1))))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("narrowed", "true")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("scope", "")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("scope", List.of("api"))))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.claim("scope", "openid api")))).isEqualTo(200);
    assertThat(status(withClaims(c -> c.claim("exp", "soon")))).isEqualTo(401);
    assertThat(status(withClaims(c -> c.subject("9").claim("id", 9)))).isEqualTo(401);
  }

  @Test
  void refusesOtherHeaders() throws JOSEException {
    assertThat(status(withHeader(h -> h))).isEqualTo(200);
    assertThat(status(withHeader(h -> h.type(JOSEObjectType.JWT)))).isEqualTo(401);
    assertThat(status(withHeader(h -> h.type(null)))).isEqualTo(401);
    assertThat(status(withHeader(h -> h.keyID("../../etc/passwd")))).isEqualTo(401);
    assertThat(status(withHeader(h -> h.keyID("' OR 1=1 --")))).isEqualTo(401);
    assertThat(status(withHeader(h -> h.keyID(null)))).isEqualTo(401);
    assertThat(status(withHeader(h -> h.customParam("x", "y")))).isEqualTo(401);
    assertThat(status(withHeader(h -> h.criticalParams(new HashSet<>(Set.of("exp"))))))
        .isEqualTo(401);
  }

  @Test
  void keysInATokenAreRefused() throws JOSEException {
    ECKey other = new ECKeyGenerator(Curve.P_256).generate();
    assertThat(status(signed(header, claims, new ECDSASigner(other)))).isEqualTo(401);
    JWSHeader withJwk = new JWSHeader.Builder(header).jwk(other.toPublicJWK()).build();
    assertThat(status(signed(withJwk, claims, new ECDSASigner(other)))).isEqualTo(401);
  }

  @Test
  void publicKeyAsHmacSecretIsRefused() throws JOSEException {
    String jwk = server.store().reading(tx -> new SigningKeyRows(tx).all().getFirst().publicJwk());
    JWSHeader hmac =
        new JWSHeader.Builder(JWSAlgorithm.HS256)
            .type(header.getType())
            .keyID(header.getKeyID())
            .build();
    MACSigner signer = new MACSigner(jwk.getBytes(StandardCharsets.UTF_8));

    assertThat(status(signed(hmac, claims, signer))).isEqualTo(401);
  }

  @Test
  void refusesTheAlgorithmNone() {
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                ("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"" + header.getKeyID() + "\"}")
                    .getBytes(StandardCharsets.UTF_8));
    String payload = token.split("\\.", -1)[1];

    assertThat(status(none + "." + payload + ".")).isEqualTo(401);
    assertThat(status(none + "." + payload + "." + token.split("\\.", -1)[2])).isEqualTo(401);
  }

  @Test
  void refusesEverySingleChangedCharacter() {
    int accepted = 0;
    for (int i = 0; i < token.length(); i++) {
      char changed = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + changed + token.substring(i + 1);
      accepted += server.verifier().verify(forged).isPresent() ? 1 : 0;
    }
    // Even the four unused bits of the last character must be zero (RFC 4648, section 3.5).
    assertThat(accepted).isZero();
  }

  @Test
  void refusesPartsOfAToken() {
    assertThat(server.verifier().verify("")).isEmpty();
    assertThat(server.verifier().verify("..")).isEmpty();
    assertThat(server.verifier().verify(token + ".x")).isEmpty();
    assertThat(server.verifier().verify(token.substring(0, token.lastIndexOf('.') + 1))).isEmpty();
    assertThat(server.verifier().verify(token.repeat(20))).isEmpty();
  }

  private String withClaims(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    JWTClaimsSet changed = change.apply(new JWTClaimsSet.Builder(claims)).build();
    return signed(header, changed, key.signer());
  }

  private String withHeader(UnaryOperator<JWSHeader.Builder> change) throws JOSEException {
    return signed(change.apply(validHeader()).build(), claims, key.signer());
  }

  private JWSHeader.Builder validHeader() {
    return new JWSHeader.Builder(header.getAlgorithm())
        .type(header.getType())
        .keyID(header.getKeyID());
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private int status(String forged) {
    return calls.get("/api/resource", basic(forged, "x")).status();
  }
}
