package dev.restauth.account;

import dev.restauth.assurance.SecondFactor;
import dev.restauth.http.Caller;
import dev.restauth.store.StoreUnavailableException;

/** The rule that decides which accounts must have a second factor. Thread-safe. */
@FunctionalInterface
public interface FactorPolicy {
  /**
   * Returns whether an account must have a second factor.
   *
   * @throws StoreUnavailableException if the answer is not cached and cannot be read
   */
  boolean requires(long accountId);

  /** Returns the second factor of an account. */
  default SecondFactor of(Account account) {
    if (account.factor()) {
      return SecondFactor.ENROLLED;
    }
    return requires(account.id()) ? SecondFactor.DUE : SecondFactor.NONE;
  }

  /**
   * Returns whether an account must have a second factor but has none. Its user can then do nothing
   * but enrol a factor.
   */
  default boolean isDue(Account account) {
    return of(account) == SecondFactor.DUE;
  }

  /**
   * Returns whether a caller's account must have a second factor but has none.
   *
   * @throws StoreUnavailableException if the answer is not cached and cannot be read
   */
  default boolean isDue(Caller.User caller) {
    return !caller.factor() && requires(caller.accountId());
  }
}
