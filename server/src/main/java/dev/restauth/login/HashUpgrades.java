package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.account.AccountRows;
import dev.restauth.password.HashOutcome;
import dev.restauth.password.HashRequest;
import dev.restauth.password.HashRequest.Priority;
import dev.restauth.password.PasswordHash;
import dev.restauth.password.PasswordHasher;
import dev.restauth.password.PreparedPassword;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import java.util.Optional;

/** Upgrades stored password hashes after log-ins. Thread-safe. */
record HashUpgrades(Store store, AccountCache accounts, PasswordHasher hasher) {
  /**
   * Replaces the hash in the background if it comes from another system or does not have the cost
   * of new hashes. The log-in does not wait.
   */
  void begin(Account account, Optional<PasswordHash> stored, String password) {
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
      // The outage is already logged, and the next log-in tries again.
    } finally {
      accounts.invalidate(account.id());
    }
  }
}
