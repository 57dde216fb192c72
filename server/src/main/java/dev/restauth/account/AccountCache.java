package dev.restauth.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.blocking.Blocking;
import dev.restauth.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accounts by id for the checks of every request. Whoever changes an account forgets it here after
 * the commit and before the answer, also where the answer is a failure: the change may have been
 * committed all the same. That there is no such account is not remembered, so that who makes one has
 * nothing to forget. Thread-safe, bounded.
 */
public final class AccountCache {
  private static final int ACCOUNTS_AT_MOST = 100_000;

  private final Store store;

  /**
   * A look-up that is under way when an account is forgotten finishes first, so that what it read
   * before the change does not stay.
   *
   * @param ids by user name
   */
  private record Remembered(Cache<Long, Account> accounts, Cache<String, Long> ids) {
    static Remembered nothing() {
      return new Remembered(cache(), cache());
    }

    /** Its upkeep takes less than waking another thread for it. */
    private static <K, V> Cache<K, V> cache() {
      return Caffeine.newBuilder()
          .maximumSize(ACCOUNTS_AT_MOST)
          .executor(Runnable::run)
          .<K, V>build();
    }
  }

  private volatile Remembered remembered = Remembered.nothing();

  /** A cache before {@code store}. */
  public AccountCache(Store store) {
    this.store = store;
  }

  /** The account in whatever state, or empty where there is none. */
  @SuppressWarnings("NullAway") // Caffeine keeps nothing where null is read
  public Optional<Account> find(long id) {
    Cache<Long, Account> accounts = remembered.accounts();
    @Nullable Account known = accounts.getIfPresent(id);
    if (known == null) {
      Blocking.begin(); // also before it waits for another's look-up of the same account
      known = accounts.get(id, this::read);
    }
    return Optional.ofNullable(known);
  }

  private @Nullable Account read(long id) {
    return store.<Optional<Account>>reading(tx -> new AccountRows(tx).findById(id)).orElse(null);
  }

  /** The account of that name, if it is remembered who has it. */
  public Optional<Account> remembered(String username) {
    return Optional.ofNullable(remembered.ids().getIfPresent(username)).flatMap(this::find);
  }

  /** The id of the account of that name, if it is remembered; asks nobody. */
  public Optional<Long> rememberedId(String username) {
    return Optional.ofNullable(remembered.ids().getIfPresent(username));
  }

  /** Remembers whose name it is. That never changes, so it is not forgotten for a change. */
  public void remember(Account account) {
    remembered.ids().put(account.username(), account.id());
  }

  /** Call it when the account was changed, or may have been, after the commit. */
  public void forget(long id) {
    remembered.accounts().invalidate(id);
  }

  /**
   * Call it when any of them may have changed. A look-up that is under way keeps what it reads where
   * nobody looks any more: emptying a cache would not wait for it.
   */
  public void forgetAll() {
    remembered = Remembered.nothing();
  }
}
