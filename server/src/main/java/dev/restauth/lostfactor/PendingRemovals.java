package dev.restauth.lostfactor;

import dev.restauth.code.OneTimeCodes;
import dev.restauth.code.Purpose;
import dev.restauth.login.FullLoginListener;
import dev.restauth.store.Transaction;

/**
 * Pending removals of factors. A log-in with all factors stops a pending removal, because it shows
 * that the factor is not lost. Thread-safe.
 */
public record PendingRemovals(OneTimeCodes codes) implements FullLoginListener {
  @Override
  public boolean concerns(Transaction tx, long accountId) {
    return codes.pending(tx, accountId, Purpose.FACTOR_REMOVAL).isPresent();
  }

  @Override
  public void fullLogin(Transaction tx, long accountId) {
    codes.endAll(tx, accountId, Purpose.FACTOR_REMOVAL);
  }
}
