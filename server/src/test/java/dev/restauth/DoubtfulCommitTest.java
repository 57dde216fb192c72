package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.account.Account;
import dev.restauth.account.Account.State;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountErasure;
import dev.restauth.account.AccountRows;
import dev.restauth.account.AdministeredAccounts;
import dev.restauth.account.Admission;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.NewAdministrators;
import dev.restauth.account.NewUsernames;
import dev.restauth.account.OwnAccount;
import dev.restauth.account.PasswordConfirmation;
import dev.restauth.account.Registration;
import dev.restauth.account.RetiredNames;
import dev.restauth.account.UserOperations;
import dev.restauth.browser.ListedBrowserSessions;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.event.Actor;
import dev.restauth.event.EventList;
import dev.restauth.factor.StoredProofs;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.http.LoginOutcome;
import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.password.Argon2Parameters;
import dev.restauth.password.HashRequest;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PasswordPolicy;
import dev.restauth.role.RoleFeature;
import dev.restauth.session.CacheNotifications;
import dev.restauth.session.ExpiryPurge;
import dev.restauth.session.Proofs;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.Revocations;
import dev.restauth.session.SessionFeature;
import dev.restauth.session.SessionPolicy;
import dev.restauth.session.Sessions;
import dev.restauth.session.Sessions.EndOutcome;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.CommitInDoubtException;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.throttle.AddressAllowances;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A change that the server reports as failed although it may have been committed. The cache must
 * not hide the change.
 */
class DoubtfulCommitTest {
  @TempDir Path folder;
  private Displacing store;
  private NotifyingStore heard;
  private AccountCache cache;
  private PasswordHasher hasher;
  private Registration registration;
  private Operations operations;
  private Revocations revocations;
  private Sessions sessions;
  private long id;

