package dev.restauth.session;

import dev.restauth.store.Store;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Removes expired sessions, revocations and encrypted tokens. Each call removes a limited number of
 * rows, so that other writers do not wait long, and returns whether more rows may remain.
 * Thread-safe.
 *
 * @param revocations the revocations in memory
 * @param holdsLease returns whether this process holds the maintenance lease, which only one server
 *     holds at a time
 */
public record ExpiryPurge(Store store, Revocations revocations, BooleanSupplier holdsLease) {
  /** Maximum number of rows that one transaction removes. */
  private static final long BATCH = 500;

  /** Creates a purge for a database that only this process uses. */
  public ExpiryPurge(Store store, Revocations revocations) {
    this(store, revocations, () -> true);
  }

  /** Removes expired sessions. */
  public boolean purgeSessions() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(tx -> new SessionRows(tx).purge(tx.now(), BATCH)) == BATCH;
  }

  /**
   * Removes revocations from the store and from memory, after all tokens that they concern have
   * expired. Also loads from the store the revocations that are missing in memory.
   */
  public boolean purgeRevocations() {
    boolean more =
        holdsLease.getAsBoolean()
            && store.<Integer>inTransaction(tx -> new RevocationRows(tx).purge(tx.now(), BATCH))
                == BATCH;
    if (!more) {
      revocations.reload(store);
      revocations.removeExpired(store.<Instant>reading(tx -> tx.now()));
    }
    return more;
  }

  /** Removes revoked generations, after all tokens that they concern have expired. */
  public boolean purgeGenerations() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx -> new RevocationRows(tx).purgeGenerations(tx.now(), BATCH))
            == BATCH;
  }

  /**
   * Removes the encrypted refresh tokens that are stored for repeated requests, after their grace
   * period.
   */
  public boolean purgeSealedRefreshTokens() {
    return holdsLease.getAsBoolean() && RefreshTokens.deleteSealed(store, BATCH) == BATCH;
  }
}
