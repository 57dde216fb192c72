package dev.restauth.session;

import dev.restauth.store.Store;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Removes expired sessions, revocations and encrypted tokens. Each call removes a limited batch, so that no writer waits long,
 * and returns whether more rows may remain. Thread-safe.
 *
 * @param revocations the revocations in memory
 * @param holdsLease whether this process holds the lease for maintenance that all servers share
 */
public record ExpiryPurge(Store store, Revocations revocations, BooleanSupplier holdsLease) {
  /** The maximum number of rows that one transaction removes. */
  private static final long BATCH = 500;

  /** Creates a purge for the only process on its database. */
  public ExpiryPurge(Store store, Revocations revocations) {
    this(store, revocations, () -> true);
  }

  /** Removes sessions that have expired. */
  public boolean purgeSessions() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(tx -> new SessionRows(tx).purge(tx.now(), BATCH)) == BATCH;
  }

  /**
   * Removes revocations whose tokens have all expired, from the store and from memory. Also loads
   * stored revocations that are missing in memory.
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

  /** Removes revoked generations whose tokens have all expired. */
  public boolean purgeGenerations() {
    return holdsLease.getAsBoolean()
        && store.<Integer>inTransaction(
                tx -> new RevocationRows(tx).purgeGenerations(tx.now(), BATCH))
            == BATCH;
  }

  /**
   * Removes the encrypted refresh tokens that are stored for repeated requests and whose grace
   * period is over.
   */
  public boolean purgeSealedRefreshTokens() {
    return holdsLease.getAsBoolean() && RefreshTokens.deleteSealed(store, BATCH) == BATCH;
  }
}
