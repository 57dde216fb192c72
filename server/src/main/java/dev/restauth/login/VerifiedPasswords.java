package dev.restauth.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.restauth.account.Account;
import dev.restauth.crypto.KeyedDigest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A cache of recently verified passwords. With this cache, a client that sends its password with
 * every request does not cause a hash each time. A cache entry is a keyed digest of account,
 * generation, stored hash and password; the random key belongs to this process. If any of these
 * values changes, the cache contains no matching entry. Wrong passwords are never cached.
 * Thread-safe, bounded.
 */
final class VerifiedPasswords {
  private static final int REMEMBERED_AT_MOST = 100_000;

  private static final int HASH_LENGTH = 97;

  /** The placeholder for the account if no account has the name. It never has a cache entry. */
  private static final Account NO_ACCOUNT =
      new Account(
          0,
          "",
          Optional.of("-".repeat(HASH_LENGTH)),
          0,
          Account.State.CLOSED,
          Instant.EPOCH,
          Optional.empty(),
          0);

  private final KeyedDigest digest = KeyedDigest.ofThisProcess();
  private final boolean enabled;
  private final Cache<ByteBuffer, Boolean> verified;

  /**
   * Creates a cache.
   *
   * @param duration the time to live of an entry; zero to disable the cache
   */
  VerifiedPasswords(Duration duration, InstantSource clock) {
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    this.enabled = duration.isPositive();
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_AT_MOST)
            .expireAfterWrite(duration)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Returns whether the password of an account was recently verified. Does the same work if there
   * is no account.
   */
  boolean contains(Optional<Account> account, String password) {
    return enabled && verified.getIfPresent(key(account.orElse(NO_ACCOUNT), password)) != null;
  }

  /** Caches a password. Call this method only with a password that was just verified. */
  void add(Account account, String password) {
    if (enabled) {
      verified.put(key(account, password), Boolean.TRUE);
    }
  }

  private ByteBuffer key(Account account, String password) {
    return ByteBuffer.wrap(
        digest.of(
            ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(account.id())
                .putLong(account.generation())
                .array(),
            account.passwordHash().orElse("").getBytes(StandardCharsets.UTF_8),
            password.getBytes(StandardCharsets.UTF_8)));
  }
}
