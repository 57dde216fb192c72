package dev.restauth.cluster;

import dev.restauth.crypto.RandomIds;
import dev.restauth.store.PropertyStore;
import dev.restauth.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which of several servers removes what has ended: the one that does it, for as long as it goes on to.
 * Any might, but two that delete the same rows in different orders would wait for each other for ever.
 * Thread-safe.
 */
final class Lease {
  static final String PROPERTY = "upkeep_turn";

  /** More than twice as long as the time between two turns. */
  private static final Duration LAPSES = Duration.ofSeconds(150);

  private final Store store;
  private final String own = new RandomIds().next();

  Lease(Store store) {
    this.store = store;
  }

  /** Whether it is for this server; then it stays so for a while. */
  boolean take() {
    return store.inTransaction(tx -> take(tx.properties(), tx.now()));
  }

  private boolean take(PropertyStore properties, Instant now) {
    String wanted = own + " " + now.getEpochSecond();
    Optional<String> found = properties.hold(PROPERTY);
    return found.isEmpty()
        ? properties.setIfAbsent(PROPERTY, wanted).equals(wanted)
        : isFree(found.get(), now) && properties.replace(PROPERTY, found.get(), wanted);
  }

  private boolean isFree(String found, Instant now) {
    int space = found.indexOf(' ');
    return found.substring(0, space).equals(own)
        || !now.isBefore(
            Instant.ofEpochSecond(Long.parseLong(found.substring(space + 1))).plus(LAPSES));
  }
}
