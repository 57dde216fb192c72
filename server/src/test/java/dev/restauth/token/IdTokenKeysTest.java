package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.event.Actor;
import dev.restauth.event.EventList;
import dev.restauth.feature.NotifyingStores;
import dev.restauth.json.JsonBounds;
import dev.restauth.json.JsonObject;
import dev.restauth.json.JsonReader;
import dev.restauth.json.JsonWriter;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.KeyRotation.Revocation;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of ID tokens, in memory and in the database. */
class IdTokenKeysTest {
  private static final Duration ROTATION = Duration.ofDays(90);

  private final SetClock clock = new SetClock();
  private final EventList events = new EventList();

  @TempDir Path folder;

  @AutoClose private Store store;
  private IdTokenKeys keys;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    vault().prepare();
    keys = others();
  }

  private static void claims(JsonWriter json) {
    json.text("sub", "1");
  }

  private Vault vault() {
    return new Vault(MasterKeys.in(folder), store, List.of(IdTokenKeys.SEALED));
  }

  /**
   * Returns the keys as another process has them in memory, if it is notified only of its own
   * changes.
   */
  private IdTokenKeys others() {
    List<IdTokenKeys> hearing = new ArrayList<>();
    hearing.add(
        new IdTokenKeys(
            NotifyingStores.of(store, _ -> hearing.forEach(IdTokenKeys::reloadIfUsed)),
            vault(),
            ROTATION,
            events,
            clock));
    return hearing.getFirst();
  }

  private String idToken(String algorithm) {
    return keys.sign(algorithm, Optional.of(IdTokenKeys.ID_TOKEN), IdTokenKeysTest::claims);
  }

  private List<SigningKeyRow> rows() {
    return store.reading(IdSigningKeyRows::ofAll);
  }

  private JWKSet published() throws ParseException {
    return JWKSet.parse("{\"keys\":[" + String.join(",", keys.publicJwks()) + "]}");
  }

  private Set<String> publishedIds() throws ParseException {
    return published().getKeys().stream().map(JWK::getKeyID).collect(Collectors.toSet());
  }

  private static String kid(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "PS256"})
  void libraryVerifiesEachAlgorithmWithTheKeySet(String algorithm)
      throws ParseException, JOSEException {
    SignedJWT token = SignedJWT.parse(idToken(algorithm));
    JWK key = published().getKeyByKeyId(token.getHeader().getKeyID());

    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
    assertThat(token.getHeader().getType().getType()).isEqualTo("JWT");
    assertThat(key.getAlgorithm().getName()).isEqualTo(algorithm);
    assertThat(key.getKeyUse().getValue()).isEqualTo("sig");
    assertThat(key.isPrivate()).isFalse();
    JWSVerifier verifier =
        new DefaultJWSVerifierFactory()
            .createJWSVerifier(
                token.getHeader(),
                key.getKeyType().getValue().equals("EC")
                    ? key.toECKey().toPublicKey()
                    : key.toRSAKey().toPublicKey());
    assertThat(token.verify(verifier)).isTrue();
    assertThat(keys.verified(token.serialize()).map(JsonObject::names)).hasValue(Set.of("sub"));
  }

  @Test
  void edwardsCurveVerifiesWithTheKeySet() throws Exception {
    SignedJWT token = SignedJWT.parse(idToken("EdDSA"));
    JWK key = published().getKeyByKeyId(token.getHeader().getKeyID());

    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("EdDSA");
    assertThat(
            Ed25519Verifier.of(token.getHeader().getAlgorithm(), key.toJSONString())
                .verify(token.getHeader(), token.getSigningInput(), token.getSignature()))
        .isTrue();
    assertThat(keys.verified(token.serialize())).isPresent();
  }

  @Test
  void nothingIsMadeBeforeItIsNeeded() {
    assertThat(keys.publicJwks()).isEmpty();
    keys.maintain();
    assertThat(rows()).isEmpty();

    idToken("ES256");

    assertThat(rows()).singleElement().extracting(SigningKeyRow::algorithm).isEqualTo("ES256");
    assertThat(keys.publicJwks()).hasSize(1);
  }

  @Test
  void firstKeyIsMadeOnceHoweverManyNeedIt() throws InterruptedException, ExecutionException {
    List<IdTokenKeys> nodes = List.of(keys, others());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> signing =
          Stream.iterate(0, i -> i + 1)
              .limit(20)
              .<Callable<String>>map(
                  i ->
                      () ->
                          kid(
                              nodes
                                  .get(i % 2)
                                  .sign("ES256", Optional.of("JWT"), IdTokenKeysTest::claims)))
              .toList();
      Set<String> ids = new TreeSet<>();
      for (Future<String> each : threads.invokeAll(signing)) {
        ids.add(each.get());
      }
      assertThat(ids).hasSize(1);
    }
    assertThat(rows()).hasSize(1);
  }

  @Test
  void nextKeyIsPublishedBeforeItSignsAndTheLastOneVerifiesForThirtyDays() throws ParseException {
    String first = idToken("ES256");
    clock.move(ROTATION.minusMinutes(10));
    keys.maintain();

    assertThat(rows()).hasSize(2);
    assertThat(publishedIds()).hasSize(2);
    assertThat(kid(idToken("ES256"))).isEqualTo(kid(first));

    clock.move(Duration.ofMinutes(10));
    String second = idToken("ES256");
    assertThat(kid(second)).isNotEqualTo(kid(first));

    clock.move(Duration.ofDays(30));
    keys.maintain();
    assertThat(keys.verified(first)).as("an expired token is a hint").isPresent();
    clock.move(Duration.ofMinutes(1));
    keys.maintain();
    assertThat(keys.verified(first)).isEmpty();
    assertThat(keys.verified(second)).isPresent();
    assertThat(publishedIds()).containsExactly(kid(second));
  }

  @Test
  void eachAlgorithmHasItsOwnLine() throws ParseException {
    String ec = idToken("ES256");
    String ed = idToken("EdDSA");
    clock.move(Duration.ofSeconds(1)); // if both keys sign from the same time, either may be used

    assertThat(keys.rotate(true, Actor.operator(Optional.empty()))).hasSize(2);
    assertThat(kid(idToken("ES256"))).isNotEqualTo(kid(ec));
    assertThat(kid(idToken("EdDSA"))).isNotEqualTo(kid(ed));

    assertThat(keys.revoke(kid(ec), Actor.operator(Optional.empty())))
        .isInstanceOf(Revocation.Revoked.class);
    assertThat(keys.verified(ec)).isEmpty();
    assertThat(keys.verified(ed)).isPresent();
    assertThat(keys.revoke("missing", Actor.operator(Optional.empty())))
        .isEqualTo(new Revocation.NotFound());
  }

  @Test
  void onlyIdTokensOfTheseKeysAreVerified() {
    String token = idToken("ES256");

    assertThat(keys.verified(token)).isPresent();
    for (String type : List.of("at+jwt", "logout+jwt")) {
      assertThat(keys.verified(keys.sign("ES256", Optional.of(type), IdTokenKeysTest::claims)))
          .isEmpty();
    }
    assertThat(keys.verified(keys.sign("ES256", Optional.empty(), IdTokenKeysTest::claims)))
        .isEmpty();
    String[] parts = token.split("\\.", -1);
    for (String other :
        List.of(
            "",
            "a.b.c",
            token + "A",
            token.substring(0, token.length() - 4),
            parts[0] + "." + parts[1] + ".",
            parts[0] + ".eyJzdWIiOiIyIn0." + parts[2],
            "x".repeat(9_000))) {
      assertThat(keys.verified(other)).as(other).isEmpty();
    }
  }

  @Test
  void unsupportedAlgorithmIsRefused() {
    for (String algorithm : List.of("HS256", "none", "RS512", "")) {
      assertThatThrownBy(() -> idToken(algorithm)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keysMoveToAnotherMasterKey() {
    String token = idToken("ES256");
    byte[] before = rows().getFirst().sealedPrivateKey();
    vault().rewrap((_, _) -> {});

    assertThat(rows().getFirst().sealedPrivateKey()).isNotEqualTo(before);
    assertThat(IdTokenKeys.SEALED.check().check(store, vault())).isEmpty();
    keys = others();
    assertThat(keys.verified(token)).isPresent();
    assertThat(keys.verified(idToken("ES256"))).isPresent();
  }

  @Test
  void replacedRowIsFound() {
    idToken("ES256");
    SigningKeyRow row = rows().getFirst();
    store.inTransaction(
        tx ->
            tx.sql()
                .change(
                    "UPDATE id_signing_key SET public_jwk = ? WHERE kid = ?",
                    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
                    row.kid()));

    assertThat(IdTokenKeys.SEALED.check().check(store, vault()))
        .singleElement()
        .asString()
        .contains(row.kid());
  }

  @Test
  void accessTokenAndIdTokenNeverPassAsEachOther() throws ParseException {
    try (TestServer server = TestServer.start(folder.resolve("served"), clock, Map.of())) {
      server.calls().register("miguel", "python");
      String access = server.calls().token("miguel", "python");
      Vault served =
          new Vault(
              MasterKeys.of(TestServer.config(folder.resolve("served"), Map.of())),
              server.store(),
              List.of());
      IdTokenKeys own = new IdTokenKeys(server.notifyingStore(), served, ROTATION, events, clock);
      String claims = SignedJWT.parse(access).getPayload().toString();
      String same = own.sign("ES256", Optional.of("at+jwt"), json -> copy(json, claims));

      assertThat(SignedJWT.parse(same).getJWTClaimsSet())
          .isEqualTo(SignedJWT.parse(access).getJWTClaimsSet());
      assertThat(server.verifier().verify(access)).isPresent();
      assertThat(server.verifier().verify(same)).isEmpty();
      assertThat(own.verified(access)).isEmpty();
      Set<String> ids =
          JWKSet.parse(server.calls().get("/.well-known/jwks.json").body()).getKeys().stream()
              .map(JWK::getKeyID)
              .collect(Collectors.toSet());
      assertThat(ids).containsExactlyInAnyOrder(kid(access), kid(same));
    }
  }

  private static void copy(JsonWriter json, String claims) {
    JsonObject object = (JsonObject) new JsonReader(JsonBounds.USUAL).read(claims);
    object.members().forEach(json::member);
  }
}
