package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Remembers from where accounts were registered and logged in to, for {@value #DAYS} days. Whoever comes from there
 * again is not held up by strangers who try the same account. Thread-safe.
 */
final class KnownAddresses {
  private static final int DAYS = 90;
  private static final Duration REMEMBERED = Duration.ofDays(DAYS);

  /** A pair that is seen all day is written once. */
  private static final Duration WRITTEN_AGAIN = Duration.ofDays(1);

  private final Store store;
  private final KeyedDigest digest;
  private final InstantSource clock;

  /**
   * Kept in {@code store}.
   *
   * @param digest with the same key for as long as the database lives
   */
  KnownAddresses(Store store, KeyedDigest digest, InstantSource clock) {
    this.store = store;
    this.digest = digest;
    this.clock = clock;
  }

  /**
   * Since when a pair is known; empty for a name that nobody has, after the same work.
   *
   * @param source as the queue calls it
   */
  Optional<Instant> seenAt(Transaction tx, String username, String source) {
    Instant notBefore = clock.instant().minus(REMEMBERED);
    return new KnownAddressRows(tx)
        .seenAt(digest(username, source))
        .filter(seen -> !seen.isBefore(notBefore));
  }

  /** Remembers a log-in, where the database can be written; a log-in does not need that. */
  void remember(Account account, String source, Optional<Instant> seenAt) {
    Instant now = clock.instant();
    if (seenAt.filter(seen -> seen.isAfter(now.minus(WRITTEN_AGAIN))).isEmpty()) {
      write(account, digest(account.username(), source), now);
    }
  }

  /** From where an account was registered its owner may log in again, whatever strangers do. */
  void registered(Transaction tx, Account account, String source) {
    if (!source.isEmpty()) { // the operator's is nobody's
      write(tx, account, digest(account.username(), source), clock.instant());
    }
  }

  private static void write(Transaction tx, Account account, byte[] pair, Instant now) {
    new KnownAddressRows(tx).remember(pair, account.id(), now, now.minus(REMEMBERED));
  }

  private void write(Account account, byte[] pair, Instant now) {
    try {
      store.inTransaction(
          tx -> {
            write(tx, account, pair, now);
            return true;
          });
    } catch (StoreUnavailableException e) {
      // The operator has been told; the next log-in from there tries again.
    }
  }

  private byte[] digest(String username, String source) {
    return digest.of(
        username.getBytes(StandardCharsets.UTF_8), source.getBytes(StandardCharsets.UTF_8));
  }
}
