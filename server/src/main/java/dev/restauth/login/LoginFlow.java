package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.account.LegacyDirectory;
import dev.restauth.account.Username;
import dev.restauth.crypto.SecretText;
import dev.restauth.event.SecurityEvents;
import dev.restauth.http.LoginOutcome;
import dev.restauth.http.Proof;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PreparedPassword;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Throttle, what was verified a moment ago, look up, verify, outcome. Thread-safe. */
public final class LoginFlow {
  private final Store store;
  private final AccountCache accounts;
  private final PasswordHasher hasher;
  private final LoginThrottle throttle;
  private final KnownAddresses addresses;
  private final VerifiedPasswords verified;
  private final DecoyHashes decoys;
  private final LegacyDirectory legacy;
  private final BooleanSupplier fresh;
  private final LoginEvents events;
  private final InstantSource clock;

  /**
   * Logs in to the accounts of {@code store}.
   *
   * @param decoys whose work is done for a name that nobody has
   * @param legacy where those are looked for whom the store does not know
   * @param remembered how long a verified password is not hashed again; zero for never
   * @param fresh whether what is remembered of accounts may be relied on now
   */
  public LoginFlow(
      Store store,
      AccountCache accounts,
      PasswordHasher hasher,
      LoginThrottle throttle,
      KnownAddresses addresses,
      DecoyHashes decoys,
      LegacyDirectory legacy,
      Duration remembered,
      BooleanSupplier fresh,
      SecurityEvents events,
      InstantSource clock) {
    this.store = store;
    this.accounts = accounts;
    this.hasher = hasher;
    this.throttle = throttle;
    this.addresses = addresses;
    this.decoys = decoys;
    this.legacy = legacy;
    this.fresh = fresh;
    this.events = new LoginEvents(events);
    this.clock = clock;
    this.verified = new VerifiedPasswords(remembered, clock);
  }

  /**
   * Who is presenting a name: one of the store's accounts, or else somebody who is still elsewhere; when
   * she was logged in to from this address last; and which log-ins have failed.
   */
  private record Found(
      Optional<Account> account,
      Optional<LegacyDirectory.Person> person,
      Optional<Instant> seenAt,
      LoginThrottle.Seen seen) {

    Optional<Long> accountId() {
      return account.map(Account::id);
    }

    Optional<PasswordHash> passwordHash() {
      return account.isPresent()
          ? account.flatMap(Account::passwordHash).map(PasswordHash::stored)
          : person.flatMap(LegacyDirectory.Person::passwordHash);
    }

    /** Once the password is known to be right. */
    Optional<Account> admitted() {
      return account
          .or(() -> person.flatMap(LegacyDirectory.Person::adopt))
          .filter(Account::active);
    }
  }

  /**
   * Logs in. For what is refused the work is the same whether there is such an account or not.
   *
   * @param visitor who waits; what priority she has is found out here
   */
  public LoginOutcome logIn(String username, String password, HashRequest visitor) {
    if (SecretText.recognise(password).isPresent()) {
      events.failed(Optional.empty(), visitor);
      return new LoginOutcome.Refused(); // nobody's password, and not to be hashed
    }
    String name = Username.forLookup(username);
    List<Found> found = new ArrayList<>();
    Optional<Duration> delay =
        throttle.delay(
            name,
            visitor.source(),
            () -> {
              Found here = here(username, visitor.source());
              found.add(here);
              return here.seen();
            });
    if (delay.isPresent()) {
      events.throttled(
          found.stream()
              .findFirst()
              .map(Found::accountId)
              .orElseGet(() -> accounts.rememberedId(username)),
          visitor);
      return new LoginOutcome.Throttled(delay.get());
    }
    Optional<Account> remembered = accounts.remembered(username).filter(Account::active);
    boolean right = verified.contains(remembered, password);
    return remembered
        .filter(account -> right && fresh.getAsBoolean())
        .<LoginOutcome>map(this::loggedIn)
        .orElseGet(() -> attempt(username, name, password, visitor));
  }

  private LoginOutcome loggedIn(Account account) {
    return new LoginOutcome.LoggedIn(account.calling(new Proof(Proof.PASSWORD, clock.instant())));
  }

  private Found here(String username, String source) {
    return store.reading(
        tx -> {
          Optional<Account> account =
              Username.spellings(username).stream()
                  .map(new AccountRows(tx)::findByUsername)
                  .flatMap(Optional::stream)
                  .findFirst();
          String lookedUp = Username.forLookup(username);
          String name = account.map(Account::username).orElse(lookedUp);
          Optional<Instant> seenAt = addresses.seenAt(tx, name, source);
          LoginThrottle.Seen seen = throttle.seen(tx, lookedUp, source, seenAt.isPresent());
          return new Found(account, Optional.empty(), seenAt, seen);
        });
  }

