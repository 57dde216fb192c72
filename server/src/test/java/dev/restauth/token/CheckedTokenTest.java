package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.restauth.LongRun;
import dev.restauth.SetClock;
import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.account.SessionRevoked;
import dev.restauth.crypto.MasterKey;
import dev.restauth.crypto.Sealing;
import dev.restauth.role.ChangedRoles;
import dev.restauth.session.Revocations;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.token.SigningKeyRows.SigningKeyRow;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tokens that were used before. The verifier remembers what it found about them, but must notice
 * each change at once.
 */
@Tag("sqlite")
class CheckedTokenTest {
  private static final Duration TOKEN_DURATION = Duration.ofMinutes(10);
  private static final TokenProfile PROFILE =
      new TokenProfile(
          () -> "http://localhost:5000", Optional.empty(), TOKEN_DURATION, Duration.ofDays(30));
  private static final int SESSIONS = LongRun.IS_LONG ? 20_000 : 1_000;

  @TempDir Path folder;
  private final SetClock clock = new SetClock();
  private final Revocations revocations = new Revocations();
  private Store store;
  private SigningKeys keys;
  private AccountCache accounts;
  private TokenVerifier verifier;
  private Account miguel;

  /** The token that another thread uses; empty if the thread must end. */
  private volatile String current = "";

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    Sealing sealing = new Sealing(MasterKey.generate());
    miguel =
        store
            .<Optional<Account>>inTransaction(
                tx -> {
                  new SigningKeyRows(tx).add(newKey(sealing));
                  return new AccountRows(tx).create("miguel", "a hash", clock.instant());
                })
            .orElseThrow();
    keys = new SigningKeys(store, sealing, clock);
    keys.reload();
    accounts = new AccountCache(store);
    verifier = new TokenVerifier(PROFILE, keys, accounts, revocations, new ChangedRoles(), clock);
  }

  private SigningKeyRow newKey(Sealing sealing) {
    try {
      ECKey jwk = new ECKeyGenerator(Curve.P_256).generate();
      String kid = jwk.computeThumbprint().toString();
      byte[] sealed = sealing.seal(jwk.toECPrivateKey().getEncoded(), "signing_key/" + kid);
      return new SigningKeyRow(
          kid,
          "ES256",
          jwk.toPublicJWK().toJSONString(),
          sealed,
          clock.instant(),
          clock.instant(),
          TOKEN_DURATION.toSeconds());
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private String issued(String session) {
    return keys.sign(claims(session).write(Map.of(), PROFILE));
  }

  private TokenClaims claims(String session) {
    long now = clock.instant().getEpochSecond();
    return new TokenClaims(
        miguel.id(),
        miguel.generation(),
        session,
        now,
        "the id of " + session,
        TokenScope.of("api").orElseThrow(),
        0,
        List.of(),
        false,
        now,
        now + TOKEN_DURATION.toSeconds());
  }

  /** Returns a token that the verifier has accepted more than once. */
  private String used(String session) {
    String token = issued(session);
    for (int i = 0; i < 3; i++) {
      assertThat(verifier.verify(token))
          .get()
          .satisfies(
              found -> {
                assertThat(found.caller().accountId()).isEqualTo(miguel.id());
                assertThat(found.sessionId()).isEqualTo(session);
                assertThat(found.caller().username()).isEqualTo("miguel");
                assertThat(found.outdated()).isFalse();
              });
    }
    return token;
  }

  private void revoke(String session) {
    revocations.apply(
        List.of(new SessionRevoked(session, clock.instant().plus(TOKEN_DURATION)).change()));
  }

  private void update(String change) throws SQLException {
    TestDatabase.execute(
        "jdbc:sqlite:" + folder.resolve("restauth.sqlite"), "UPDATE account SET " + change);
  }

  @Test
  void endsWithItsSession() {
    String token = used("a");
    String other = used("b");
    revoke("a");
    assertThat(verifier.verify(token)).isEmpty();
    assertThat(verifier.verify(other)).isPresent();
  }

  @Test
  void showsAChangedAccount() throws SQLException {
    String token = used("a");
    update("username = 'michael'");
    accounts.invalidate(miguel.id());
    assertThat(verifier.verify(token))
        .get()
        .extracting(found -> found.caller().username())
        .isEqualTo("michael");
  }

  @Test
  void isRefusedWhileItsAccountIsDisabled() throws SQLException {
    String token = used("a");
    update("state = 'disabled'");
    accounts.invalidateAll();
    assertThat(verifier.verify(token)).isEmpty();
    assertThat(verifier.verify(token)).isEmpty();
    update("state = 'active'");
    accounts.invalidate(miguel.id());
    assertThat(verifier.verify(token)).isPresent();
  }

  @Test
  void endsWithTheGenerationOfItsAccount() throws SQLException {
    String token = used("a");
    update("generation = generation + 1");
    accounts.invalidate(miguel.id());
    assertThat(verifier.verify(token)).isEmpty();
  }

  @Test
  void endsWithItsKey() {
    String token = used("a");
    store.inTransaction(tx -> new SigningKeyRows(tx).remove(keys.current().kid()));
    keys.reload();
    assertThat(verifier.verify(token)).isEmpty();
  }

  @Test
  void expires() {
    String token = used("a");
    clock.move(TOKEN_DURATION.minusSeconds(1));
    assertThat(verifier.verify(token)).isPresent();
    clock.move(Duration.ofSeconds(1));
    assertThat(verifier.verify(token)).isEmpty();
  }

  @Test
  void isRefusedIfTheClockIsSetBack() {
    String token = used("a");
    clock.move(Duration.ofMinutes(-1));
    assertThat(verifier.verify(token)).isPresent();
    clock.move(Duration.ofSeconds(-1));
    assertThat(verifier.verify(token)).isEmpty();
  }

  /** The session is revoked after the verifier has read the revocations, during the look-up. */
  @Test
  void endsIfItsSessionIsRevokedDuringTheFirstCheck() {
    String token = issued("a");
    whileReading(() -> revoke("a"));
    var _ = verifier.verify(token);
    assertThat(verifier.verify(token)).isEmpty();
  }

  @Test
  void showsAnAccountThatIsChangedDuringTheFirstCheck() {
    String token = issued("a");
    String other = issued("b");
    whileReading(
        () -> {
          try {
            update("generation = generation + 1");
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
          // The entry that is being read cannot be invalidated yet.
          accounts.invalidateAll();
        });
    var _ = verifier.verify(token);
    assertThat(verifier.verify(token)).isEmpty();
    assertThat(verifier.verify(other)).isEmpty();
  }

  /** Runs an action after the next time that the verifier has read an account from the store. */
  private void whileReading(Runnable action) {
    AtomicReference<Runnable> once = new AtomicReference<>(action);
    Store hooked =
        (Store)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Store.class},
                (_, method, arguments) -> {
                  Object result = method.invoke(store, arguments);
                  once.getAndSet(() -> {}).run();
                  return result;
                });
    accounts = new AccountCache(hooked);
    verifier = new TokenVerifier(PROFILE, keys, accounts, revocations, new ChangedRoles(), clock);
  }

  @Test
  void isUsedUntilSomethingChangesForTenSeconds() {
    CheckedToken checked =
        new CheckedToken(new SignedToken<>(claims("a"), "a key", PROFILE), miguel, false, 7, 100);
    assertThat(checked.isUpToDate(7, 100)).isTrue();
    assertThat(checked.isUpToDate(7, 109)).isTrue();
    assertThat(checked.isUpToDate(7, 110)).isFalse();
    assertThat(checked.isUpToDate(7, 99)).isFalse();
    assertThat(checked.isUpToDate(8, 100)).isFalse();
  }

  /**
   * A thread uses each token without a pause while its session is revoked. As soon as the
   * revocation is applied, the token is not valid, whatever the thread has found before.
   */
  @Test
  void endsWhileAnotherThreadUsesIt() throws ExecutionException, InterruptedException {
    current = used("first");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> uses =
          threads.submit(
              () -> {
                while (!current.isEmpty()) {
                  verifier.verify(current);
                }
              });
      try {
        revoke("first");
        String previous = current;
        for (int i = 0; i < SESSIONS; i++) {
          String session = "session " + i;
          String token = issued(session);
          current = token;
          if (i % 2 == 0) { // otherwise, the first check may happen during the revocation
            assertThat(verifier.verify(token)).isPresent();
          }
          revoke(session);
          assertThat(verifier.verify(token)).as(session).isEmpty();
          assertThat(verifier.verify(previous)).as("before " + session).isEmpty();
          previous = token;
        }
      } finally {
        current = "";
      }
      uses.get();
    }
  }
}
