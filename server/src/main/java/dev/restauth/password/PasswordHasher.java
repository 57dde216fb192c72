package dev.restauth.password;

import dev.restauth.crypto.ConstantTime;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The engine that hashes and checks passwords with Argon2id. It computes on its own few platform
 * threads, because a native call holds its thread and everything else must keep running beside it;
 * callers, virtual threads too, only wait. Behind the threads waits a bounded queue; who finds it
 * full is told so at once. Safe for use by many threads.
 */
public final class PasswordHasher implements AutoCloseable {
  private static final int SALT_BYTES = 16;
  private static final int TAG_BYTES = 32;
  private static final long CLOSE_SECONDS = 5;

  private final Argon2 argon2;
  private final Argon2Parameters parameters;
  private final Phc nobody;
  private final ThreadPoolExecutor pool;
  private final SecureRandom random = new SecureRandom();
  private final LongAdder computed = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * Loads the quickest Argon2 there is and starts.
   *
   * @param parameters the cost of new hashes, and of checking a password for nobody
   * @param threads how many hashes are computed at a time, at least 1
   * @param queueCapacity how many more may wait, at least 1
   */
  public PasswordHasher(Argon2Parameters parameters, int threads, int queueCapacity) {
    this(Argon2.load(), parameters, threads, queueCapacity);
  }

  PasswordHasher(Argon2 argon2, Argon2Parameters parameters, int threads, int queueCapacity) {
    this.argon2 = argon2;
    this.parameters = parameters;
    this.nobody = new Phc(parameters, random(SALT_BYTES), random(TAG_BYTES));
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueCapacity),
            hashingThreads());
  }

  /** The priority is a hint that everything else goes first; nothing relies on its being taken. */
  @SuppressWarnings("ThreadPriorityCheck")
  private static ThreadFactory hashingThreads() {
    return Thread.ofPlatform().name("hashing-", 1).daemon().priority(Thread.MIN_PRIORITY).factory();
  }

  /** What computes the hashes, in a few words for the log. */
  public String engine() {
    return argon2.description();
  }

  /**
   * Hashes a new password and waits for the result.
   *
   * @param prepared as {@link PasswordPolicy#check} returned it
   * @throws IllegalArgumentException where it holds an unpaired surrogate, which no prepared one does
   * @throws HashingFailed where memory is short
   */
  public HashOutcome hash(String prepared) {
    byte[] password =
        Utf8.encode(prepared)
            .orElseThrow(() -> new IllegalArgumentException("This password was not prepared."));
    return run(() -> hashed(password)).orElseGet(HashOutcome.Busy::new);
  }

  private HashOutcome hashed(byte[] password) {
    byte[] salt = random(SALT_BYTES);
    byte[] tag = compute(password, salt, parameters, TAG_BYTES);
    return new HashOutcome.Hashed(PasswordHash.of(new Phc(parameters, salt, tag)));
  }

  /**
   * Checks a password and waits for the result. Where there is no stored hash, or it is malformed,
   * the same work is done as for a new one, so that the time does not tell who has an account.
   *
   * @param candidate as {@link PreparedPassword#forChecking} returned it
   * @throws HashingFailed where memory is short
   */
  public VerifyOutcome verify(String candidate, Optional<PasswordHash> stored) {
    Optional<byte[]> password = Utf8.encode(candidate);
    Optional<Phc> real =
        password.isEmpty() ? Optional.empty() : stored.flatMap(PasswordHash::parsed);
    return run(() -> verified(password.orElseGet(() -> new byte[1]), real))
        .orElse(VerifyOutcome.BUSY);
  }

  private VerifyOutcome verified(byte[] password, Optional<Phc> real) {
    Phc expected = real.orElse(nobody);
    byte[] tag = compute(password, expected.salt(), expected.parameters(), expected.tag().length);
    boolean same = ConstantTime.equals(expected.tag(), tag);
    return same && real.isPresent() ? VerifyOutcome.MATCH : VerifyOutcome.MISMATCH;
  }

  /** Whether a hash was made with another cost than new ones are, or is malformed. */
  public boolean needsRehash(PasswordHash hash) {
    return hash.parsed().filter(phc -> phc.parameters().equals(parameters)).isEmpty();
  }

  private byte[] compute(byte[] password, byte[] salt, Argon2Parameters cost, int tagBytes) {
    try {
      byte[] tag = argon2.hash(password, salt, cost, tagBytes);
      computed.increment();
      return tag;
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  /** Computes on a hashing thread; empty where it does not. */
  private <T> Optional<T> run(Callable<T> job) {
    var task = new FutureTask<>(job);
    try {
      pool.execute(task);
      return Optional.of(task.get());
    } catch (RejectedExecutionException | CancellationException fullOrClosed) {
      refused.increment();
      return Optional.empty();
    } catch (InterruptedException e) {
      task.cancel(false);
      pool.remove(task);
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      // A new one, so that the stack shows the caller as well.
      throw new HashingFailed("A password could not be hashed: " + e.getMessage(), e);
    }
  }

  private byte[] random(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** How many hashes were computed since the start, those for nobody included. */
  public long computed() {
    return computed.sum();
  }

  /** How many hashes are being computed, about now. */
  public int running() {
    return pool.getActiveCount();
  }

  /** How many calls wait for a thread, about now. */
  public int waiting() {
    return pool.getQueue().size();
  }

  /** How many calls were told since the start that it is busy or closed. */
  public long refused() {
    return refused.sum();
  }

  /**
   * Refuses new work, waits up to {@value #CLOSE_SECONDS} seconds for what runs and waits, and then
   * refuses what still waits. Closing twice does nothing more.
   */
  @Override
  public void close() {
    pool.shutdown();
    try {
      pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Runnable waiting : pool.shutdownNow()) {
      ((FutureTask<?>) waiting).cancel(false);
    }
  }
}
