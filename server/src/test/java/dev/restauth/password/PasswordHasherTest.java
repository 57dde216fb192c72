package dev.restauth.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PasswordHasherTest {
  private static final Argon2Parameters CHEAP = new Argon2Parameters(64, 1, 1);
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);
  private static final HashRequest REQUEST = HashRequest.OPERATOR;
  private static final HashSecrets NO_SECRETS =
      name -> {
        throw new HashingFailed("no secret " + name);
      };

  /**
   * A real Argon2 behind a gate. The test controls when a hash completes, and records the computing
   * threads.
   */
  private static final class GatedArgon2 implements Argon2 {
    final Semaphore gate = new Semaphore(0);
    final Semaphore begun = new Semaphore(0);
    final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Argon2Parameters> costs = new ConcurrentLinkedQueue<>();

    @Override
    public byte[] hash(byte[] password, byte[] salt, Argon2Parameters cost, int tagLength) {
      threads.add(Thread.currentThread());
      costs.add(cost);
      begun.release();
      gate.acquireUninterruptibly();
      return new BouncyArgon2().hash(password, salt, cost, tagLength);
    }

    @Override
    public String description() {
      return "gated";
    }

    GatedArgon2 open() {
      gate.release(1_000_000);
      return this;
    }
  }

  private static PasswordHash hashed(PasswordHasher hasher, String password) {
    return ((HashOutcome.Hashed) hasher.hash(password, REQUEST)).hash();
  }

  private static <T> FutureTask<T> onVirtualThread(Callable<T> call) {
    var task = new FutureTask<>(call);
    var _ = Thread.ofVirtual().start(task);
    return task;
  }

  private static void awaitWaiting(PasswordHasher hasher, int expected) {
    while (hasher.waiting() != expected) {
      Thread.onSpinWait();
    }
  }

  @Test
  void verifiesItsOwnHash() {
    try (var hasher = new PasswordHasher(Argon2Parameters.DEFAULT, 1, MAX_WAIT, NO_SECRETS)) {
      var hash = hashed(hasher, "pa\u00dfw\u00f6rd");
      assertThat(hash.text())
          .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
      var stored = Optional.of(PasswordHash.stored(hash.text()));
      assertThat(hasher.verify("pa\u00dfw\u00f6rd", stored, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MATCH);
      assertThat(hasher.verify("pa\u00dfw\u00f6re", stored, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(hasher.verify("", stored, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(hasher.computed()).isEqualTo(4);
      assertThat(hasher.engine()).matches("native libargon2 \\((system|bundled)\\)|Bouncy Castle");
    }
  }

  @Test
  void usesANewSaltForEveryHash() {
    try (var hasher = new PasswordHasher(CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      assertThat(hashed(hasher, "same").text()).isNotEqualTo(hashed(hasher, "same").text());
    }
  }

  @Test
  void verifiesAHashOfTheReferenceImplementation() {
    var stored =
        PasswordHash.stored(
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
                + "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4");
    try (var hasher = new PasswordHasher(CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      assertThat(hasher.verify("password", Optional.of(stored), Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MATCH);
    }
  }

  @Test
  void doesTheSameWorkWithoutAHashAndForAMalformedOne() {
    var argon2 = new GatedArgon2().open();
    try (var hasher = new PasswordHasher(argon2, CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      assertThat(hasher.computed()).isZero();
      assertThat(hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(
              hasher.verify(
                  "x",
                  Optional.of(PasswordHash.stored("$argon2id$broken")),
                  Optional.empty(),
                  REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(argon2.costs).containsExactly(CHEAP, CHEAP);
      assertThat(hasher.computed()).isEqualTo(2);
    }
  }

  @Test
  void unpairedSurrogateDoesNotMatchAQuestionMark() {
    try (var hasher = new PasswordHasher(CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      var stored = Optional.of(hashed(hasher, "?"));
      assertThat(hasher.verify("\ud800", stored, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(hasher.computed()).isEqualTo(2);
      assertThatThrownBy(() -> hasher.hash("\ud800", REQUEST))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void needsRehashIfTheCostDiffers() {
    try (var hasher = new PasswordHasher(CHEAP, 1, MAX_WAIT, NO_SECRETS);
        var dearer = new PasswordHasher(new Argon2Parameters(64, 2, 1), 1, MAX_WAIT, NO_SECRETS)) {
      var hash = hashed(hasher, "x");
      assertThat(hasher.needsRehash(hash)).isFalse();
      assertThat(dearer.needsRehash(hash)).isTrue();
      assertThat(hasher.needsRehash(PasswordHash.stored("?"))).isTrue();
    }
  }

  @Test
  void computesOnItsOwnDaemonsOfLowestPriority() {
    var argon2 = new GatedArgon2().open();
    try (var hasher = new PasswordHasher(argon2, CHEAP, 2, MAX_WAIT, NO_SECRETS)) {
      for (int i = 0; i < 4; i++) {
        hasher.hash("x", REQUEST);
      }
    }
    assertThat(argon2.threads)
        .hasSize(4)
        .allSatisfy(
            thread -> {
              assertThat(thread.getName()).matches("hashing-[12]");
              assertThat(thread.isVirtual()).isFalse();
              assertThat(thread.isDaemon()).isTrue();
            })
        .doesNotContain(Thread.currentThread());
  }

  @Test
  void refusesCallersWhoWouldWaitTooLongAndServesTheOthers() throws Exception {
    var argon2 = new GatedArgon2();
    try (var hasher = new PasswordHasher(argon2, CHEAP, 1, Duration.ofMillis(1), NO_SECRETS)) {
      // On a busy machine, the hasher may refuse even the first caller, so the test tries again.
      var running =
          onVirtualThread(() -> hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST));
      while (!argon2.begun.tryAcquire()) {
        if (running.isDone()) {
          running =
              onVirtualThread(
                  () -> hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST));
        }
      }
      long before = hasher.refused();
      assertThat(hasher.running()).isEqualTo(1);

      assertThat(hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.BUSY);
      assertThat(hasher.hash("x", REQUEST)).isEqualTo(new HashOutcome.Busy());
      assertThat(hasher.refused()).isEqualTo(before + 2);
      assertThat(hasher.waiting()).isZero();

      argon2.open();
      assertThat(running.get()).isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(hasher.computed()).isEqualTo(1);
    }
  }

  @Test
  void doesNotHashForADisconnectedClient() throws Exception {
    var argon2 = new GatedArgon2();
    var disconnected = new AtomicBoolean();
    var leaving = new HashRequest(HashRequest.Priority.OTHER, "a", disconnected::get);
    try (var hasher = new PasswordHasher(argon2, CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      var running =
          onVirtualThread(() -> hasher.verify("x", Optional.empty(), Optional.empty(), leaving));
      argon2.begun.acquire();
      var waiting =
          onVirtualThread(() -> hasher.verify("x", Optional.empty(), Optional.empty(), leaving));
      awaitWaiting(hasher, 1);
      disconnected.set(true);
      assertThat(waiting.get()).isEqualTo(VerifyOutcome.BUSY);
      assertThat(hasher.abandoned()).isEqualTo(1);
      assertThat(hasher.refused()).isZero();
      assertThat(hasher.waiting()).isZero();

      argon2.open();
      running.get();
      assertThat(hasher.computed()).isEqualTo(1);
    }
  }

  @Test
  void skipsTheWorkOfAnInterruptedCaller() throws Exception {
    var argon2 = new GatedArgon2();
    try (var hasher = new PasswordHasher(argon2, CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      var running =
          onVirtualThread(() -> hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST));
      argon2.begun.acquire();
      var interrupted =
          new FutureTask<>(
              () ->
                  hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST)
                      + " "
                      + Thread.currentThread().isInterrupted());
      var caller = Thread.ofVirtual().start(interrupted);
      awaitWaiting(hasher, 1);
      caller.interrupt();
      assertThat(interrupted.get()).isEqualTo("BUSY true");
      assertThat(hasher.waiting()).isZero();

      argon2.open();
      running.get();
      assertThat(hasher.computed()).isEqualTo(1);
    }
  }

  @Test
  void closeFinishesWaitingJobsAndRefusesNewOnes() throws Exception {
    var argon2 = new GatedArgon2();
    var hasher = new PasswordHasher(argon2, CHEAP, 1, MAX_WAIT, NO_SECRETS);
    var running = onVirtualThread(() -> hasher.hash("x", REQUEST));
    argon2.begun.acquire();
    var waiting = onVirtualThread(() -> hasher.hash("y", REQUEST));
    awaitWaiting(hasher, 1);
    var closed = new CountDownLatch(1);
    var closer =
        Thread.ofVirtual()
            .start(
                () -> {
                  hasher.close();
                  closed.countDown();
                });
    argon2.open();
    assertThat(closed.await(60, TimeUnit.SECONDS)).as("%s", closer).isTrue();
    assertThat(running.get()).isInstanceOf(HashOutcome.Hashed.class);
    assertThat(waiting.get()).isInstanceOf(HashOutcome.Hashed.class);
    assertThat(hasher.hash("z", REQUEST)).isEqualTo(new HashOutcome.Busy());
    hasher.close();
  }

  @Test
  void closingWhileInterruptedRefusesWaitingJobs() throws Exception {
    var argon2 = new GatedArgon2();
    var hasher = new PasswordHasher(argon2, CHEAP, 1, MAX_WAIT, NO_SECRETS);
    var running =
        onVirtualThread(() -> hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST));
    argon2.begun.acquire();
    var waiting =
        onVirtualThread(() -> hasher.verify("x", Optional.empty(), Optional.empty(), REQUEST));
    awaitWaiting(hasher, 1);
    Thread.currentThread().interrupt();
    hasher.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(waiting.get()).isEqualTo(VerifyOutcome.BUSY);
    argon2.open();
    assertThat(running.get()).isEqualTo(VerifyOutcome.MISMATCH);
  }

  @Test
  void reportsAFailureToTheCallerAndContinues() throws ExecutionException {
    var failing =
        new Argon2() {
          @Override
          public byte[] hash(byte[] password, byte[] salt, Argon2Parameters cost, int length) {
            if (new String(password, UTF_8).equals("secret")) {
              throw new HashingFailed("libargon2 failed with -22: Memory allocation error.");
            }
            return new byte[length];
          }

          @Override
          public String description() {
            return "failing";
          }
        };
    try (var hasher = new PasswordHasher(failing, CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      assertThatThrownBy(() -> hasher.hash("secret", REQUEST))
          .isInstanceOf(HashingFailed.class)
          .hasMessageContaining("Memory allocation error")
          .hasMessageNotContaining("secret");
      assertThat(hasher.computed()).isZero();
      assertThat(hasher.hash("other", REQUEST)).isInstanceOf(HashOutcome.Hashed.class);
    }
  }

  /**
   * Otherwise the short duration would reveal that the password is right, even if the account is
   * disabled.
   */
  @Test
  void quickForeignHashIsFollowedByAUsualOneWhetherItMatchesOrNot() {
    var hash = PasswordHash.adopted("$2b$05$J30d7X3zrGHVo4z48oghe.FNSf5FduWYXH5xdgdxXHFH71IUXIECi");
    try (var hasher = new PasswordHasher(CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      assertThat(hasher.verify("python", hash, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MATCH);
      assertThat(hasher.computed()).isEqualTo(1);
      assertThat(hasher.verify("Python", hash, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(hasher.computed()).isEqualTo(2);
      assertThat(hasher.verify("x", Optional.empty(), hash, REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(hasher.computed()).isEqualTo(3);
    }
  }

  /**
   * Otherwise the duration would reveal that the account exists, and that its hash was made with
   * cheaper settings.
   */
  @Test
  void cheaperHashIsFollowedByAUsualOne() {
    List<Optional<PasswordHash>> stored = new ArrayList<>();
    for (int iterations = 1; iterations <= 3; iterations++) {
      try (var hasher =
          new PasswordHasher(new Argon2Parameters(64, iterations, 1), 1, MAX_WAIT, NO_SECRETS)) {
        stored.add(Optional.of(hashed(hasher, "x")));
      }
    }
    try (var hasher = new PasswordHasher(new Argon2Parameters(64, 2, 1), 1, MAX_WAIT, NO_SECRETS)) {
      List<Long> computed = new ArrayList<>();
      for (Optional<PasswordHash> hash : stored) {
        long before = hasher.computed();
        assertThat(hasher.verify("x", hash, Optional.empty(), REQUEST))
            .isEqualTo(VerifyOutcome.MATCH);
        computed.add(hasher.computed() - before);
      }
      assertThat(computed).containsExactly(2L, 1L, 1L);
    }
  }

  @Test
  void checksAForeignHashWithTheTypedAndThePreparedPassword() {
    // Some keyboards send "p\u00e9" in composed form, others in decomposed form. The other system
    // may have hashed either form.
    var composed = PasswordHash.adopted("{SHA}" + sha1("p\u00e9"));
    var decomposed = PasswordHash.adopted("{SHA}" + sha1("pe\u0301"));
    try (var hasher = new PasswordHasher(CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      assertThat(hasher.verify("pe\u0301", composed, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MATCH);
      assertThat(hasher.verify("pe\u0301", decomposed, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MATCH);
      assertThat(hasher.verify("p\u00e9", decomposed, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
    }
  }

  @Test
  void wrappedWeakHashStillMatchesItsPassword() {
    var weak = PasswordHash.adopted("{SHA}" + sha1("python")).orElseThrow();
    assertThat(weak.weak()).isTrue();
    try (var hasher = new PasswordHasher(CHEAP, 1, MAX_WAIT, NO_SECRETS)) {
      var wrapped = ((HashOutcome.Hashed) hasher.wrap(weak, REQUEST)).hash();
      assertThat(wrapped.weak()).isFalse();
      assertThat(wrapped.text()).doesNotContain(sha1("python"));
      var stored = Optional.of(PasswordHash.stored(wrapped.text()));
      assertThat(hasher.verify("python", stored, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MATCH);
      assertThat(hasher.verify("Python", stored, Optional.empty(), REQUEST))
          .isEqualTo(VerifyOutcome.MISMATCH);
      assertThat(hasher.needsRehash(wrapped)).isTrue();
      assertThatThrownBy(() -> hasher.wrap(wrapped, REQUEST))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String sha1(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
