package dev.restauth.login;

import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
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
 * Client addresses from which accounts were registered or used for a log-in, stored for {@value
 * #DAYS} days. Attempts by strangers do not slow down a user who comes from such an address.
 * Thread-safe.
 */
final class KnownAddresses {
  private static final int DAYS = 90;
  private static final Duration RETENTION = Duration.ofDays(DAYS);

  /** The interval of writing: a pair that is used all day is written once. */
  private static final Duration WRITE_INTERVAL = Duration.ofDays(1);

  private final Store store;
  private final KeyedDigest digest;
  private final InstantSource clock;

  /**
   * Stores the addresses in {@code store}.
   *
   * @param digest a digest with the same key for as long as the database lives
   */
  KnownAddresses(Store store, KeyedDigest digest, InstantSource clock) {
    this.store = store;
    this.digest = digest;
    this.clock = clock;
  }

  /**
   * Returns when the pair of account and address was last used; empty if the name does not exist,
   * after the same work.
   *
   * @param source the client address, as the hashing queue has it
   */
  Optional<Instant> seenAt(Transaction tx, String username, String source) {
    Instant notBefore = clock.instant().minus(RETENTION);
    return new KnownAddressRows(tx)
        .seenAt(digest(username, source))
        .filter(seen -> !seen.isBefore(notBefore));
  }

  /**
   * Stores the address of a log-in if the database can be written; the log-in does not need that.
   */
  void recordLogin(Account account, String source, Optional<Instant> seenAt) {
    Instant now = clock.instant();
    if (seenAt.filter(seen -> seen.isAfter(now.minus(WRITE_INTERVAL))).isEmpty()) {
      write(account, digest(account.username(), source), now);
    }
  }

  /**
   * Stores the address of a registration, so that strangers can never delay a log-in of the owner
   * from there.
   */
  void recordRegistration(Transaction tx, Account account, String source) {
    if (!source.isEmpty()) { // an operator's command has no client address
      write(tx, account, digest(account.username(), source), clock.instant());
    }
  }

  private static void write(Transaction tx, Account account, byte[] pair, Instant now) {
    new KnownAddressRows(tx).put(pair, account.id(), now, now.minus(RETENTION));
  }

  private void write(Account account, byte[] pair, Instant now) {
    try {
      store.inTransaction(
          tx -> {
            // It may have been erased since the password was checked.
            if (new AccountRows(tx).lock(account.id(), account.generation())) {
              write(tx, account, pair, now);
            }
            return true;
          });
    } catch (StoreUnavailableException e) {
      // The outage is logged already; the next log-in from there tries again.
    }
  }

  private byte[] digest(String username, String source) {
    return digest.of(
        username.getBytes(StandardCharsets.UTF_8), source.getBytes(StandardCharsets.UTF_8));
  }
}
