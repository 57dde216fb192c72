package dev.restauth.personalkey;

import dev.restauth.account.AccountRows;
import dev.restauth.notice.OwnerNotices;
import dev.restauth.personalkey.PersonalKeyRows.Ending;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Notifies owners of keys that will expire soon, and removes expired keys. Each call does a limited
 * amount of work. Thread-safe.
 *
 * @param holdsLease whether this process holds the maintenance lease, which only one server holds
 *     at a time
 */
record KeyMaintenance(Store store, OwnerNotices notices, BooleanSupplier holdsLease) {
  /** The maximum number of rows that one transaction removes. */
  private static final long BATCH = 500;

  /**
   * Notifies one owner of all their keys that will expire soon. Returns whether there may be more
   * owners to notify.
   */
  boolean notifyNextOwner() {
    if (!holdsLease.getAsBoolean()) {
      return false;
    }
    Optional<Long> next = store.reading(tx -> new PersonalKeyRows(tx).nextToNotify(tx.now()));
    if (next.isEmpty()) {
      return false;
    }
    boolean notified = store.inTransaction(tx -> notifyOwner(tx, next.get()));
    notices.committed();
    return notified;
  }

  private boolean notifyOwner(Transaction tx, long accountId) {
    notices.prepare(tx);
    new AccountRows(tx).lockUnlessClosed(accountId);
    List<Ending> ending = new PersonalKeyRows(tx).markNotified(accountId, tx.now());
    if (!ending.isEmpty()) {
      new AccountRows(tx)
          .findById(accountId)
          .ifPresent(
              owner ->
                  notices.keysEnd(
                      tx,
                      owner,
                      ending.stream().map(Ending::name).toList(),
                      ending.getFirst().endsAt()));
    }
    return true;
  }

  /** Removes keys that have expired. Their tokens have expired, too. */
  boolean purge() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(tx -> new PersonalKeyRows(tx).purge(tx.now(), BATCH))
            == BATCH;
  }
}
