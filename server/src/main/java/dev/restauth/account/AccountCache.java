package dev.restauth.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.blocking.Blocking;
import dev.restauth.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cache of accounts by id, for the checks of every request. A thread that changes an account invalidates the cached account
 * after the commit and before the answer, even if the answer is a failure, because the change may nevertheless have been
 * committed. The cache has no entries for missing accounts, so the creation of an account requires no invalidation.
 * Thread-safe, bounded.
 */
public final class AccountCache {
  private static final int ACCOUNTS_AT_MOST = 100_000;

  private final Store store;

  /**
   * The two caches. If an account is invalidated while it is being looked up, the invalidation waits for the look-up, so
   * that the value read before the change is not cached.
   *
   * @param ids the ids of accounts by user name
   */
  private record Caches(Cache<Long, Account> accounts, Cache<String, Long> ids) {
    static Caches empty() {
      return new Caches(cache(), cache());
    }

    /** Creates a cache whose maintenance runs on the calling thread, which costs less than waking another thread. */
    private static <K, V> Cache<K, V> cache() {
      return Caffeine.newBuilder()
          .maximumSize(ACCOUNTS_AT_MOST)
          .executor(Runnable::run)
          .<K, V>build();
    }
  }

  private volatile Caches caches = Caches.empty();

  /** Creates an empty cache in front of {@code store}. */
  public AccountCache(Store store) {
    this.store = store;
  }

  /** Returns the account with this id in any state, or empty if no account has this id. */
  @SuppressWarnings("NullAway") // Caffeine caches nothing if the loader returns null
  public Optional<Account> find(long id) {
    Cache<Long, Account> accounts = caches.accounts();
    @Nullable Account cached = accounts.getIfPresent(id);
    if (cached == null) {
      Blocking.begin(); // also before waiting for another thread's look-up of the same account
      cached = accounts.get(id, this::read);
    }
    return Optional.ofNullable(cached);
  }

  /**
   * Returns the account of that id, read again if the cached one is of an earlier generation: another server has changed it, and
   * the notification has not arrived yet.
   *
   * @param generation a generation that the account has reached, such as that of a token with a valid signature
   */
  public Optional<Account> find(long id, long generation) {
    Optional<Account> found = find(id);
    if (found.filter(account -> account.generation() < generation).isEmpty()) {
      return found;
    }
    invalidate(id);
    return find(id);
  }

  private @Nullable Account read(long id) {
    return store.<Optional<Account>>reading(tx -> new AccountRows(tx).findById(id)).orElse(null);
  }

  /** Returns the account with this name if the cache has its id. Reads the account from the store if necessary. */
  public Optional<Account> cached(String username) {
    return Optional.ofNullable(caches.ids().getIfPresent(username))
        .flatMap(this::find)
        .filter(account -> account.username().equals(username)); // it may be renamed
  }

  /** Returns the id of the account that has or once had this name, if the cache has the id. Does not read the store. */
  public Optional<Long> cachedId(String username) {
    return Optional.ofNullable(caches.ids().getIfPresent(username));
  }

  /**
   * Caches the id for the account's name. No change invalidates the entry, because no other account ever gets the name.
   */
  public void cacheId(Account account) {
    caches.ids().put(account.username(), account.id());
  }

  /**
   * Invalidates an account. Call this method after the commit of a change, and if the outcome of the commit is unknown.
   */
  public void invalidate(long id) {
    caches.accounts().invalidate(id);
  }

  /**
   * Invalidates all accounts, by replacing both caches. A look-up in progress stores its result in
   * the old cache, which no thread reads any more; emptying a cache would not wait for it.
   */
  public void invalidateAll() {
    caches = Caches.empty();
  }
}
