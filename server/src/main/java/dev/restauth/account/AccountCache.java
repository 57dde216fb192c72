package dev.restauth.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.store.Account;
import dev.restauth.store.Store;
import java.util.Optional;

/**
 * Accounts by id for the checks of every request. Whoever changes an account forgets it here after
 * the commit and before the answer. Thread-safe, bounded.
 */
public final class AccountCache {
  private static final int ACCOUNTS_AT_MOST = 100_000;

  private final Store store;

  // A look-up that is under way when an account is forgotten finishes first, so that what it read
  // before the change does not stay.
  private final Cache<Long, Optional<Account>> accounts =
      Caffeine.newBuilder().maximumSize(ACCOUNTS_AT_MOST).build();

  /** A cache before {@code store}. */
  public AccountCache(Store store) {
    this.store = store;
  }

  /** The account in whatever state, or empty where there is none. */
  public Optional<Account> find(long id) {
    Optional<Account> known = accounts.getIfPresent(id);
    return known != null ? known : accounts.get(id, this::read);
  }

  private Optional<Account> read(long id) {
    return store.reading(tx -> tx.accounts().findById(id));
  }

  /** Call it when many were made or changed, after the commits. */
  public void forgetAll() {
    accounts.invalidateAll();
  }

  /** Call it when the account was made or changed, after the commit. */
  public void forget(long id) {
    accounts.invalidate(id);
  }
}
