package dev.restauth.store;

import java.time.Instant;
import java.util.Optional;

/**
 * From where accounts were logged in to, as keyed digests of account and address: nobody can read an
 * address from the database.
 */
public interface KnownAddressStore {

  /** When the pair was seen last; to the microsecond. */
  Optional<Instant> seenAt(byte[] digest);

  /**
   * Keeps that a pair was seen, and of the account's others only the newest and those that are not too
   * old.
   *
   * @param digest of account and address
   * @param accountId whose
   * @param at now
   * @param notBefore older ones go
   */
  void remember(byte[] digest, long accountId, Instant at, Instant notBefore);
}
