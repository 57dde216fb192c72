package dev.restauth.password;

import dev.restauth.blocking.Blocking;
import dev.restauth.figure.Figure;
import dev.restauth.figure.Histogram;
import dev.restauth.password.PasswordHash.Form;
import dev.restauth.password.format.ForeignHash;
import dev.restauth.password.format.HashPrimitives;
import dev.restauth.span.Span;
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
 * Hashes and checks passwords with Argon2id. Hashing runs on a few dedicated platform threads,
 * because a native call blocks its thread and all other work must continue. If the system allows
 * it, these threads yield to all other threads. Callers wait for the result, up to the maximum
 * wait, and may be virtual threads. No single caller can monopolise the queue. The maximum memory
 * is the number of threads times the memory of one hash. Thread-safe.
 */
public final class PasswordHasher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PasswordHasher.class.getName());
  private static final int SALT_BYTES = 16;
  private static final int TAG_BYTES = 32;
  private static final long CLOSE_SECONDS = 5;

  /** The interval at which a waiting caller checks whether its client is still connected. */
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Argon2 argon2;
  private final Argon2Parameters parameters;
  private final HashSecrets secrets;
  private final HeapBudget heap = new HeapBudget();
  private final PasswordHash defaultDecoy;
  private final Verification verification;
  private final HashingQueue queue;
  private final List<Thread> threads = new ArrayList<>();
  private final Duration maxWait;
  private final SecureRandom random = new SecureRandom();
  private final LongAdder computed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder abandoned = new LongAdder();
  private final Histogram waits = Histogram.ofSeconds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 5, 15);
  private final Histogram durations =
      Histogram.ofSeconds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicInteger running = new AtomicInteger();

  /**
   * Creates a hasher. The hashing threads start at {@link #begin} or with the first password.
   *
   * @param parameters the cost of new hashes, and of the decoy hash
   * @param threads the number of hashes computed at the same time, at least 1
   * @param maxWait the maximum time that a caller waits for its hash to begin, more than 0
   * @param secrets finds the secrets that hashes of other systems need
   */
  public PasswordHasher(
      Argon2Parameters parameters, int threads, Duration maxWait, HashSecrets secrets) {
    this(new LoadedArgon2(), parameters, threads, maxWait, secrets);
  }

  PasswordHasher(
      Argon2 argon2,
      Argon2Parameters parameters,
      int threads,
      Duration maxWait,
      HashSecrets secrets) {
    this.argon2 = argon2;
    this.parameters = parameters;
    this.maxWait = maxWait;
    this.secrets = secrets;
    Phc decoy = new Phc(parameters, random(SALT_BYTES), random(TAG_BYTES));
    this.defaultDecoy = PasswordHash.of(decoy);
    this.verification = new Verification(primitives(), parameters, decoy);
    this.queue = new HashingQueue(maxWait, threads);
    for (int i = 1; i <= threads; i++) {
      this.threads.add(
          Thread.ofPlatform().name("hashing-" + i).daemon().unstarted(this::runThread));
    }
  }

  /** Starts the threads, which load the fastest available Argon2. Further calls have no effect. */
  public void begin() {
    if (begun.compareAndSet(false, true)) {
      threads.forEach(Thread::start);
    }
  }

  private void runThread() {
    // This line loads the library before the priority is lowered, because other threads may wait
    // for the library.
    LOG.log(Level.DEBUG, "passwords are hashed by {0}", argon2.description());
    HashingPriority priority = HashingPriority.lowerOfThisThread();
    LOG.log(Level.DEBUG, "scheduling of hashing threads: {0}", priority.description());
    Optional<HashingJob<?>> next = queue.take();
    while (next.isPresent()) {
      runJob(next.get());
      next = queue.take();
    }
  }

  private void runJob(HashingJob<?> job) {
    if (!job.begin()) {
      return;
    }
    running.incrementAndGet();
    long started = System.nanoTime();
    waits.record(started - job.createdAt());
    job.work();
    long took = System.nanoTime() - started;
    durations.record(took);
    queue.recordDuration(took);
    running.decrementAndGet();
  }

  /** Returns the name of the Argon2 implementation, for the log. */
  public String engine() {
    return argon2.description();
  }

  /**
   * Hashes a new password and waits for the result.
   *
   * @param prepared the password as {@link PasswordPolicy#check} returned it
   * @param request the caller's request
   * @throws IllegalArgumentException if the password contains an unpaired surrogate, which no
   *     prepared password contains
   * @throws HashingFailed if memory is short
   */
  public HashOutcome hash(String prepared, HashRequest request) {
    byte[] password =
        Utf8.encode(prepared)
            .orElseThrow(() -> new IllegalArgumentException("This password was not prepared."));
    return run(request, () -> hashNow(password)).orElseGet(HashOutcome.Busy::new);
  }

  private HashOutcome hashNow(byte[] password) {
    return new HashOutcome.Hashed(PasswordHash.of(phc(password)));
  }

  /** Hashes the password, and erases the array. */
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
   * Hashes a weak hash. The result protects the password as well as a new hash would, although the
   * user has not logged in.
   *
   * @param weak a hash that is {@link PasswordHash#weak}
   * @throws HashingFailed if memory is short
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
   * Checks a password and waits for the result. If the stored hash is missing or malformed, checks
   * a decoy hash, which costs the same work. The time then does not reveal which accounts exist.
   *
   * @param password the password as the client sent it; it is prepared if the hash requires that
   * @param decoy the hash that is checked if there is no usable stored hash; empty for a decoy with
   *     the cost of new hashes
   * @param request the caller's request
   * @throws HashingFailed if memory is short
   */
  public VerifyOutcome verify(
      String password,
      Optional<PasswordHash> stored,
      Optional<PasswordHash> decoy,
      HashRequest request) {
    Optional<PasswordHash> real = stored.filter(hash -> !(hash.form() instanceof Form.Unusable));
    // The decoy is parsed like a stored hash, because parsing takes some microseconds too.
    Form form = real.orElseGet(() -> PasswordHash.stored(decoy.orElse(defaultDecoy).text())).form();
    return run(request, () -> verifyNow(password, form, real.isPresent()))
        .orElse(VerifyOutcome.BUSY);
  }

  private VerifyOutcome verifyNow(String password, Form form, boolean real) {
    try (PasswordSpellings spellings = PasswordSpellings.of(password)) {
      boolean matches = verification.matches(spellings, form);
      return matches && real && spellings.isValid() ? VerifyOutcome.MATCH : VerifyOutcome.MISMATCH;
    }
  }

  /**
   * Returns whether the hash is malformed, comes from another system, or has another cost than new
   * hashes.
   */
  public boolean needsRehash(PasswordHash hash) {
    return !(hash.form() instanceof Form.Own(Phc phc) && phc.parameters().equals(parameters));
  }

  private HashPrimitives primitives() {
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

  /** Runs the work on a hashing thread; empty if the job was refused. */
  private <T> Optional<T> run(HashRequest request, Supplier<T> work) {
    Blocking.begin();
    begin();
    try (Span span = Span.begin(Span.Kind.INTERNAL, "hash a password")) {
      Optional<T> result = queued(request, work);
      if (result.isEmpty()) {
        span.fail("refused");
      }
      return result;
    }
  }

  private <T> Optional<T> queued(HashRequest request, Supplier<T> work) {
    HashingJob<T> job = new HashingJob<>(request, work);
    if (!queue.offer(job)) {
      refused.increment();
      return Optional.empty();
    }
    try {
      Optional<T> result = awaitResult(job);
      if (result.isEmpty() && !job.wasAbandoned()) {
        refused.increment();
      }
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(job);
      return Optional.empty();
    } catch (ExecutionException e) {
      // A new exception wraps the old one, so that the stack trace also contains the caller.
      throw new HashingFailed("A password could not be hashed: " + e.getMessage(), e);
    }
  }

  private <T> Optional<T> awaitResult(HashingJob<T> job)
      throws InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + maxWait.toNanos();
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        // A hash that has begun is not interrupted.
        return job.await(job.isDecided() ? Long.MAX_VALUE : Math.clamp(left, 1, POLL_NANOS));
      } catch (TimeoutException notYet) {
        if (job.request().disconnected().getAsBoolean() && job.abandon()) {
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

  /** Returns the number of hashes computed since the start, including decoy hashes. */
  public long computed() {
    return computed.sum();
  }

  /** Returns the approximate number of hashes that are being computed. */
  public int running() {
    return running.get();
  }

  /** Returns the approximate number of calls that wait for a thread. */
  public int waiting() {
    return queue.waiting();
  }

  /**
   * Returns the number of calls that were refused since the start because the hasher was busy or
   * closed.
   */
  public long refused() {
    return refused.sum();
  }

  /**
   * Returns the number of calls that were abandoned since the start because their clients had
   * disconnected.
   */
  public long abandoned() {
    return abandoned.sum();
  }

  List<Figure> figures() {
    return List.of(
        Figure.gauge("restauth_hashing_threads", "Threads that hash passwords", threads::size),
        Figure.gauge("restauth_hashing_running", "Hashes that are being computed", this::running),
        Figure.gauge(
            "restauth_hashing_waiting", "Passwords that wait for a hashing thread", this::waiting),
        Figure.histogram(
            "restauth_hashing_wait_seconds",
            "Time that passwords waited until their hash began; those that were refused are not in it",
            waits),
        Figure.histogram(
            "restauth_hashing_duration_seconds", "Time for computing a hash", durations),
        Figure.counter(
            "restauth_hashing_refused_total",
            "Passwords that were not hashed, because too many waited",
            this::refused),
        Figure.counter(
            "restauth_hashing_abandoned_total",
            "Passwords that were not hashed, because their client had gone",
            this::abandoned));
  }

  /**
   * Refuses new work, waits up to {@value #CLOSE_SECONDS} seconds for running and waiting jobs, and
   * then refuses the jobs that still wait. Further calls have no effect.
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
