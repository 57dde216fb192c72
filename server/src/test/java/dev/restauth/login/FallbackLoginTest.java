package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.event.EventList;
import dev.restauth.event.EventType;
import dev.restauth.event.SecurityEvent;
import dev.restauth.http.Caller;
import dev.restauth.http.LoginOutcome;
import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log-ins while a legacy application still has some of the accounts. */
class FallbackLoginTest {
  /** A name whose normalized form is {@code miguel}. */
  private static final String FULL_WIDTH = "\uff4diguel";

  private final SetClock clock = new SetClock();
  private final KeyedDigest digest = KeyedDigest.ofThisProcess();

  @TempDir Path folder;

  private Store store;
  private PasswordHasher hasher;
  private OtherApplication legacy;
  private final EventList events = new EventList();
  private LoginFlow flow;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    hasher =
        new PasswordHasher(
            new Argon2Parameters(64, 1, 1), 1, Duration.ofMinutes(1), name -> new byte[0]);
    legacy = new OtherApplication(store, clock);
    flow =
        new LoginFlow(
            store,
            new LoginNames(store, legacy, false),
            new AccountCache(store),
            hasher,
            new LoginThrottle(
                new LoginThrottle.Limits(1_000, 1_000, 1_000),
                new StoredFailures(store, digest),
                clock),
            new KnownAddresses(store, digest, (_, _, _) -> {}, new LoginEvents(events), clock),
            new DecoyHashes(store, LegacyDirectory.none(), digest, clock),
            legacy,
            Duration.ZERO,
            () -> true,
            events,
            _ -> false,
            new HalfLogins(store, new NobodyNotified(), new LoginEvents(events), 1_000, clock),
            new NobodyNotified(),
            clock);
  }

  @AfterEach
  void close() {
    hasher.close();
    store.close();
  }

  private PasswordHash hash(String password) {
    return ((HashOutcome.Hashed) hasher.hash(password, HashRequest.OPERATOR)).hash();
  }

  private void register(String username, String password) {
    String hash = hash(password).text();
    store.inTransaction(tx -> new AccountRows(tx).create(username, hash, clock.instant()));
  }

  /** Returns the name of the logged-in user. */
  private Optional<String> logIn(String username, String password) {
    return flow.logIn(username, password, HashRequest.OPERATOR)
            instanceof LoginOutcome.LoggedIn(Caller.User user)
        ? Optional.of(user.username())
        : Optional.empty();
  }

  @Test
  void storedAccountIsNotLookedUpInTheLegacyApplicationButTakesAsLong() {
    register("miguel", "python");
    assertThat(logIn("miguel", "python")).contains("miguel");
    assertThat(legacy.lookups).isEmpty();
    assertThat(legacy.decoys).isEqualTo(1);
  }

  @Test
  void adoptionIsLoggedOnce() {
    legacy.users.put("miguel", hash("python"));
    assertThat(logIn("miguel", "monty")).isEmpty();
    assertThat(logIn("miguel", "python")).contains("miguel");
    assertThat(logIn("miguel", "python")).contains("miguel");
    assertThat(events.all())
        .containsExactly(
            SecurityEvent.of(EventType.USER_LOGIN_FAILED),
            SecurityEvent.of(EventType.USER_ADOPTED).about(1),
            SecurityEvent.of(EventType.USER_ADDRESS_LEARNED).about(1));
  }

  @Test
  void unknownNameIsLookedUpVerbatimAndPrepared() {
    legacy.users.put("miguel", hash("python"));
    assertThat(logIn(FULL_WIDTH, "monty")).isEmpty();
    assertThat(legacy.lookups).containsExactly(FULL_WIDTH, "miguel");
    assertThat(logIn(FULL_WIDTH, "python")).contains("miguel");
    assertThat(legacy.decoys).isZero();
  }

  @Test
  void aNameWithOneSpellingIsLookedUpOnce() {
    assertThat(logIn("nobody", "python")).isEmpty();
    assertThat(legacy.lookups).containsExactly("nobody");
  }

  @Test
  void verbatimLegacyNameComesBeforeThePreparedStoredName() {
    register("miguel", "python");
    legacy.users.put(FULL_WIDTH, hash("monty"));
    assertThat(logIn(FULL_WIDTH, "python")).isEmpty();
    assertThat(logIn(FULL_WIDTH, "monty")).contains(FULL_WIDTH);
    assertThat(logIn("miguel", "python")).contains("miguel");
  }

  @Test
  void nameUnknownToTheLegacyApplicationIsPrepared() {
    register("miguel", "python");
    assertThat(logIn(FULL_WIDTH, "python")).contains("miguel");
    assertThat(legacy.lookups).containsExactly(FULL_WIDTH);
  }
}
