package dev.restauth.login;

import dev.restauth.crypto.KeyedDigest;
import dev.restauth.login.LoginFailureRows.FailureCount;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Failures that have become so many that they cost something, kept in the store: the other nodes, and
 * the next start, go on from there. What is kept for a name is the same whether somebody has it or not.
 * Thread-safe.
 */
final class StoredFailures {
  /** Nobody counts on from older ones. */
  static final Duration KEPT = Duration.ofHours(24);

  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final KeyedDigest digest;

  /**
   * Kept in {@code store}.
   *
   * @param digest with the same key for as long as the database lives
   */
  StoredFailures(Store store, KeyedDigest digest) {
    this.store = store;
    this.digest = digest;
  }

  /** Whose failures: of all strangers who try a name, or of a source that is known to its owner. */
  record Kind(String username, Optional<String> knownSource) {}

  /** What was counted in the last 24 hours, and since all of the name's were forgotten. */
  Optional<FailureCount> find(Transaction tx, Kind kind, Instant now) {
    Instant notBefore = now.minus(KEPT);
    return new LoginFailureRows(tx)
        .find(digest(kind))
        .filter(count -> count.lastAt().isAfter(notBefore))
        .filter(count -> kind.knownSource().isEmpty() || countsStill(tx, kind.username(), count));
  }

  private boolean countsStill(Transaction tx, String username, FailureCount ofPair) {
    return new LoginFailureRows(tx)
        .find(digest(forgotten(username)))
        .filter(mark -> !ofPair.lastAt().isAfter(mark.lastAt()))
        .isEmpty();
  }

  /**
   * Forgets all that failed for a name, in the transaction that it is given. From which sources that was
   * nobody can read from the digests, so a mark says from when on failures of its known sources count.
   * To be asked for before that transaction: what digests are made with may have to be written first.
   */
  Consumer<Transaction> forgetting(String username) {
    byte[] ofStrangers = digest(new Kind(username, Optional.empty()));
    byte[] mark = digest(forgotten(username));
    return tx -> {
      LoginFailureRows rows = new LoginFailureRows(tx);
      rows.forget(ofStrangers);
      rows.add(mark, 1, tx.now());
    };
  }

  /** No address is called so. */
  private static Kind forgotten(String username) {
    return new Kind(username, Optional.of("forgotten"));
  }

  /**
   * Counts one more, at the database's time: a node whose clock is ahead must not have all others wait.
   *
   * @param atLeast what the count is then at least
   * @return what it is then; empty where that cannot be written now
   */
  Optional<FailureCount> add(Kind kind, long atLeast) {
    return changed(
        tx -> {
          LoginFailureRows rows = new LoginFailureRows(tx);
          if (kind.knownSource().isPresent() && find(tx, kind, tx.now()).isEmpty()) {
            rows.forget(digest(kind)); // else it would count on from what was forgotten
          }
          return rows.add(digest(kind), atLeast, tx.now());
        });
  }

  /** Begins to count from nothing, where that can be written now. */
  void forget(Kind kind) {
    changed(
        tx -> {
          new LoginFailureRows(tx).forget(digest(kind));
          return kind;
        });
  }

  private <T> Optional<T> changed(Function<Transaction, T> change) {
    try {
      return Optional.of(store.inTransaction(change));
    } catch (StoreUnavailableException e) {
      // The operator has been told; what is in memory counts until then.
      return Optional.empty();
    }
  }

  /**
   * Removes those that nobody counts on from.
   *
   * @return whether there may be more
   */
  static boolean purge(Store store) {
    return store.<Integer>inTransaction(
            tx -> new LoginFailureRows(tx).purge(tx.now().minus(KEPT), PURGED_AT_ONCE))
        == PURGED_AT_ONCE;
  }

  private byte[] digest(Kind kind) {
    return digest.of(
        kind.username().getBytes(StandardCharsets.UTF_8),
        kind.knownSource().orElse("").getBytes(StandardCharsets.UTF_8));
  }
}
