package dev.restauth.role;

import dev.restauth.account.OwnerClosing;
import dev.restauth.http.ProblemException;
import dev.restauth.http.ProblemType;
import dev.restauth.store.Transaction;
import java.util.function.Consumer;

/**
 * Prevents owners from closing the last active account that can assign roles. Closing an account
 * that cannot assign roles does not lock the rights.
 *
 * @param before acquires the locks that must precede the lock on rights
 */
record LastAdministrator(Consumer<Transaction> before) implements OwnerClosing {

  @Override
  public boolean close(Transaction tx, long accountId, Closing closing) {
    Power power = new Power(tx);
    if (!power.canAssign(accountId)) {
      return closing.close(() -> requireNone(power, accountId));
    }
    before.accept(tx);
    return power.lock().keepingAnAdministrator(() -> closing.close(() -> {}));
  }

  /**
   * Checks again that the account cannot assign roles. It may have got the scope between the
   * look-up and the lock on its row.
   */
  private static void requireNone(Power power, long accountId) {
    if (power.canAssign(accountId)) {
      throw new ProblemException(
          ProblemType.CONFLICT.because(
              "The account was changed at the same time. Nothing was done."));
    }
  }
}
