package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.login.LoginThrottle.Limits;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginThrottleTest {
  private static final int FREE = 3;
  private static final int OF_ADDRESS = 50;
  private static final int STOP = 100;

  private final SetClock clock = new SetClock();
  private final KeyedDigest digest = KeyedDigest.ofThisProcess();
  @TempDir Path folder;

  @AutoClose private Store store;
  private LoginThrottle throttle;

  @BeforeEach
  void open() {
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    throttle = node();
  }

  /** Creates a throttle that has not counted any failure itself. */
  private LoginThrottle node() {
    return new LoginThrottle(
        new Limits(FREE, OF_ADDRESS, STOP), new StoredFailures(store, digest), clock);
  }

  @Test
  void doublesTheDelayOfStrangersUpToHalfAMinute() {
    List<Long> seconds = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      fail("miguel", "address " + i, false);
      Duration delay = strangers("miguel").orElse(Duration.ZERO);
      seconds.add(delay.toSeconds());
      clock.move(delay);
    }
    assertThat(seconds).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void allowsTheNextAttemptExactlyAfterTheDelay() {
    for (int i = 0; i < FREE + 1; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofMillis(1_999));
    assertThat(strangers("miguel")).contains(Duration.ofMillis(1));
    clock.move(Duration.ofMillis(1));
    assertThat(strangers("miguel")).isEmpty();
  }

  @Test
  void givesAKnownAddressItsOwnAllowance() {
    for (int i = 0; i < 20; i++) {
      fail("miguel", "address " + i, false);
    }
    assertThat(strangers("miguel")).isPresent();
    assertThat(throttle.delay("miguel", "home", () -> counts(true))).isEmpty();

    for (int i = 0; i < 2 * FREE; i++) {
      assertThat(throttle.delay("miguel", "home", () -> counts(true))).isEmpty();
      fail("miguel", "home", true);
    }
    assertThat(throttle.delay("miguel", "home", () -> counts(true)))
        .contains(Duration.ofSeconds(1));
    assertThat(throttle.delay("miguel", "office", () -> counts(true))).isEmpty();
  }

  @Test
  void throttlesAnAddressOverAllAccounts() {
    for (int i = 0; i < OF_ADDRESS; i++) {
      assertThat(throttle.delay("name " + i, "here", () -> counts("anybody"))).isEmpty();
      fail("name " + i, "here", false);
    }
    assertThat(throttle.delay("anybody", "here", () -> counts("anybody")))
        .contains(Duration.ofSeconds(6));
    assertThat(throttle.delay("anybody", "there", () -> counts("anybody"))).isEmpty();
    clock.move(Duration.ofSeconds(6));
    assertThat(throttle.delay("anybody", "here", () -> counts("anybody"))).isEmpty();
    fail("anybody", "here", false);
    assertThat(throttle.delay("anybody", "here", () -> counts("anybody")))
        .contains(Duration.ofSeconds(6));
  }

  @Test
  void resetsTheCountAfterASuccess() {
    for (int i = 0; i < FREE; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofSeconds(1));
    succeed("miguel", "new", false);
    fail("miguel", "other", false);
    assertThat(strangers("miguel")).isEmpty();
  }

  @Test
  void allowsOneAttemptAtATimeOnceItIsDelayed() {
    for (int i = 0; i < FREE; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofSeconds(1));
    try (LoginThrottle.Attempt first = begin("miguel", "a", false)) {
      assertThat(start(throttle, "miguel", "b", false))
          .isEqualTo(new LoginThrottle.Wait(Duration.ofSeconds(1)));
      assertThat(strangers("miguel")).isPresent();
      first.failed();
    }
    assertThat(strangers("miguel")).contains(Duration.ofSeconds(2));
  }

  /** The throttle uses the database's time, which all servers share. */
  @Test
  void aServerWhoseClockIsAheadDelaysNoLogIn() {
    SetClock ahead = new SetClock();
    ahead.move(Duration.ofDays(300));
    LoginThrottle wrong =
        new LoginThrottle(
            new Limits(FREE, OF_ADDRESS, STOP), new StoredFailures(store, digest), ahead);
    for (int i = 0; i < FREE; i++) {
      try (LoginThrottle.Attempt attempt = begin(wrong, "miguel", "address " + i, false)) {
        attempt.failed();
      }
    }
    assertThat(start(node(), "miguel", "somewhere new", false))
        .isEqualTo(new LoginThrottle.Wait(Duration.ofSeconds(1)));
  }

  @Test
  void anAttemptWithoutAResultCostsNothing() {
    for (int i = 0; i < 1_000; i++) {
      begin("miguel", "here", false).close();
    }
    assertThat(throttle.delay("miguel", "here", () -> counts("miguel"))).isEmpty();
  }

  @Test
  void stopsStrangersAfterAHundredUntilTheOwnerLogsIn() {
    for (int i = 0; i < STOP; i++) {
      clock.move(Duration.ofSeconds(30));
      assertThat(strangers("miguel")).isEmpty();
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofHours(20));
    assertThat(strangers("miguel")).contains(Duration.ofHours(1));

    succeed("miguel", "home", true);
    assertThat(strangers("miguel")).isEmpty();
  }

  @Test
  void resetsAfterADay() {
    for (int i = 0; i < 20; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofHours(24));
    fail("miguel", "here", false);
    assertThat(strangers("miguel")).isEmpty();
  }

  private Optional<Duration> strangers(String username) {
    return throttle.delay(username, "somewhere new", () -> counts(username));
  }

  private void fail(String username, String source, boolean known) {
    try (LoginThrottle.Attempt attempt = begin(username, source, known)) {
      attempt.failed();
    }
  }

  private void succeed(String username, String source, boolean known) {
    try (LoginThrottle.Attempt attempt = begin(username, source, known)) {
      attempt.succeeded();
    }
  }

  /** Begins an attempt even during a delay. In a server, the log-in flow checks the delay first. */
  private LoginThrottle.Attempt begin(String username, String source, boolean known) {
    return begin(throttle, username, source, known);
  }

  private LoginThrottle.Attempt begin(
      LoginThrottle node, String username, String source, boolean known) {
    while (true) {
      switch (start(node, username, source, known)) {
        case LoginThrottle.Attempt attempt -> {
          return attempt;
        }
        case LoginThrottle.Wait(Duration delay) -> clock.move(delay);
      }
    }
  }

  private LoginThrottle.Start start(
      LoginThrottle node, String username, String source, boolean known) {
    return node.begin(username, source, counts(node, username, source, known));
  }

  private LoginThrottle.StoredCounts counts(String username) {
    return counts(throttle, username, "somewhere new", false);
  }

  private LoginThrottle.StoredCounts counts(boolean known) {
    return counts(throttle, "miguel", "home", known);
  }

  private LoginThrottle.StoredCounts counts(
      LoginThrottle node, String username, String source, boolean known) {
    long readAfter = node.lastApplied();
    return store.reading(tx -> node.readCounts(tx, username, source, known, readAfter));
  }

  @Test
  void continuesTheCountOfAnotherServerOrTheLastStart() {
    for (int i = 0; i < FREE + 2; i++) {
      fail("miguel", "address " + i, false);
    }
    LoginThrottle other = node();
    assertThat(start(other, "miguel", "new", false))
        .isEqualTo(new LoginThrottle.Wait(Duration.ofSeconds(4)));
    clock.move(Duration.ofSeconds(4));
    try (LoginThrottle.Attempt attempt = begin(other, "miguel", "new", false)) {
      attempt.failed();
    }
    assertThat(start(throttle, "miguel", "newer", false))
        .isEqualTo(new LoginThrottle.Wait(Duration.ofSeconds(8)));
    assertThat(start(node(), "susan", "new", false)).isInstanceOf(LoginThrottle.Attempt.class);
  }

  @Test
  void doesNotStoreFreeFailures() {
    for (int i = 0; i < FREE - 1; i++) {
      fail("miguel", "address " + i, false);
    }
    assertThat(counts(false).ofStrangers()).isEmpty();
    fail("miguel", "one more", false);
    assertThat(counts(false).ofStrangers().orElseThrow().failed()).isEqualTo(FREE);
  }

  @Test
  void resetsIfALogInSucceededOnAnotherServer() {
    LoginThrottle other = node();
    for (int i = 0; i < FREE; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofSeconds(1));
    try (LoginThrottle.Attempt attempt = begin(other, "miguel", "new", false)) {
      attempt.succeeded();
    }
    fail("miguel", "here", false);
    assertThat(strangers("miguel")).isEmpty();
  }

  @Test
  void allowsStrangersAgainIfTheOwnerLoggedInOnAnotherServer() {
    LoginThrottle other = node();
    for (int i = 0; i < STOP; i++) {
      fail("miguel", "address " + i, false);
    }
    assertThat(start(other, "miguel", "new", false))
        .isEqualTo(new LoginThrottle.Wait(Duration.ofHours(1)));
    try (LoginThrottle.Attempt attempt = begin(other, "miguel", "home", true)) {
      attempt.succeeded();
    }
    assertThat(strangers("miguel")).isEmpty();
    assertThat(start(other, "miguel", "new", false)).isInstanceOf(LoginThrottle.Attempt.class);
  }

  @Test
  void addsUpTheParallelFailuresOfAllServers() {
    LoginThrottle other = node();
    for (LoginThrottle node : List.of(throttle, other)) {
      for (int i = 0; i < FREE - 1; i++) {
        try (LoginThrottle.Attempt attempt = begin(node, "miguel", "address " + i, false)) {
          attempt.failed();
        }
      }
    }
    fail("miguel", "one", false);
    assertThat(counts(false).ofStrangers().orElseThrow().failed()).isEqualTo(FREE);
    clock.move(Duration.ofSeconds(1));
    try (LoginThrottle.Attempt attempt = begin(other, "miguel", "two", false)) {
      attempt.failed();
    }
    assertThat(counts(false).ofStrangers().orElseThrow().failed()).isEqualTo(FREE + 1);
  }
}
