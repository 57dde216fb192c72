package dev.restauth.oauth.authentication;

import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.client.SpentAssertionRows;
import dev.restauth.store.Store;
import java.time.Instant;

/**
 * Used assertions, stored as a digest of the client and the {@code jti}, so that no assertion is
 * used twice. Thread-safe.
 */
record SpentAssertions(Store store) {
  /**
   * Marks an assertion as used.
   *
   * @param endsAt the time at which the assertion expires
   * @return {@code true} if this call marked the assertion; {@code false} if the assertion was
   *     already used
   */
  boolean spend(String clientId, String jti, Instant endsAt) {
    byte[] digest = Sha256.of(clientId + " " + jti);
    return store.<Boolean>inTransaction(tx -> new SpentAssertionRows(tx).add(digest, endsAt) > 0);
  }
}
