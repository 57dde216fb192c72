package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.assurance.HalfAuthentication;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.throttle.AddressAllowances;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Correct passwords that were presented without the factor that the account also needs. Each costs a full hash, since
 * nothing is cached before the last factor, so there is a rate limit for each account. Known addresses of the account
 * and users who are logged in have limits of their own, which strangers who have the password cannot use up. If none of these passwords leads to a
 * log-in for some time, somebody else has the password, and its owner is notified. Thread-safe.
 */
final class HalfLogins {
  /** The number in a row after which the owner is notified. */
  private static final int TOLD_AFTER = 10;

  /** Passwords that are hashed at once, as a multiple of the failures that cost nothing. */
  private static final int TIMES = 4;

  private static final Duration INTERVAL = Duration.ofSeconds(6);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final HalfLoginListener listener;
  private final LoginEvents events;
  private final AddressAllowances allowances;

  /**
   * Counts in {@code store}, and limits in this process, because the limit protects the processor of this machine.
   *
   * @param accountFailures consecutive failures of an account that cost nothing; at least 1
   */
  HalfLogins(
      Store store,
      HalfLoginListener listener,
      LoginEvents events,
      int accountFailures,
      InstantSource clock) {
    this.store = store;
    this.listener = listener;
    this.events = events;
    this.allowances = new AddressAllowances(TIMES * accountFailures, INTERVAL, clock);
  }

  /** The callers whose passwords of an account are hashed under one allowance. */
  enum Group {
    /** An address from which the account was used before. */
    KNOWN,
    /** All other addresses together. */
    STRANGERS,
    /** Users who are logged in with all factors, and confirm an action. */
    LOGGED_IN
  }

  /**
   * Takes the hashing of one password from the allowance of an account.
   *
   * @return how long it has to wait; empty if it may be hashed now
   */
  Optional<Duration> take(Account account, Group group, String source) {
    return allowances.take(key(account.id(), group, source));
  }

  /** Gives it back, because the password was wrong and is counted as such, or was not checked. */
  void giveBack(Account account, Group group, String source) {
    allowances.giveBack(key(account.id(), group, source));
  }

  private static String key(long accountId, Group group, String source) {
    return switch (group) {
      case KNOWN -> accountId + " at " + source;
      case STRANGERS -> accountId + " of strangers";
      case LOGGED_IN -> accountId + " of itself";
    };
  }

  /** Records that a log-in lacks a factor, and notifies the owner if this has happened too often. */
  void record(HalfAuthentication half, HashRequest request) {
    events.factorRequired(half.accountId(), request);
    try {
      if (store.<Boolean>inTransaction(
          tx ->
              new AccountRows(tx).lock(half.accountId(), half.generation())
                  && new HalfLoginRows(tx).add(half.accountId(), tx.now()) >= TOLD_AFTER)) {
        tell(half);
      }
    } catch (StoreUnavailableException e) {
      // The outage is logged already; the next one is counted.
    }
  }

  private void tell(HalfAuthentication half) {
    long id = half.accountId();
    if (!store.<Boolean>reading(
        tx ->
            new AccountRows(tx)
                .findById(id)
                .filter(account -> listener.notifiesOfHalfLogins(tx, account))
                .isPresent())) {
      return;
    }
    store.inTransaction(
        tx -> {
          listener.prepare(tx);
          if (new AccountRows(tx).lock(id, half.generation())) {
            new AccountRows(tx).findById(id).ifPresent(account -> listener.halfLogins(tx, account));
          }
          return true;
        });
    listener.committed();
  }

  /**
   * Removes old counts.
   *
   * @return whether there may be more
   */
  static boolean purge(Store store) {
    return store.<Integer>inTransaction(
            tx -> new HalfLoginRows(tx).purge(tx.now().minus(KEPT), PURGED_AT_ONCE))
        == PURGED_AT_ONCE;
  }
}
