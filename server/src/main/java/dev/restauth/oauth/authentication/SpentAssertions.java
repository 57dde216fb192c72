package dev.restauth.oauth.authentication;

import dev.restauth.crypto.Sha256;
import dev.restauth.oauth.client.SpentAssertionRows;
import dev.restauth.store.Store;
import java.time.Instant;

/** Assertions that were used, by the digests of client and {@code jti}, so that none is used twice. Thread-safe. */
record SpentAssertions(Store store) {
  /**
   * Spends an assertion.
   *
   * @param endsAt the time at which it expires
   * @return whether this call did
   */
  boolean spend(String clientId, String jti, Instant endsAt) {
    byte[] digest = Sha256.of(clientId + " " + jti);
    return store.<Boolean>inTransaction(tx -> new SpentAssertionRows(tx).add(digest, endsAt) > 0);
  }
}
