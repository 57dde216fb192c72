package dev.restauth.cluster;

import dev.restauth.crypto.RandomIds;
import dev.restauth.store.PropertyStore;
import dev.restauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The lease that allows one server at a time to remove expired rows. A server that has the lease
 * renews it until it stops. Without the lease, two servers could delete the same rows in different
 * orders and deadlock. Thread-safe.
 */
final class Lease {
  static final String PROPERTY = "upkeep_turn";

  /** The duration of the lease, which is more than twice the time between two renewals. */
  private static final Duration EXPIRES_AFTER = Duration.ofSeconds(150);

  private final Store store;
  private final String ownId = new RandomIds().next();

  Lease(Store store) {
    this.store = store;
  }

  /** Acquires or renews the lease. Returns whether this server has it. */
  boolean take() {
    return store.inTransaction(tx -> take(tx.properties(), tx.now()));
  }

  private boolean take(PropertyStore properties, Instant now) {
    String wanted = ownId + " " + now.getEpochSecond();
    Optional<String> found = properties.findForUpdate(PROPERTY);
    return found.isEmpty()
        ? properties.setIfAbsent(PROPERTY, wanted).equals(wanted)
        : isFree(found.get(), now) && properties.replace(PROPERTY, found.get(), wanted);
  }

  private boolean isFree(String found, Instant now) {
    int space = found.indexOf(' ');
    return found.substring(0, space).equals(ownId)
        || !now.isBefore(
            Instant.ofEpochSecond(Long.parseLong(found.substring(space + 1))).plus(EXPIRES_AFTER));
  }
}
