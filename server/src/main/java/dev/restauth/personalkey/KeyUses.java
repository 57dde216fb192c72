package dev.restauth.personalkey;

import dev.restauth.store.Store;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The times at which keys were used. They are stored once a minute, because storing each use would
 * cost more than the request itself. Thread-safe. Memory is limited: beyond {@value #KEYS_AT_MOST}
 * keys, times are lost.
 */
final class KeyUses {
  private static final int KEYS_AT_MOST = 100_000;

  /** The maximum number of rows that one transaction changes. */
  private static final int BATCH = 500;

  private final Map<String, Instant> usedAt = new ConcurrentHashMap<>();

  /** Adds the use of a key. */
  void add(String id, Instant at) {
    if (usedAt.size() < KEYS_AT_MOST) {
      usedAt.merge(id, at, (one, other) -> one.isAfter(other) ? one : other);
    }
  }

  /**
   * Stores some of the times.
   *
   * @return whether there are more times to store
   */
  boolean store(Store store) {
    Map<String, Instant> batch =
        usedAt.entrySet().stream()
            .limit(BATCH)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    if (batch.isEmpty()) {
      return false;
    }
    store.inTransaction(
        tx -> {
          // All servers store the times in the same order, so that they cannot deadlock.
          new TreeMap<>(batch).forEach(new PersonalKeyRows(tx)::use);
          return true;
        });
    batch.forEach(usedAt::remove);
    return batch.size() == BATCH;
  }
}
