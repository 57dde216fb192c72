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
 * Counts consecutive failed log-ins in the store. A count is first written when failures begin to
 * cause delays; it includes the earlier failures, which caused no delay. Other servers, and this
 * server after a restart, continue from the stored count. The stored data is the same whether or
 * not an account has the name. Thread-safe.
 */
final class StoredFailures {
  /** The age from which a count is ignored. */
  static final Duration RETENTION = Duration.ofHours(24);

  private static final long PURGED_AT_ONCE = 500;

  private final Store store;
  private final KeyedDigest digest;

  /**
   * Creates the counts of failures in {@code store}.
   *
   * @param digest a digest whose key never changes for this database
   */
  StoredFailures(Store store, KeyedDigest digest) {
    this.store = store;
    this.digest = digest;
  }

  /**
   * The key of a count. A count is for the failures of all strangers who try a name, or for the
   * failures of one known address of the account.
   */
  record Key(String username, Optional<String> knownSource) {}

  /**
   * Returns the count, unless its last failure was more than 24 hours ago or before the last reset
   * for the name.
   */
  Optional<FailureCount> find(Transaction tx, Key key, Instant now) {
    Instant notBefore = now.minus(RETENTION);
    return new LoginFailureRows(tx)
        .find(digest(key))
        .filter(count -> count.lastAt().isAfter(notBefore))
        .filter(count -> key.knownSource().isEmpty() || isAfterReset(tx, key.username(), count));
  }

  private boolean isAfterReset(Transaction tx, String username, FailureCount ofPair) {
    return new LoginFailureRows(tx)
        .find(digest(resetMark(username)))
        .filter(mark -> !ofPair.lastAt().isAfter(mark.lastAt()))
        .isEmpty();
  }

  /**
   * Returns an action that resets all failures for a name within a transaction. The digests do not
   * reveal which known addresses have failures. A mark therefore stores the time of the reset, and
   * earlier failures of known addresses are ignored. Call this method before the transaction,
   * because the key of the digests may have to be written first.
   */
  Consumer<Transaction> prepareReset(String username) {
    byte[] ofStrangers = digest(new Key(username, Optional.empty()));
    byte[] mark = digest(resetMark(username));
    return tx -> {
      LoginFailureRows rows = new LoginFailureRows(tx);
      rows.delete(ofStrangers);
      rows.add(mark, 1, tx.now());
    };
  }

  /**
   * Erases the count of strangers' failures for a name, and the mark of the last reset. The counts
   * of known addresses expire within a day.
   */
  void erase(Transaction tx, String username) {
    LoginFailureRows rows = new LoginFailureRows(tx);
    rows.delete(digest(new Key(username, Optional.empty())));
    rows.delete(digest(resetMark(username)));
  }

  /**
   * Returns the key of the mark that stores the time of a reset. No count of an address can have
   * this key.
   */
  private static Key resetMark(String username) {
    return new Key(username, Optional.of("forgotten"));
  }

  /**
   * Counts a failure, with the time of the database: a server whose clock is ahead must not delay
   * log-ins on all other servers.
   *
   * @param atLeast the minimum of the new count
   * @return the new count; empty if the count cannot be written now
   */
  Optional<FailureCount> add(Key key, long atLeast) {
    return tryToChange(
        tx -> {
          LoginFailureRows rows = new LoginFailureRows(tx);
          if (key.knownSource().isPresent() && find(tx, key, tx.now()).isEmpty()) {
            rows.delete(digest(key)); // otherwise, failures from before a reset would count
          }
          return rows.add(digest(key), atLeast, tx.now());
        });
  }

  /** Deletes a count. Has no effect if the store cannot be written now. */
  void delete(Key key) {
    tryToChange(
        tx -> {
          new LoginFailureRows(tx).delete(digest(key));
          return key;
        });
  }

  private <T> Optional<T> tryToChange(Function<Transaction, T> change) {
    try {
      return Optional.of(store.inTransaction(change));
    } catch (StoreUnavailableException e) {
      // The outage is already logged. Until it is over, only the counts in memory apply.
      return Optional.empty();
    }
  }

  /**
   * Removes counts that are too old.
   *
   * @return whether more counts may remain
   */
  static boolean purge(Store store) {
    return store.<Integer>inTransaction(
            tx -> new LoginFailureRows(tx).purge(tx.now().minus(RETENTION), PURGED_AT_ONCE))
        == PURGED_AT_ONCE;
  }

  private byte[] digest(Key key) {
    return digest.of(
        key.username().getBytes(StandardCharsets.UTF_8),
        key.knownSource().orElse("").getBytes(StandardCharsets.UTF_8));
  }
}