  @BeforeEach
  void open() {
    Path file = folder.resolve("restauth.sqlite");
    store = new Displacing(TestDatabase.sqlite(file, InstantSource.system()).open(), file);
    cache = new AccountCache(store);
    revocations = new Revocations();
    heard = CacheNotifications.of(store, revocations, cache::invalidate);
    hasher =
        new PasswordHasher(
            new Argon2Parameters(7168, 2, 1), 1, Duration.ofSeconds(2), name -> new byte[0]);
    SetClock clock = new SetClock();
    registration =
        new Registration(
            store,
            new NewUsernames(true),
            new RetiredNames(KeyedDigest.ofThisProcess()),
            PasswordPolicy.COMPAT,
            hasher,
            LegacyDirectory.none(),
            new AddressAllowances(1, Duration.ofSeconds(1), clock),
            (tx, account, source) -> {},
            new EventList(),
            clock);
    AdministeredAccounts administered =
        new AdministeredAccounts(
            heard,
            new NewUsernames(true),
            new RetiredNames(KeyedDigest.ofThisProcess()),
            LegacyDirectory.none(),
            (_, _, _) -> {},
            (_, _, _) -> {},
            erasure(),
            new EventList(),
            clock);
    operations = new Operations();
    new UserOperations(
            heard,
            registration,
            PasswordPolicy.COMPAT,
            hasher,
            (facts, _) -> facts,
            new NoAdministrators(),
            administered)
        .declare(operations);
    id =
        store
            .inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()))
            .orElseThrow()
            .id();
    assertThat(cache.find(id)).hasValueSatisfying(Account::active);
    sessions =
        new Sessions(
            heard,
            revocations,
            new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10)),
            new EventList());
    store.displacing = true;
  }

  @AfterEach
  void close() {
    hasher.close();
    store.close();
  }

  @Test
  void disabledAccountIsNoticed() {
    Request disable = new Request("user.disable", Map.of("username", "miguel"));
    assertThatThrownBy(() -> operations.perform(disable, (step, done, total) -> {}))
        .isInstanceOf(StoreUnavailableException.class);
    assertStored(State.DISABLED);
    assertThat(cache.find(id).orElseThrow().state()).isEqualTo(State.DISABLED);
  }

  @Test
  void changeIsNoticedWhenRetried() {
    Request disable = new Request("user.disable", Map.of("username", "miguel"));
    assertThatThrownBy(() -> operations.perform(disable, (step, done, total) -> {}))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(operations.perform(disable, (step, done, total) -> {}))
        .isInstanceOf(Reply.Done.class);
    assertThat(cache.find(id).orElseThrow().state()).isEqualTo(State.DISABLED);
  }

  private AccountErasure erasure() {
    return new AccountErasure(
        heard,
        new RetiredNames(KeyedDigest.ofThisProcess()),
        (_, _) -> {},
        () -> true,
        new SetClock());
  }

  /** Refuses every new administrator. */
  private static final class NoAdministrators implements NewAdministrators {
    @Override
    public Optional<String> refusal() {
      return Optional.of("there are none");
    }

    @Override
    public Admission admission(Actor by) {
      return Admission.ANY;
    }
  }

  /** The server lost the registration, and another user got the name before it was repeated. */
  @Test
  void aNameThatAnotherUserGotIsTaken() {
    store.displacing = false;
    store.meanwhile =
        Optional.of(
            tx -> new AccountRows(tx).create("susan", "other", Instant.EPOCH).orElseThrow());
    assertThat(registration.register("susan", "python", HashRequest.OPERATOR))
        .isEqualTo(new Registration.Outcome.NameTaken());
  }

  @Test
  void closedAccountIsNoticed() {
    assertThatThrownBy(() -> own().close(id, 1, Optional.empty()))
        .isInstanceOf(StoreUnavailableException.class);
    assertStored(State.CLOSED);
    assertThat(cache.find(id).orElseThrow().state()).isEqualTo(State.CLOSED);
  }

  private OwnAccount own() {
    return new OwnAccount(
        heard,
        cache,
        PasswordPolicy.COMPAT,
        hasher,
        (username, password, request) -> new LoginOutcome.Refused(),
        (_, _, _) -> {},
        erasure(),
        (_, _, closing) -> closing.close(() -> {}),
        new EventList());
  }

  @Test
  void logOutIsNoticed() {
    String session = begin();
    store.displacing = true;
    assertThatThrownBy(() -> sessions.logOut(id, 1, session, Optional.empty(), Optional.empty()))
        .isInstanceOf(StoreUnavailableException.class);
    assertRevoked(session);
    assertThat(revocations.contains(session)).isTrue();

    store.displacing = false;
    assertThat(sessions.logOut(id, 1, session, Optional.empty(), Optional.empty()))
        .as("retried")
        .isEqualTo(EndOutcome.TOO_LATE);
  }

  @Test
  void logOutIsNoticedAMinuteLaterIfReadsFailed() {
    String session = begin();
    store.displacing = true;
    store.unreadable = true;
    assertThatThrownBy(() -> sessions.logOut(id, 1, session, Optional.empty(), Optional.empty()))
        .isInstanceOf(StoreUnavailableException.class);
    store.unreadable = false;
    assertRevoked(session);
    assertThat(revocations.contains(session)).isFalse();

    new ExpiryPurge(store, revocations).purgeRevocations();
    assertThat(revocations.contains(session)).isTrue();
  }

  @Test
  void logOutIsNoticedWhenRetriedAfterALostAnswer() {
    String session = begin();
    store.displacing = true;
    store.unreadable = true;
    assertThatThrownBy(() -> sessions.logOut(id, 1, session, Optional.empty(), Optional.empty()))
        .isInstanceOf(StoreUnavailableException.class);
    store.unreadable = false;

    assertThat(sessions.logOut(id, 1, session, Optional.empty(), Optional.empty()))
        .isEqualTo(EndOutcome.TOO_LATE);
    assertThat(revocations.contains(session)).isTrue();
  }

  /** Checks the sessions feature, built from the same parts as in a server. */
  @Test
  void theFeatureOfSessionsNoticesALogOut() {
    NotifyingStore notifying = new NotifyingStore(store);
    SessionFeature feature =
        new SessionFeature(
            TestServer.config(folder, Map.of()),
            notifying,
            own(),
            new PasswordConfirmation(
                (username, password, request) -> new LoginOutcome.Refused(),
                new StoredProofs(notifying),
                InstantSource.system()),
            new ListedBrowserSessions(
                SessionPolicy.of(TestServer.config(folder, Map.of()), () -> Duration.ZERO)),
            () -> Duration.ZERO,
            () -> true,
            new EventList());
    notifying.setFeatures(List.of(feature));
    String session = begin();
    store.displacing = true;
    assertThatThrownBy(
            () -> feature.sessions().logOut(id, 1, session, Optional.empty(), Optional.empty()))
        .isInstanceOf(StoreUnavailableException.class);
    assertRevoked(session);
    assertThat(feature.revocations().contains(session)).isTrue();
  }

  @Test
  void aChangedRoleIsNoticed() {
    NotifyingStore notifying = new NotifyingStore(store);
    RoleFeature feature =
        new RoleFeature(
            TestServer.config(folder, Map.of()),
            notifying,
            now -> now.plusSeconds(600),
            () -> true,
            new EventList(),
            InstantSource.system());
    notifying.setFeatures(List.of(feature));
    store.displacing = false;
    define(feature, "posts:write");
    long issued = 1;
    store.displacing = true;
    assertThatThrownBy(() -> define(feature, "posts:read"))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(feature.changed().outdate(issued, Set.of("posts:write"), List.of())).isTrue();
  }

  private static void define(RoleFeature feature, String scope) {
    var _ =
        feature
            .roles()
            .define("editor", Set.of(scope), Optional.empty(), Actor.operator(Optional.empty()));
  }

  private String begin() {
    store.displacing = false;
    Sender sender = new Sender("192.0.2.1", Optional.empty());
    return sessions.begin(Proofs.password(id, 1), sender, false).orElseThrow().session().id();
  }

  private void assertRevoked(String session) {
    assertThat(store.<Boolean>reading(tx -> new RevocationRows(tx).isRevoked(session, tx.now())))
        .isTrue();
  }

  private void assertStored(State state) {
    assertThat(store.<Account>reading(tx -> new AccountRows(tx).findById(id).orElseThrow()).state())
        .isEqualTo(state);
  }

  /**
   * A store that moves the database away during one transaction and then moves it back. Or it loses
   * one transaction, and performs another one instead.
   */
  private static final class Displacing implements Store {
    private final Store store;
    private final Path file;
    private boolean displacing;
    private boolean unreadable;
    private Optional<Function<Transaction, Account>> meanwhile = Optional.empty();

    Displacing(Store store, Path file) {
      this.store = store;
      this.file = file;
    }

    @Override
    public <T> T inTransaction(Function<Transaction, T> work) {
      if (meanwhile.isPresent()) {
        Account other = store.inTransaction(meanwhile.get());
        meanwhile = Optional.empty();
        throw new CommitInDoubtException(
            "the answer was lost", new IOException(other.username() + " was faster"));
      }
      boolean displaces = displacing;
      displacing = false;
      Path away = file.resolveSibling("elsewhere");
      try {
        return store.inTransaction(
            tx -> {
              T result = work.apply(tx);
              if (displaces) {
                move(file, away);
              }
              return result;
            });
      } finally {
        if (displaces) {
          move(away, file);
        }
      }
    }

    private static void move(Path from, Path to) {
      try {
        Files.move(from, to);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public <T> T reading(Function<Transaction, T> work) {
      if (unreadable) {
        throw new StoreUnavailableException("on purpose");
      }
      return store.reading(work);
    }

    @Override
    public void confirmInPlace() {
      store.confirmInPlace();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
