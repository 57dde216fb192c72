package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sealing;
import dev.restauth.event.EventList;
import dev.restauth.role.ChangedRoles;
import dev.restauth.session.LiveSession;
import dev.restauth.session.Proofs;
import dev.restauth.session.Revocations;
import dev.restauth.session.SessionPolicy;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fuzz test of tokens. An input that begins with {@code t} continues with a token. An input that
 * begins with {@code s} (signed with the server's key) or {@code f} (forged: signed with another
 * key) continues with a header and, on the next line, claims. The key, the clock and the issued
 * token are always the same, so that findings can be reproduced. The seeds are in the test
 * resources.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TokenVerifierFuzzTest {
  /** The example key of RFC 7515, appendix A.3. */
  private static final String PUBLISHED_KEY =
      """
      {"kty":"EC","crv":"P-256","alg":"ES256",
       "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
       "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
       "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
      """;

  private static final String ISSUED_SEED =
      "TokenVerifierFuzzTestInputs/acceptsOnlyIssuedTokens/issued";

  private static final TokenProfile PROFILE =
      new TokenProfile(
          () -> "http://localhost:5000",
          Optional.empty(),
          Duration.ofMinutes(10),
          Duration.ofDays(30));

  private final SetClock clock = new SetClock();

  private Store store;
  private SigningKeys keys;
  private TokenVerifier verifier;
  private JWSSigner otherSigner;
  private String issued;

  @BeforeAll
  void start(@TempDir Path folder) throws JOSEException, ParseException, IOException {
    store = TestDatabase.sqlite(folder.resolve("fuzz.sqlite"), clock).open();
    Sealing sealing = new Sealing(MasterKey.generate());
    store.inTransaction(
        tx -> {
          new SigningKeyRows(tx).add(publishedKey(sealing));
          return new AccountRows(tx).create("miguel", "no password fits", clock.instant());
        });
    keys = new SigningKeys(store, sealing, clock);
    keys.reload();
    verifier =
        new TokenVerifier(
            PROFILE, keys, new AccountCache(store), new Revocations(), new ChangedRoles(), clock);
    otherSigner = new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate());
    try (InputStream seed = getClass().getResourceAsStream(ISSUED_SEED)) {
      issued = new String(seed.readAllBytes(), StandardCharsets.UTF_8).substring(1);
    }
  }

  private SigningKeyRow publishedKey(Sealing sealing) {
    try {
      ECKey jwk = ECKey.parse(PUBLISHED_KEY);
      String kid = jwk.computeThumbprint().toString();
      byte[] sealed = sealing.seal(jwk.toECPrivateKey().getEncoded(), "signing_key/" + kid);
      String publicJwk = jwk.toPublicJWK().toJSONString();
      return new SigningKeyRow(
          kid, "ES256", publicJwk, sealed, clock.instant(), clock.instant(), 600);
    } catch (JOSEException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  void stop() {
    store.close();
  }

  @Test
  void seedHasTheFormOfCurrentTokens() throws ParseException {
    SessionPolicy policy =
        new SessionPolicy(PROFILE.sessionDuration(), PROFILE.sessionDuration(), PROFILE.duration());
    LiveSession session =
        new Sessions(store, new Revocations(), policy, new EventList())
            .begin(Proofs.password(1, 1), new Sender("127.0.0.1", Optional.empty()), false)
            .orElseThrow()
            .session();
    String fresh = new TokenIssuer(PROFILE, keys, new RandomIds(), clock).issue(session).token();

    assertThat(shape(issued))
        .as("otherwise write this to the seed: t" + fresh)
        .isEqualTo(shape(fresh));
    assertThat(verifier.verify(issued)).isPresent();
  }

  private static Map<String, Object> shape(String token) throws ParseException {
    SignedJWT jwt = SignedJWT.parse(token);
    Map<String, Object> shape = new TreeMap<>(jwt.getJWTClaimsSet().toJSONObject());
    shape.put("jti", "random");
    shape.put("sid", "random");
    shape.put("header", jwt.getHeader().toString());
    return shape;
  }

  @FuzzTest(maxDuration = "60s")
  void acceptsOnlyIssuedTokens(byte[] input) throws JOSEException {
    String text = new String(input, StandardCharsets.UTF_8);
    String rest = text.isEmpty() ? "" : text.substring(1);
    if (text.startsWith("s")) {
      verifier.verify(signed(rest, keys.current().signer())).ifPresent(this::check);
    } else if (text.startsWith("f")) {
      assertThat(verifier.verify(signed(rest, otherSigner))).isEmpty();
    } else {
      assertThat(verifier.verify(rest).isPresent()).isEqualTo(rest.equals(issued));
    }
  }

  private String signed(String headerAndClaims, JWSSigner signer) throws JOSEException {
    int end = headerAndClaims.indexOf('\n');
    String header = end < 0 ? headerAndClaims : headerAndClaims.substring(0, end);
    String claims = headerAndClaims.substring(end + 1);
    String input = Base64URL.encode(header) + "." + Base64URL.encode(claims);
    byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
    return input + "." + signer.sign(keys.current().header(), bytes);
  }

  /**
   * Checks the conditions that every accepted token meets, even if its claims are arbitrary and its
   * signature is valid.
   */
  private void check(VerifiedToken token) {
    assertThat(token.caller().accountId()).isEqualTo(1);
    assertThat(token.caller().generation()).isEqualTo(1);
    assertThat(token.authenticatedAt().plus(PROFILE.sessionDuration())).isAfter(clock.instant());
  }
}
