package dev.restauth.factorpolicy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.account.FactorPolicy;
import dev.restauth.account.RightsChanged;
import dev.restauth.account.ServiceAccountRows;
import dev.restauth.blocking.Blocking;
import dev.restauth.factorpolicy.FactorPolicySettings.RequiredOf;
import dev.restauth.feature.Feature;
import dev.restauth.role.AccountRights;
import dev.restauth.role.RoleChanged;
import dev.restauth.store.Change;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which accounts must have a second factor. The decision is cached for each account,
 * because every token check for an account without a factor needs it. A change of rights
 * invalidates the cache. Service accounts never need a factor: a program has only keys, which
 * administrators create. Thread-safe; memory is limited.
 */
public final class RequiredFactors implements FactorPolicy, Feature {
  private static final int ACCOUNTS_AT_MOST = 100_000;

  private final RequiredOf required;
  private final Store store;
  private volatile Cache<Long, Boolean> concerned = cache();

  /** Creates the policy for the accounts in {@code store}. */
  public RequiredFactors(RequiredOf required, Store store) {
    this.required = required;
    this.store = store;
  }

  private static Cache<Long, Boolean> cache() {
    return Caffeine.newBuilder()
        .maximumSize(ACCOUNTS_AT_MOST)
        .executor(Runnable::run)
        .<Long, Boolean>build();
  }

  @Override
  public boolean requires(long accountId) {
    if (required == RequiredOf.NONE) {
      return false;
    }
    Cache<Long, Boolean> present = concerned;
    @Nullable Boolean cached = present.getIfPresent(accountId);
    if (cached != null) {
      return cached;
    }
    Blocking.begin(); // must precede the wait for another thread's look-up
    return present.get(accountId, id -> store.<Boolean>reading(tx -> isConcerned(tx, id)));
  }

  private boolean isConcerned(Transaction tx, long accountId) {
    return new ServiceAccountRows(tx).find(accountId).isEmpty()
        && (required == RequiredOf.EVERYBODY
            || !AccountRights.of(tx, accountId).administrative().isEmpty());
  }

  @Override
  public void onChanges(List<Change> changes) {
    for (Change change : changes) {
      RightsChanged.of(change).ifPresent(changed -> concerned.invalidate(changed.id()));
      RoleChanged.of(change).ifPresent(_ -> invalidateAll());
    }
  }

  /**
   * Replaces the cache. A look-up in progress stores its result in the old cache, which no thread
   * reads any more.
   */
  @Override
  public void invalidateAll() {
    concerned = cache();
  }
}
