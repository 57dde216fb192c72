package dev.restauth.login;

import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import java.util.Optional;

/**
 * Removes addresses from which accounts have not been used for a long time. A log-in removes the
 * old addresses of its own account, but many accounts have no further log-in. Each call examines
 * some accounts, in the order of their ids, so that ten million accounts take less than a week. An
 * index by time would make this purge faster, but each log-in slower. Thread-safe.
 */
final class KnownAddressPurge {
  private static final long ACCOUNTS_AT_ONCE = 1_000;

  private final Store store;
  private Optional<Long> next = Optional.empty();

  KnownAddressPurge(Store store) {
    this.store = store;
  }

  /**
   * Removes the old addresses of some accounts. Returns false, because the next accounts can wait a
   * minute.
   */
  synchronized boolean removeSome() {
    next =
        Optional.of(
            store.<Long>inTransaction(
                tx -> {
                  KnownAddressRows rows = new KnownAddressRows(tx);
                  return rows.firstAccount(next.orElseGet(() -> anywhere(tx, rows)))
                      .or(() -> rows.firstAccount(0))
                      .map(
                          from -> {
                            long to = from + ACCOUNTS_AT_ONCE;
                            rows.purge(from, to, tx.now().minus(KnownAddresses.RETENTION));
                            return to;
                          })
                      .orElse(0L);
                }));
    return false;
  }

  /**
   * Returns the id at which the first pass begins. The id depends on the time, so that a server
   * that is often restarted does not always begin with the same accounts.
   */
  private static long anywhere(Transaction tx, KnownAddressRows rows) {
    return Math.floorMod(tx.now().toEpochMilli(), rows.lastAccount().orElse(0L) + 1);
  }
}
