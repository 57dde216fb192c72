package dev.restauth.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.blocking.Blocking;
import dev.restauth.store.ChangeCounts;
import dev.restauth.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cache of accounts by id, for the checks of every request. A thread that changes an account
 * invalidates the cache entry after the commit and before the response. The thread does so even if
 * the commit seems to have failed, because the change may have been committed nevertheless. Missing
 * accounts are not cached, so creating an account requires no invalidation. Thread-safe, bounded.
 */
public final class AccountCache {
  private static final int ACCOUNTS_AT_MOST = 100_000;

  private final Store store;
  private final ChangeCounts changes = new ChangeCounts();

  /**
   * The two caches. An invalidation waits while another thread looks up the same account. A value
   * that was read before a change is therefore never cached after the invalidation.
   *
   * @param ids the ids of accounts by user name
   */
  private record Caches(Cache<Long, Account> accounts, Cache<String, Long> ids) {
    static Caches empty() {
      return new Caches(cache(), cache());
    }

    /**
     * Creates a cache. Its maintenance runs on the calling thread, which costs less than waking
     * another thread.
     */
    private static <K, V> Cache<K, V> cache() {
      return Caffeine.newBuilder()
          .maximumSize(ACCOUNTS_AT_MOST)
          .executor(Runnable::run)
          .<K, V>build();
    }
  }

  private volatile Caches caches = Caches.empty();

  /** Creates an empty cache for the accounts in {@code store}. */
  public AccountCache(Store store) {
    this.store = store;
  }

  /** Returns the account with this id, in any state; empty if no account has this id. */
  @SuppressWarnings("NullAway") // Caffeine caches nothing if the loader returns null
  public Optional<Account> find(long id) {
    Cache<Long, Account> accounts = caches.accounts();
    @Nullable Account cached = accounts.getIfPresent(id);
    if (cached == null) {
      Blocking.begin(); // waiting for another thread's look-up blocks too
      cached = accounts.get(id, this::read);
    }
    return Optional.ofNullable(cached);
  }

  /**
   * Returns the account with this id. A cached account of an earlier generation is read again:
   * another server has changed the account, and the notification has not arrived yet.
   *
   * @param generation a generation that the account has reached, such as that of a token with a
   *     valid signature
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

  /**
   * Returns the account with this name; empty if the cache does not contain the account's id. Reads
   * the account from the store if necessary.
   */
  public Optional<Account> cached(String username) {
    return Optional.ofNullable(caches.ids().getIfPresent(username))
        .flatMap(this::find)
        .filter(account -> account.username().equals(username)); // it may have been renamed
  }

  /**
   * Returns the id of the account that has or once had this name; empty if the cache does not
   * contain the id. Does not read the store.
   */
  public Optional<Long> cachedId(String username) {
    return Optional.ofNullable(caches.ids().getIfPresent(username));
  }

  /**
   * Caches the id for the account's name. The entry is never invalidated, because no other account
   * ever gets the name.
   */
  public void cacheId(Account account) {
    caches.ids().put(account.username(), account.id());
  }

  /**
   * Invalidates the cache entry of an account. Call this method after a change is committed, or if
   * the outcome of the commit is unknown.
   */
  public void invalidate(long id) {
    caches.accounts().invalidate(id);
    changes.add(Long.hashCode(id));
  }

  /**
   * Returns a number that grows when the cache entry of this account is invalidated. An account
   * that was found after this number was read is up to date while the number is the same.
   */
  public long changes(long id) {
    return changes.of(Long.hashCode(id));
  }

  /**
   * Invalidates all cache entries by replacing both caches. A look-up in progress stores its result
   * in an old cache, which no thread reads anymore. If the caches were only emptied, the look-up
   * could cache an old value afterwards.
   */
  public void invalidateAll() {
    caches = Caches.empty();
    changes.addToAll();
  }
}
