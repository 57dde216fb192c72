package dev.restauth.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.store.Account;
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

  // A look-up that is under way when an account is forgotten finishes first, so that what it read
  // before the change does not stay.
  private final Cache<Long, Account> accounts =
      Caffeine.newBuilder()
          .maximumSize(ACCOUNTS_AT_MOST)
          // Its upkeep takes less than waking another thread for it.
          .executor(Runnable::run)
          .build();

  private final Cache<String, Long> ids =
      Caffeine.newBuilder().maximumSize(ACCOUNTS_AT_MOST).executor(Runnable::run).build();

  /** A cache before {@code store}. */
  public AccountCache(Store store) {
    this.store = store;
  }

  /** The account in whatever state, or empty where there is none. */
  @SuppressWarnings("NullAway") // Caffeine keeps nothing where null is read
  public Optional<Account> find(long id) {
    @Nullable Account known = accounts.getIfPresent(id);
    return Optional.ofNullable(known != null ? known : accounts.get(id, this::read));
  }

  private @Nullable Account read(long id) {
    return store.<Optional<Account>>reading(tx -> tx.accounts().findById(id)).orElse(null);
  }

  /** The account of that name, if it is remembered who has it. */
  public Optional<Account> remembered(String username) {
    return Optional.ofNullable(ids.getIfPresent(username)).flatMap(this::find);
  }

  /** Remembers whose name it is. That never changes, so it is never forgotten for a change. */
  public void remember(Account account) {
    ids.put(account.username(), account.id());
  }

  /** Call it when the account was changed, or may have been, after the commit. */
  public void forget(long id) {
    accounts.invalidate(id);
  }
}
