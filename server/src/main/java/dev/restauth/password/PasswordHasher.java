package dev.restauth.password;

import dev.restauth.blocking.Blocking;
import dev.restauth.password.PasswordHash.Form;
import dev.restauth.password.format.ForeignHash;
import dev.restauth.password.format.HashPrimitives;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The engine that hashes and checks passwords with Argon2id. It computes on its own few platform
 * threads, because a native call holds its thread and everything else must keep running beside it;
 * they yield to every other thread where the system lets them. Callers, virtual threads too, only
 * wait, no longer than the patience, and in an order that no one of them can take over. At most as
 * much memory as threads times that of one hash is in use. Safe for use by many threads.
 */
public final class PasswordHasher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PasswordHasher.class.getName());
  private static final int SALT_BYTES = 16;
  private static final int TAG_BYTES = 32;
  private static final long CLOSE_SECONDS = 5;

  /** How often a waiting caller looks whether it still has somebody to wait for. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Argon2 argon2;
  private final Argon2Parameters parameters;
  private final HashSecrets secrets;
  private final HeapBudget heap = new HeapBudget();
  private final PasswordHash nobody;
  private final Verification verification;
  private final HashingQueue queue;
  private final List<Thread> threads = new ArrayList<>();
  private final Duration patience;
  private final SecureRandom random = new SecureRandom();
  private final LongAdder computed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicInteger running = new AtomicInteger();

  /**
   * Starts no thread before {@link #begin}, or before the first password.
   *
   * @param parameters the cost of new hashes, and of checking a password for nobody
   * @param threads how many hashes are computed at a time, at least 1
   * @param patience how long anybody may wait for the beginning, more than 0
   * @param secrets what hashes of other systems need
   */
  public PasswordHasher(
      Argon2Parameters parameters, int threads, Duration patience, HashSecrets secrets) {
    this(new LoadedArgon2(), parameters, threads, patience, secrets);
  }

  PasswordHasher(
      Argon2 argon2,
      Argon2Parameters parameters,
      int threads,
      Duration patience,
      HashSecrets secrets) {
    this.argon2 = argon2;
    this.parameters = parameters;
    this.patience = patience;
    this.secrets = secrets;
    Phc anyone = new Phc(parameters, random(SALT_BYTES), random(TAG_BYTES));
    this.nobody = PasswordHash.of(anyone);
    this.verification = new Verification(means(), parameters, anyone);
    this.queue = new HashingQueue(patience, threads);
    for (int i = 1; i <= threads; i++) {
      this.threads.add(Thread.ofPlatform().name("hashing-" + i).daemon().unstarted(this::serve));
    }
  }

  /** Starts the threads, which load the quickest Argon2 there is; does nothing the next times. */
  public void begin() {
    if (begun.compareAndSet(false, true)) {
      threads.forEach(Thread::start);
    }
  }

  /** What a hashing thread does. */
  private void serve() {
    // Before it yields to every other: what it loads, others may have to wait for.
    LOG.log(Level.DEBUG, "passwords are hashed by {0}", argon2.description());
    HashingPriority priority = HashingPriority.lowerOfThisThread();
    LOG.log(Level.DEBUG, "hashing: {0}", priority.description());
    Optional<HashingJob<?>> next = queue.take();
    while (next.isPresent()) {
      serve(next.get());
      next = queue.take();
    }
  }

  private void serve(HashingJob<?> job) {
    if (!job.begin()) {
      return;
    }
    running.incrementAndGet();
    long begun = System.nanoTime();
    job.work();
    queue.took(System.nanoTime() - begun);
    running.decrementAndGet();
  }

  /** What computes the hashes, in a few words for the log. */
  public String engine() {
    return argon2.description();
  }

  /**
   * Hashes a new password and waits for the result.
   *
   * @param prepared as {@link PasswordPolicy#check} returned it
   * @param request who waits for it
   * @throws IllegalArgumentException where it holds an unpaired surrogate, which no prepared one does
   * @throws HashingFailed where memory is short
   */
  public HashOutcome hash(String prepared, HashRequest request) {
    byte[] password =
        Utf8.encode(prepared)
            .orElseThrow(() -> new IllegalArgumentException("This password was not prepared."));
    return run(request, () -> hashed(password)).orElseGet(HashOutcome.Busy::new);
  }

  private HashOutcome hashed(byte[] password) {
    return new HashOutcome.Hashed(PasswordHash.of(phc(password)));
  }

  /** Hashes and erases. */
  private Phc phc(byte[] password) {
    byte[] salt = random(SALT_BYTES);
    try {
      return new Phc(parameters, salt, argon2id(password, salt));
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  private byte[] argon2id(byte[] password, byte[] salt) {
    byte[] tag = argon2.hash(password, salt, parameters, TAG_BYTES);
    computed.increment();
    return tag;
  }

  /**
   * Hashes a weak hash, so that it protects the password as one of ours would, until the password is
   * known.
   *
   * @param weak as {@link PasswordHash#weak} says
   * @throws HashingFailed where memory is short
   */
  public HashOutcome wrap(PasswordHash weak, HashRequest request) {
    if (!(weak.form() instanceof Form.Foreign(ForeignHash hash)) || !weak.weak()) {
      throw new IllegalArgumentException("This hash is not weak.");
    }
    return run(
            request,
            () -> new HashOutcome.Hashed(PasswordHash.wrapped(hash.recipe(), phc(hash.expected()))))
        .<HashOutcome>map(wrapped -> wrapped)
        .orElseGet(HashOutcome.Busy::new);
  }

  /**
   * Checks a password and waits for the result. Where there is no stored hash, or it is malformed, the
   * same work is done as for somebody else's, so that the time does not tell who has an account.
   *
   * @param password as it was sent; prepared here where the hash asks for it
   * @param standIn whose work is done where there is no usable hash; empty for that of a new one
   * @param request who waits for it
   * @throws HashingFailed where memory is short
   */
  public VerifyOutcome verify(
      String password,
      Optional<PasswordHash> stored,
      Optional<PasswordHash> standIn,
      HashRequest request) {
    Optional<PasswordHash> real = stored.filter(hash -> !(hash.form() instanceof Form.Unusable));
    // Reading a stored hash is part of the work, too: it takes some microseconds.
    Form form = real.orElseGet(() -> PasswordHash.stored(standIn.orElse(nobody).text())).form();
    return run(request, () -> verified(password, form, real.isPresent()))
        .orElse(VerifyOutcome.BUSY);
  }

  private VerifyOutcome verified(String password, Form form, boolean real) {
    try (PasswordSpellings spellings = PasswordSpellings.of(password)) {
      boolean matches = verification.matches(spellings, form);
      return matches && real && spellings.possible() ? VerifyOutcome.MATCH : VerifyOutcome.MISMATCH;
    }
  }

  /** Whether a hash was made with another cost than new ones are, or elsewhere, or is malformed. */
  public boolean needsRehash(PasswordHash hash) {
    return !(hash.form() instanceof Form.Own(Phc phc) && phc.parameters().equals(parameters));
  }

  private HashPrimitives means() {
    return new HashPrimitives() {
      @Override
      public byte[] argon2(
          Argon2Type type,
          int version,
          byte[] password,
          byte[] salt,
          int memoryKib,
          int iterations,
          int parallelism,
          int length) {
        Argon2Parameters cost = new Argon2Parameters(memoryKib, iterations, parallelism);
        byte[] tag =
            type == Argon2Type.ID && version == Phc.VERSION
                ? argon2.hash(password, salt, cost, length)
                : argon2.hash(type, version, password, salt, cost, length);
        computed.increment();
        return tag;
      }

      @Override
      public byte[] secret(String name) {
        return secrets.find(name);
      }

      @Override
      public byte[] onHeap(long bytes, Supplier<byte[]> work) {
        return heap.with(bytes, work);
      }
    };
  }

  /** Computes on a hashing thread; empty where it does not. */
  private <T> Optional<T> run(HashRequest request, Supplier<T> work) {
    Blocking.begin();
    begin();
    HashingJob<T> job = new HashingJob<>(request, work);
    if (!queue.offer(job)) {
      refused.increment();
      return Optional.empty();
    }
    try {
      Optional<T> result = awaited(job);
      if (result.isEmpty() && !job.wasAbandoned()) {
        refused.increment();
      }
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(job);
      return Optional.empty();
    } catch (ExecutionException e) {
      // A new one, so that the stack shows the caller as well.
      throw new HashingFailed("A password could not be hashed: " + e.getMessage(), e);
    }
  }

  private <T> Optional<T> awaited(HashingJob<T> job)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        // Once begun it takes as long as it takes.
        return job.await(job.isDecided() ? Long.MAX_VALUE : Math.clamp(left, 1, LOOK_NANOS));
      } catch (TimeoutException notYet) {
        if (job.request().gone().getAsBoolean() && job.abandon()) {
          abandoned.increment();
          queue.remove(job);
        } else if (left <= 0) {
          giveUp(job);
        }
      }
    }
  }

  private void giveUp(HashingJob<?> job) {
    if (job.refuse()) {
      queue.remove(job);
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
    return running.get();
  }

  /** How many calls wait for a thread, about now. */
  public int waiting() {
    return queue.waiting();
  }

  /** How many calls were told since the start that it is busy or closed. */
  public long refused() {
    return refused.sum();
  }

  /** How many calls were given up since the start because nobody waited for them any longer. */
  public long abandoned() {
    return abandoned.sum();
  }

  /** How long one hash takes, of late, in milliseconds. */
  public double hashMillis() {
    return queue.hashNanos() / 1e6;
  }

  /**
   * Refuses new work, waits up to {@value #CLOSE_SECONDS} seconds for what runs and waits, and then
   * refuses what still waits. Closing twice does nothing more.
   */
  @Override
  public void close() {
    queue.close();
    if (begun.getAndSet(true)) {
      awaitThreads();
    }
    queue.clear().forEach(HashingJob::refuse);
  }

  private void awaitThreads() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
