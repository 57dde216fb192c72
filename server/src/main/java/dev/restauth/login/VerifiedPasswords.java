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
 * Passwords that were verified a moment ago, so that a client that sends its password with every call
 * is not hashed for every time. What is kept is a keyed digest, its key random and only in this
 * process, over everything that makes the password right: account, generation, stored hash, password.
 * Whatever changes, nothing is found. A wrong password is never kept. Thread-safe, bounded.
 */
final class VerifiedPasswords {
  private static final int REMEMBERED_AT_MOST = 100_000;

  private static final int HASH_LENGTH = 97;

  /** Nothing is ever added for it. */
  private static final Account NOBODY =
      new Account(
          0,
          "",
          Optional.of("-".repeat(HASH_LENGTH)),
          0,
          Account.State.CLOSED,
          Instant.EPOCH,
          Optional.empty());

  private final KeyedDigest digest = KeyedDigest.ofThisProcess();
  private final boolean remembers;
  private final Cache<ByteBuffer, Boolean> verified;

  /**
   * Remembers for a while.
   *
   * @param duration zero for never
   */
  VerifiedPasswords(Duration duration, InstantSource clock) {
    Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
    this.remembers = duration.isPositive();
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED_AT_MOST)
            .expireAfterWrite(duration)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** Where there is no account, the same work is done for nothing. */
  boolean contains(Optional<Account> account, String password) {
    return remembers && verified.getIfPresent(key(account.orElse(NOBODY), password)) != null;
  }

  /** Call it with what was just verified, and nothing else. */
  void add(Account account, String password) {
    if (remembers) {
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
