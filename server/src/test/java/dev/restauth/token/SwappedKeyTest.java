package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.LogCatcher;
import dev.restauth.TestServer;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.operator.Reply;
import dev.restauth.store.StoreRefusedException;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An attacker who can write to the database but does not have the master key. The attacker stores
 * their own public key next to a private key of the server. The server must never accept tokens
 * that the attacker's key signed.
 */
@Tag("sqlite")
class SwappedKeyTest {
  @TempDir Path folder;

  private final ECKey attackersKey = generated();
  private String token = "";
  private String kid = "";

  private static ECKey generated() {
    try {
      return new ECKeyGenerator(Curve.P_256).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private TestServer start(String algorithm) {
    return TestServer.start(folder, InstantSource.system(), Map.of("signing-algorithm", algorithm));
  }

  /** Starts a server, which creates one key and issues a token, and stops it. */
  private void serveOnce(String algorithm) throws ParseException {
    try (TestServer server = start(algorithm)) {
      server.calls().register("miguel", "python");
      token = server.calls().token("miguel", "python");
      kid = SignedJWT.parse(token).getHeader().getKeyID();
    }
  }

  private void update(String change) throws SQLException {
    TestDatabase.execute(
        "jdbc:sqlite:" + folder.resolve("data/restauth.sqlite"),
        "UPDATE signing_key SET " + change);
  }

  private void refusesToStart(String algorithm, String why) {
    assertThatThrownBy(() -> start(algorithm).close())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("the signing key " + kid)
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
    assertThat(TestServer.operate(folder, "check", Map.of()))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.message()).contains("the signing key " + kid, why));
  }

  @Test
  void stopsTheStartUntilItIsRevoked() throws ParseException, SQLException {
    serveOnce("es256");
    update("public_jwk = '" + attackersKey.toPublicJWK().toJSONString() + "'");

    refusesToStart("es256", "belongs to another key");
    refusesToStart("es256", "restauth key revoke -- " + kid);

    assertThat(TestServer.operate(folder, "key.revoke", Map.of("kid", kid)))
        .isInstanceOf(Reply.Done.class);
    try (TestServer server = start("es256")) {
      assertThat(resource(server, token)).isEqualTo(401);
      assertThat(resource(server, server.calls().token("miguel", "python"))).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "eddsa", "rs256"})
  void stopsTheStartWithEveryAlgorithm(String algorithm) throws ParseException, SQLException {
    serveOnce(algorithm);
    update("public_jwk = '" + another(algorithm).publicJwk() + "'");

    refusesToStart(algorithm, "belongs to another key");
  }

  private static SigningKeyRow another(String algorithm) {
    return SigningKey.generate(SigningAlgorithm.valueOf(algorithm.toUpperCase(Locale.ROOT)))
        .row(new Sealing(MasterKey.generate()), Instant.EPOCH, Instant.EPOCH, 600);
  }

  @Test
  void stopsTheStartWithItsOwnIdToo() throws ParseException, SQLException, JOSEException {
    serveOnce("es256");
    kid = attackersKey.computeThumbprint().toString();
    update("kid = '" + kid + "', public_jwk = '" + attackersKey.toPublicJWK().toJSONString() + "'");

    refusesToStart("es256", "cannot be opened");
  }

  @Test
  void stopsTheStartIfItIsNotAKey() throws ParseException, SQLException {
    serveOnce("es256");
    update("public_jwk = '{}'");

    refusesToStart("es256", "cannot be opened: it is not a key for ES256");
  }

  /**
   * Otherwise the server would store revocations forever, or until a time that cannot be
   * represented.
   */
  @ParameterizedTest
  @ValueSource(longs = {86_401, 1_000_000_000_000_000L, Long.MAX_VALUE})
  void stopsTheStartIfItsTokensWouldLastTooLong(long seconds) throws ParseException, SQLException {
    serveOnce("es256");
    update("longest_token = " + seconds);

    refusesToStart("es256", "its tokens would be valid for " + seconds + " s");

    update("longest_token = 86400");
    start("es256").close();
  }

  /** If a server cannot accept the changed key, it continues with the keys in its memory. */
  @Test
  void doesNotDisableRevocation() throws ParseException, SQLException {
    serveOnce("es256");
    try (TestServer server = start("es256")) {
      update("longest_token = 1000000000000000");
      var _ = TestServer.operate(folder, "key.rotate", Map.of()); // the command reads all keys
      assertThat(
              server
                  .calls()
                  .call("DELETE", "/api/token", Optional.empty(), "Authorization: Bearer " + token)
                  .status())
          .isEqualTo(204);
      assertThat(resource(server, token)).isEqualTo(401);
    }
  }

