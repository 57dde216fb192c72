package dev.restauth.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.event.Network;
import dev.restauth.password.HashRequest;
import dev.restauth.store.Store;
import dev.restauth.store.StoreUnavailableException;
import dev.restauth.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Client addresses from which users registered or logged in, and the networks of these addresses.
 * Both are stored for {@value #DAYS} days. Attempts by strangers do not slow down a user whose
 * address is stored. Thread-safe.
 */
final class KnownAddresses {
  private static final int DAYS = 90;
  static final Duration RETENTION = Duration.ofDays(DAYS);

  /**
   * Minimum interval between two writes of a pair, so that a pair that is used all day is written
   * once.
   */
  private static final Duration WRITE_INTERVAL = Duration.ofDays(1);

  /** The time for which a stored use stays in memory, so that it is not looked up again. */
  private static final Duration RECENT = Duration.ofHours(1);

  private static final int RECENT_AT_MOST = 100_000;

  /**
   * The number of hexadecimal digits of an IPv4 address, in the form of {@link HashRequest#source}.
   * The two constants below are the numbers of digits of an IPv4 and of an IPv6 network.
   */
  private static final int IPV4_DIGITS = 8;

  private static final int IPV4_NETWORK_DIGITS = 6;
  private static final int IPV6_NETWORK_DIGITS = 12;

  private final Store store;
  private final KeyedDigest digest;
  private final NewNetworkListener listener;
  private final LoginEvents events;
  private final InstantSource clock;
  private final Cache<Use, Boolean> recent;

  /** An account, and an address from which it was used. */
  private record Use(long accountId, String source) {}

  /**
   * Creates the known addresses of the accounts in {@code store}.
   *
   * @param digest a digest whose key never changes for this database
   * @param listener receives notifications of new networks
   */
  KnownAddresses(
      Store store,
      KeyedDigest digest,
      NewNetworkListener listener,
      LoginEvents events,
      InstantSource clock) {
    this.store = store;
    this.digest = digest;
    this.listener = listener;
    this.events = events;
    this.clock = clock;
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(RECENT_AT_MOST)
            .expireAfterWrite(RECENT)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /**
   * Returns the time at which the pair of account and address was last used. If no account has the
   * name, returns empty after the same work.
   *
   * @param source the client's address in the form of {@link HashRequest#source}
   */
  Optional<Instant> seenAt(Transaction tx, String username, String source) {
    Instant notBefore = clock.instant().minus(RETENTION);
    return new KnownAddressRows(tx)
        .seenAt(digest(username, source))
        .filter(seen -> !seen.isBefore(notBefore));
  }

  /** Returns whether this process has recently stored a use of the account from this address. */
  boolean isRecent(Account account, String source) {
    return recent.getIfPresent(new Use(account.id(), source)) != null;
  }

  /**
   * Stores the address of a log-in. If the database cannot be written, the log-in nevertheless
   * succeeds. Notifies the listener of a network from which the account was not used before, unless
   * it is the account's first network.
   *
   * @param seenAt the time at which the account was last used from the address
   */
  void recordLogin(Account account, HashRequest request, Optional<Instant> seenAt) {
    Instant now = clock.instant();
    recent.put(new Use(account.id(), request.source()), Boolean.TRUE);
    if (seenAt.filter(seen -> seen.isAfter(now.minus(WRITE_INTERVAL))).isEmpty()) {
      write(account, request, seenAt.isPresent(), now);
    }
  }

  /**
   * Stores the address of a registration, so that strangers can never delay the owner's log-ins
   * from this address.
   */
  void recordRegistration(Transaction tx, Account account, String source) {
    if (!source.isEmpty()) { // an operator's command has no client address
      put(tx, account, source, clock.instant());
    }
  }

  /**
   * Removes all addresses of an account except one. A log-in from another address stores that
   * address again.
   */
  void keepOnly(Transaction tx, Account account, String source) {
    new KnownAddressRows(tx).erase(account.id());
    put(tx, account, source, clock.instant());
  }

  private void write(Account account, HashRequest request, boolean isKnown, Instant now) {
    try {
      boolean isStored =
          store.inTransaction(tx -> stored(tx, account, request, isKnown, now, false));
      if (!isStored) {
        store.inTransaction(
            tx -> {
              listener.prepare(tx);
              return stored(tx, account, request, isKnown, now, true);
            });
        listener.committed();
      }
    } catch (StoreUnavailableException e) {
      // The next log-in from this address tries again.
      recent.invalidate(new Use(account.id(), request.source()));
    }
  }

  /**
   * Stores the address, and notifies the owner if the network is new. A notice needs locks that
   * must be acquired before the account's lock. While a transaction has these locks, other notices
   * wait. Nearly all log-ins therefore run without these locks.
   *
   * @param isKnown whether an earlier check has found the address among the account's known
   *     addresses
   * @param prepared whether the transaction has acquired the locks for a notice
   * @return false if nothing was stored, because a notice is due but the transaction is not
   *     prepared for it
   */
  private boolean stored(
      Transaction tx,
      Account account,
      HashRequest request,
      boolean isKnown,
      Instant now,
      boolean prepared) {
    String source = request.source();
    // Log-ins to the same account wait for each other at this lock, so that exactly one of them is
    // the first. The account may have been erased after the password check.
    if (!new AccountRows(tx).lock(account.id(), account.generation())) {
      return true;
    }
    Optional<Network> notified =
        request
            .address()
            .map(Network::of)
            .filter(_ -> !isKnown && mustNotify(tx, account, source, now));
    if (notified.isPresent() && !prepared) {
      return false;
    }
    // Another log-in may have stored the address in the meantime.
    if (!isKnown && seenAt(tx, account.username(), source).isEmpty()) {
      events.addressLearned(tx, account, request);
    }
    put(tx, account, source, now);
    notified.ifPresent(network -> listener.newNetwork(tx, account, network));
    return true;
  }

  /**
   * Returns whether the owner gets a notice: the account was used before, but not from this
   * network.
   */
  private boolean mustNotify(Transaction tx, Account account, String source, Instant now) {
    KnownAddressRows rows = new KnownAddressRows(tx);
    Instant notBefore = now.minus(RETENTION);
    return rows.hasAny(account.id(), notBefore)
        && rows.seenAt(networkDigest(account, source))
            .filter(seen -> !seen.isBefore(notBefore))
            .isEmpty()
        && listener.notifies(tx, account);
  }

  /** Stores the address and its network. */
  private void put(Transaction tx, Account account, String source, Instant now) {
    Instant notBefore = now.minus(RETENTION);
    KnownAddressRows rows = new KnownAddressRows(tx);
    rows.put(networkDigest(account, source), account.id(), now);
    rows.put(digest(account.username(), source), account.id(), now);
    rows.trim(account.id(), notBefore);
  }

  /**
   * Returns the digest of an account's id and a network. The id is used because the name may
   * change. The network is the same as in {@link Network}: three bytes of an IPv4 address, or six
   * bytes of an IPv6 address.
   */
  private byte[] networkDigest(Account account, String source) {
    int digits = source.length() <= IPV4_DIGITS ? IPV4_NETWORK_DIGITS : IPV6_NETWORK_DIGITS;
    String network = source.substring(0, Math.min(digits, source.length()));
    return digest.of(
        "network".getBytes(StandardCharsets.UTF_8),
        Long.toString(account.id()).getBytes(StandardCharsets.UTF_8),
        network.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] digest(String username, String source) {
    return digest.of(
        username.getBytes(StandardCharsets.UTF_8), source.getBytes(StandardCharsets.UTF_8));
  }
}
