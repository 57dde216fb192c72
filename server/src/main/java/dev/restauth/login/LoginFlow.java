package dev.restauth.login;

import dev.restauth.account.AccountCache;
import dev.restauth.account.Username;
import dev.restauth.password.Applicant;
import dev.restauth.password.Applicant.Rank;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PreparedPassword;
import dev.restauth.store.Account;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Throttle, what was verified a moment ago, look up, verify, outcome. Thread-safe. */
public final class LoginFlow {

  /** What a log-in came to. */
  public sealed interface Outcome {
    /** The password is right and the account may log in. */
    record LoggedIn(Account account) implements Outcome {}

    /** It is not, or it may not, or there is none: callers cannot tell. */
    record Refused() implements Outcome {}

    /** Too many have failed: nothing was looked at. */
    record Throttled(Duration retryAfter) implements Outcome {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Outcome {}
  }

  private final Store store;
  private final AccountCache accounts;
  private final PasswordHasher hasher;
  private final LoginThrottle throttle;
  private final KnownAddresses addresses;
  private final VerifiedPasswords verified;

  /**
   * Logs in to the accounts of {@code store}.
   *
   * @param remembered how long a verified password is not hashed again; zero for never
   */
  public LoginFlow(
      Store store,
      AccountCache accounts,
      PasswordHasher hasher,
      LoginThrottle throttle,
      KnownAddresses addresses,
      Duration remembered,
      InstantSource clock) {
    this.store = store;
    this.accounts = accounts;
    this.hasher = hasher;
    this.throttle = throttle;
    this.addresses = addresses;
    this.verified = new VerifiedPasswords(remembered, clock);
  }

  /** Whom the store has under a name, and whether it knows the address. */
  private record Found(Optional<Account> account, Optional<Instant> seenAt) {}

  /**
   * Logs in. For what is refused the work is the same whether there is such an account or not.
   *
   * @param visitor who waits; what rank she has is found out here
   */
  public Outcome logIn(String username, String password, Applicant visitor) {
    String name = Username.forLookup(username);
    Optional<Duration> delay =
        throttle.delay(
            name, visitor.source(), () -> find(name, visitor.source()).seenAt().isPresent());
    if (delay.isPresent()) {
      return new Outcome.Throttled(delay.get());
    }
    Optional<Account> remembered = accounts.remembered(name).filter(Account::active);
    boolean right = verified.contains(remembered, password);
    return remembered
        .filter(account -> right)
        .<Outcome>map(Outcome.LoggedIn::new)
        .orElseGet(() -> attempt(name, password, visitor));
  }

  private Found find(String name, String source) {
    return store.reading(
        tx -> new Found(tx.accounts().findByUsername(name), addresses.seenAt(tx, name, source)));
  }

  private Outcome attempt(String name, String password, Applicant visitor) {
    Found found = find(name, visitor.source());
    boolean known = found.seenAt().isPresent();
    Optional<LoginThrottle.Attempt> attempt = throttle.begin(name, visitor.source(), known);
    if (attempt.isEmpty()) {
      return new Outcome.Throttled(Duration.ofSeconds(1));
    }
    try (LoginThrottle.Attempt under = attempt.get()) {
      Applicant ranked = visitor.ranked(known ? Rank.KNOWN : Rank.OTHER);
      Outcome outcome = verify(found.account(), password, ranked);
      switch (outcome) {
        case Outcome.LoggedIn(Account account) -> {
          under.succeeded();
          addresses.remember(account, visitor.source(), found.seenAt());
        }
        case Outcome.Refused refused -> under.failed();
        case Outcome.Throttled throttled -> {}
        case Outcome.Busy busy -> {}
      }
      return outcome;
    }
  }

  private Outcome verify(Optional<Account> account, String password, Applicant visitor) {
    // The hash of one that may not log in is checked, too, so that the time is the same.
    Optional<PasswordHash> stored =
        account.flatMap(Account::passwordHash).map(PasswordHash::stored);
    return switch (hasher.verify(PreparedPassword.forChecking(password), stored, visitor)) {
      case MATCH ->
          account
              .filter(Account::active)
              .<Outcome>map(
                  active -> {
                    verified.add(active, password);
                    accounts.remember(active);
                    rehash(active, stored, password);
                    return new Outcome.LoggedIn(active);
                  })
              .orElseGet(Outcome.Refused::new);
      case MISMATCH -> new Outcome.Refused();
      case BUSY -> new Outcome.Busy();
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
                    Applicant.OPERATOR.ranked(Rank.REGISTRATION));
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
                          tx.accounts()
                              .replaceHash(account.id(), known, hash.phc(), Optional.empty())));
    } catch (StoreUnavailableException e) {
      // The operator has been told; the next log-in tries again.
    } finally {
      accounts.forget(account.id());
    }
  }
}
