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
 * Counts correct passwords that were sent without the required second factor, and limits their rate
 * for each account. Each of these passwords costs a full hash, since the server caches nothing
 * before the last factor. Known addresses of the account and users who are logged in have separate
 * limits, which strangers with the password cannot use up.
 *
 * <p>If none of these passwords leads to a complete log-in for some time, someone else probably has
 * the password. The server then notifies the owner. Thread-safe.
 */
final class HalfLogins {
  /** The number of consecutive passwords after which the server notifies the owner. */
  private static final int NOTIFIED_AFTER = 10;

  /**
   * The number of passwords that are hashed without a delay, as a multiple of {@code
   * accountFailures}.
   */
  private static final int TIMES = 4;

  private static final Duration INTERVAL = Duration.ofSeconds(6);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final HalfLoginListener listener;
  private final LoginEvents events;
  private final AddressAllowances allowances;

  /**
   * Creates the counts in {@code store} and the limits in this process. Each process has its own
   * limits, because they protect the processor of its machine.
   *
   * @param accountFailures the number of consecutive failures of an account that cause no delay; at
   *     least 1
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

  /** Groups of callers. The passwords that a group sends for an account share one rate limit. */
  enum Group {
    /** An address from which the account was used before. */
    KNOWN,
    /** All other addresses together. */
    STRANGERS,
    /** Users who are logged in with all factors and confirm an action. */
    LOGGED_IN
  }

  /**
   * Charges the hashing of a password to the rate limit of an account.
   *
   * @return how long the client has to wait; empty if the password may be hashed now
   */
  Optional<Duration> take(Account account, Group group, String source) {
    return allowances.take(key(account.id(), group, source));
  }

  /**
   * Refunds the charge. Call this method if the password was not checked, was wrong (a failed
   * log-in is counted instead), or completed the log-in.
   */
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

  /**
   * Records a log-in that lacks the second factor, and notifies the owner after too many of these
   * log-ins.
   */
  void record(HalfAuthentication half, HashRequest request) {
    events.factorRequired(half.accountId(), request);
    try {
      if (store.<Boolean>inTransaction(
          tx ->
              new AccountRows(tx).lock(half.accountId(), half.generation())
                  && new HalfLoginRows(tx).add(half.accountId(), tx.now()) >= NOTIFIED_AFTER)) {
        notifyOwner(half);
      }
    } catch (StoreUnavailableException e) {
      // The outage is already logged, and the next password without a factor is counted.
    }
  }

  private void notifyOwner(HalfAuthentication half) {
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
   * @return whether more counts may remain
   */
  static boolean purge(Store store) {
    return store.<Integer>inTransaction(
            tx -> new HalfLoginRows(tx).purge(tx.now().minus(KEPT), PURGED_AT_ONCE))
        == PURGED_AT_ONCE;
  }
}
