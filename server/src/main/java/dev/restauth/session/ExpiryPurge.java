package dev.restauth.session;

import dev.restauth.store.Store;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * Removes what has ended by itself. Each call does a little, so that nobody who has to write waits long
 * for it, and says whether there may be more. Thread-safe.
 *
 * @param revocations what is in memory of them
 * @param turn whether it is for this process to remove what all share
 */
public record ExpiryPurge(Store store, Revocations revocations, BooleanSupplier turn) {
  /** How many rows a transaction removes. */
  private static final long BATCH = 500;

  /** Of a process that alone works on its database. */
  public ExpiryPurge(Store store, Revocations revocations) {
    this(store, revocations, () -> true);
  }

  /** Sessions whose time is up. */
  public boolean endedSessions() {
    return turn.getAsBoolean()
        && store.<Integer>inTransaction(tx -> new SessionRows(tx).purge(tx.now(), BATCH)) == BATCH;
  }

  /**
   * Revocations whose tokens have all expired; from memory, too. What memory may not have heard of, it
   * hears now.
   */
  public boolean expiredRevocations() {
    boolean more =
        turn.getAsBoolean()
            && store.<Integer>inTransaction(tx -> new RevocationRows(tx).purge(tx.now(), BATCH))
                == BATCH;
    if (!more) {
      revocations.read(store);
      revocations.forgetExpired(store.<Instant>reading(tx -> tx.now()));
    }
    return more;
  }

  /** Generations of accounts whose tokens have all expired. */
  public boolean expiredGenerations() {
    return turn.getAsBoolean()
        && store.<Integer>inTransaction(
                tx -> new RevocationRows(tx).purgeGenerations(tx.now(), BATCH))
            == BATCH;
  }

  /** Refresh tokens that are kept, sealed, for who asks for them again: nobody is answered by now. */
  public boolean sealedRefreshTokens() {
    if (turn.getAsBoolean()) {
      RefreshTokens.forgetSealed(store);
    }
    return false;
  }
}