  /**
   * The changed key is not a defect of the program. One log line names the key and says how to
   * revoke it.
   */
  @Test
  void runningServerLogsItWithoutAStackTrace() throws Exception {
    serveOnce("es256");
    try (TestServer server = start("es256");
        LogCatcher log = new LogCatcher("dev.restauth.cluster")) {
      TestDatabase.execute(
          "jdbc:sqlite:" + folder.resolve("data/restauth.sqlite"),
          "INSERT INTO signing_key SELECT 'other', algorithm, public_jwk, sealed_private_key,"
              + " created_at, signs_from, longest_token FROM signing_key");
      assertThat(server.operate("key.rotate", Map.of())).isInstanceOf(Reply.Failed.class);

      assertThat(log.next())
          .startsWith("SEVERE ")
          .contains("the signing key other cannot be opened", "restauth key revoke -- other")
          .doesNotContain("\tat ");
      assertThat(server.operate("key.revoke", Map.of("kid", "other")))
          .isInstanceOf(Reply.Done.class);
    }
  }

  /** The private key would become an HS256 secret, which every verifier shares. */
  @Test
  void stopsTheStartIfItsAlgorithmWasChanged() throws ParseException, SQLException {
    serveOnce("es256");
    for (String algorithm : new String[] {"HS256", "RS256", "Ed25519"}) {
      update("algorithm = '" + algorithm + "'");
      refusesToStart("es256", "");
    }
    update("algorithm = 'none'");
    refusesToStart("es256", "none is not a supported algorithm");
    update("algorithm = 'ES256'");
    start("es256").close();
  }

  /** The server does not publish other members of the row with the key. */
  @Test
  void publishesOnlyTheMembersOfTheThumbprint() throws ParseException, SQLException {
    serveOnce("es256");
    update("public_jwk = '{\"n\":\"AQAB\",\"e\":\"AQAB\",' || substr(public_jwk, 2)");

    try (TestServer server = start("es256")) {
      assertThat(resource(server, token)).isEqualTo(200);
      assertThat(server.calls().get("/.well-known/jwks.json").json().at("/keys/0").fieldNames())
          .toIterable()
          .containsExactlyInAnyOrder("kty", "crv", "x", "y", "use", "alg", "kid");
    }
  }

  @Test
  void runningServerRefusesIt() throws ParseException, JOSEException {
    serveOnce("es256");
    Sealing sealing = new Sealing(MasterKey.load(folder.resolve("data/master.key")));
    try (TestServer server = start("es256")) {
      SigningKeyRow published =
          SigningKey.generate(SigningAlgorithm.ES256)
              .row(sealing, Instant.now(), Instant.now().plusSeconds(600), 600);
      SigningKeyRow swapped =
          new SigningKeyRow(
              published.kid(),
              published.algorithm(),
              attackersKey.toPublicJWK().toJSONString(),
              published.sealedPrivateKey(),
              published.createdAt(),
              published.signsFrom(),
              published.longestToken());
      server
          .store()
          .inTransaction(
              tx -> {
                new SigningKeyRows(tx).add(swapped);
                return true;
              });

      assertThatThrownBy(() -> server.signingKeys().reload())
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("the signing key " + swapped.kid() + " belongs to another key");

      assertThat(resource(server, forged(swapped.kid()))).isEqualTo(401);
      assertThat(resource(server, token)).isEqualTo(200);
      assertThat(TestServer.operate(folder, "check", Map.of())).isInstanceOf(Reply.Failed.class);
      assertThat(TestServer.operate(folder, "key.revoke", Map.of("kid", swapped.kid())))
          .isInstanceOf(Reply.Done.class);
      assertThat(resource(server, token)).isEqualTo(200);
      assertThat(TestServer.operate(folder, "check", Map.of())).isInstanceOf(Reply.Done.class);
    }
  }

  /** Returns a token of the server, signed with the attacker's key. */
  private String forged(String kid) throws ParseException, JOSEException {
    SignedJWT forged =
        new SignedJWT(
            SigningKey.header(kid, SigningAlgorithm.ES256),
            SignedJWT.parse(token).getJWTClaimsSet());
    forged.sign(new ECDSASigner(attackersKey));
    return forged.serialize();
  }

  private static int resource(TestServer server, String token) {
    return server.calls().get("/api/resource", basic(token, "x")).status();
  }
}
