package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.login.LoginThrottle.Limits;
import dev.restauth.login.LoginThrottle.StoredCounts;
import dev.restauth.store.DoubtfulStore;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Failed log-ins in the store: how long they are stored, and the rules that apply while the store
 * cannot be written.
 */
class StoredFailuresTest {
  private static final int ONE_MORE_THAN_AT_ONCE = 501;
  private static final Duration A_MICROSECOND = Duration.ofNanos(1_000);
  private static final int FREE = 3;

  private final SetClock clock = new SetClock();
  private final KeyedDigest digest = KeyedDigest.ofThisProcess();

  @TempDir Path folder;

  private Store store;
  private StoredFailures stored;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    stored = new StoredFailures(store, digest);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static StoredFailures.Key strangersOf(String username) {
    return new StoredFailures.Key(username, Optional.empty());
  }

  private boolean isKept(String username) {
    StoredFailures.Key key = strangersOf(username);
    return store.<Boolean>reading(tx -> stored.find(tx, key, tx.now()).isPresent());
  }

  private static byte[] digest(int number) {
    return ByteBuffer.allocate(32).putInt(number).array();
  }

  @Test
  void areRemovedAfterADayInBatchesOfFiveHundred() {
    store.inTransaction(
        tx -> {
          for (int i = 0; i < ONE_MORE_THAN_AT_ONCE; i++) {
            new LoginFailureRows(tx).add(digest(i), 1, tx.now());
          }
          return true;
        });
    clock.move(Duration.ofHours(24));
    assertThat(StoredFailures.purge(store)).as("none is older than that").isFalse();
    clock.move(A_MICROSECOND);
    assertThat(StoredFailures.purge(store)).as("there is one more").isTrue();
    assertThat(StoredFailures.purge(store)).isFalse();
    for (int i = 0; i < ONE_MORE_THAN_AT_ONCE; i++) {
      byte[] digest = digest(i);
      assertThat(store.<Boolean>reading(tx -> new LoginFailureRows(tx).find(digest).isPresent()))
          .isFalse();
    }
  }

  @Test
  void countForADay() {
    stored.add(strangersOf("miguel"), 1);
    clock.move(Duration.ofHours(24).minus(A_MICROSECOND));
    assertThat(isKept("miguel")).isTrue();
    clock.move(A_MICROSECOND);
    assertThat(isKept("miguel")).isFalse();
  }

  @Test
  void countInThisProcessWhileTheStoreCannotBeWritten() {
    DoubtfulStore doubtful = new DoubtfulStore(store);
    doubtful.failing(true);
    LoginThrottle throttle =
        new LoginThrottle(new Limits(FREE, 50, 100), new StoredFailures(doubtful, digest), clock);
    StoredCounts nothing = new StoredCounts(false, Optional.empty(), Optional.empty(), 0);
    for (int i = 0; i < FREE; i++) {
      fail(throttle, nothing);
    }
    assertThat(throttle.delay("miguel", "new", () -> nothing)).contains(Duration.ofSeconds(1));
  }

  /** The counts were read before another log-in failed, and are applied after the failure. */
  @Test
  void areNotResetByAnOlderRead() {
    LoginThrottle throttle = new LoginThrottle(new Limits(FREE, 50, 100), stored, clock);
    for (int i = 0; i < FREE; i++) {
      fail(throttle, counts(throttle));
    }
    StoredCounts older = counts(throttle);
    clock.move(Duration.ofSeconds(1));
    fail(throttle, older);
    assertThat(throttle.delay("miguel", "new", () -> older)).contains(Duration.ofSeconds(2));
  }

  /** The counts were read before the first failure was stored, and are applied afterwards. */
  @Test
  void areNotResetByAReadBeforeTheFirst() {
    LoginThrottle throttle = new LoginThrottle(new Limits(FREE, 50, 100), stored, clock);
    StoredCounts older = counts(throttle);
    for (int i = 0; i < FREE; i++) {
      fail(throttle, counts(throttle));
    }
    assertThat(throttle.begin("miguel", "here", older)).isInstanceOf(LoginThrottle.Wait.class);
    assertThat(throttle.delay("miguel", "new", () -> older)).contains(Duration.ofSeconds(1));
  }

  private StoredCounts counts(LoginThrottle throttle) {
    long readAfter = throttle.lastApplied();
    return store.reading(tx -> throttle.readCounts(tx, "miguel", "here", false, readAfter));
  }

  private static void fail(LoginThrottle throttle, StoredCounts counts) {
    try (LoginThrottle.Attempt attempt =
        (LoginThrottle.Attempt) throttle.begin("miguel", "here", counts)) {
      attempt.failed();
    }
  }
}