  /** Verbatim before prepared: the name that somebody has elsewhere may be what another's is prepared to. */
  private Found find(String username, String source) {
    Found here = here(username, source);
    if (here.account().filter(found -> found.username().equals(username)).isPresent()) {
      legacy.decoy();
      return here;
    }
    Optional<LegacyDirectory.Person> person = legacy.byName(username);
    if (person.isEmpty() && here.account().isPresent()) {
      return here;
    }
    return new Found(
        Optional.empty(),
        person.or(() -> elsewhereAsPrepared(username)),
        here.seenAt(),
        here.seen());
  }

  private Optional<LegacyDirectory.Person> elsewhereAsPrepared(String username) {
    List<String> spellings = Username.spellings(username);
    return spellings.size() > 1 ? legacy.byName(spellings.getLast()) : Optional.empty();
  }

  private LoginOutcome attempt(String username, String name, String password, HashRequest visitor) {
    Found found = find(username, visitor.source());
    return switch (throttle.begin(name, visitor.source(), found.seen())) {
      case LoginThrottle.Wait(Duration delay) -> {
        events.throttled(found.accountId(), visitor);
        yield new LoginOutcome.Throttled(delay);
      }
      case LoginThrottle.Attempt attempt -> tried(attempt, found, name, password, visitor);
    };
  }

  private LoginOutcome tried(
      LoginThrottle.Attempt attempt,
      Found found,
      String name,
      String password,
      HashRequest visitor) {
    try (attempt) {
      HashRequest ranked =
          visitor.withPriority(found.seen().isKnown() ? Priority.KNOWN : Priority.OTHER);
      LoginOutcome outcome = verify(found, decoys.of(name), password, ranked);
      switch (outcome) {
        case LoginOutcome.LoggedIn loggedIn -> attempt.succeeded();
        case LoginOutcome.Refused refused -> {
          attempt.failed();
          events.failed(found.accountId(), visitor);
        }
        case LoginOutcome.FactorMissing missing -> {} // half of it is neither
        case LoginOutcome.Throttled throttled -> {}
        case LoginOutcome.Busy busy -> {}
        case LoginOutcome.Gone gone -> {}
      }
      return outcome;
    }
  }

  private LoginOutcome verify(
      Found found, Optional<PasswordHash> standIn, String password, HashRequest visitor) {
    // The hash of one that may not log in is checked, too, so that the time is the same.
    Optional<PasswordHash> stored = found.passwordHash();
    return switch (hasher.verify(password, stored, standIn, visitor)) {
      case MATCH ->
          found
              .admitted()
              .<LoginOutcome>map(
                  active -> {
                    verified.add(active, password);
                    accounts.remember(active);
                    addresses.remember(active, visitor.source(), found.seenAt());
                    events.admitted(
                        active, found.account().isEmpty(), found.seenAt().isPresent(), visitor);
                    rehash(active, stored, password);
                    return loggedIn(active);
                  })
              .orElseGet(LoginOutcome.Refused::new);
      case MISMATCH -> new LoginOutcome.Refused();
      case BUSY ->
          visitor.gone().getAsBoolean() ? new LoginOutcome.Gone() : new LoginOutcome.Busy();
    };
  }

  /** Where new hashes cost more than this one did, it is made anew; nobody waits for that. */
  private void rehash(Account account, Optional<PasswordHash> stored, String password) {
    if (stored.filter(hasher::needsRehash).isPresent()) {
      Thread.startVirtualThread(
          () -> {
            HashOutcome outcome =
                hasher.hash(
                    PreparedPassword.forChecking(password),
                    HashRequest.OPERATOR.withPriority(Priority.REGISTRATION));
            if (outcome instanceof HashOutcome.Hashed(PasswordHash hash)) {
              replace(account, hash);
            }
          });
    }
  }

  private void replace(Account account, PasswordHash hash) {
    try {
      store.inTransaction(
          tx ->
              account
                  .passwordHash()
                  .map(
                      known ->
                          new AccountRows(tx)
                              .replaceHash(account.id(), known, hash.text(), Optional.empty())));
    } catch (StoreUnavailableException e) {
      // The operator has been told; the next log-in tries again.
    } finally {
      accounts.forget(account.id());
    }
  }
}
