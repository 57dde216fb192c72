package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.login.LoginThrottle.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private static final int FREE = 3;
  private static final int OF_ADDRESS = 50;
  private static final int STOP = 100;

  private final SetClock clock = new SetClock();
  private final LoginThrottle throttle =
      new LoginThrottle(new Limits(FREE, OF_ADDRESS, STOP), clock);

  @Test
  void makesStrangersWaitTwiceAsLongEachTimeButNeverMoreThanHalfAMinute() {
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
  void letsTheNextTryAtTheVeryMomentThatItNamed() {
    for (int i = 0; i < FREE + 1; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofMillis(1_999));
    assertThat(strangers("miguel")).contains(Duration.ofMillis(1));
    clock.move(Duration.ofMillis(1));
    assertThat(strangers("miguel")).isEmpty();
  }

  @Test
  void leavesAKnownAddressItsOwnAllowance() {
    for (int i = 0; i < 20; i++) {
      fail("miguel", "address " + i, false);
    }
    assertThat(strangers("miguel")).isPresent();
    assertThat(throttle.delay("miguel", "home", () -> true)).isEmpty();

    for (int i = 0; i < 2 * FREE; i++) {
      assertThat(throttle.delay("miguel", "home", () -> true)).isEmpty();
      fail("miguel", "home", true);
    }
    assertThat(throttle.delay("miguel", "home", () -> true)).contains(Duration.ofSeconds(1));
    assertThat(throttle.delay("miguel", "office", () -> true)).isEmpty();
  }

  @Test
  void slowsAnAddressDownOverAllAccounts() {
    for (int i = 0; i < OF_ADDRESS; i++) {
      assertThat(throttle.delay("name " + i, "here", () -> false)).isEmpty();
      fail("name " + i, "here", false);
    }
    assertThat(throttle.delay("anybody", "here", () -> false)).contains(Duration.ofSeconds(6));
    assertThat(throttle.delay("anybody", "there", () -> false)).isEmpty();
    clock.move(Duration.ofSeconds(6));
    assertThat(throttle.delay("anybody", "here", () -> false)).isEmpty();
    fail("anybody", "here", false);
    assertThat(throttle.delay("anybody", "here", () -> false)).contains(Duration.ofSeconds(6));
  }

  @Test
  void beginsAfreshWithASuccess() {
    for (int i = 0; i < FREE; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofSeconds(1));
    succeed("miguel", "new", false);
    fail("miguel", "other", false);
    assertThat(strangers("miguel")).isEmpty();
  }

  @Test
  void triesOneAtATimeOnceItIsDelayed() {
    for (int i = 0; i < FREE; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofSeconds(1));
    try (LoginThrottle.Attempt first = throttle.begin("miguel", "a", false).orElseThrow()) {
      assertThat(throttle.begin("miguel", "b", false)).isEmpty();
      assertThat(strangers("miguel")).isPresent();
      first.failed();
    }
    assertThat(strangers("miguel")).contains(Duration.ofSeconds(2));
  }

  @Test
  void whatWasNeitherRightNorWrongCostsNothing() {
    for (int i = 0; i < 1_000; i++) {
      throttle.begin("miguel", "here", false).orElseThrow().close();
    }
    assertThat(throttle.delay("miguel", "here", () -> false)).isEmpty();
  }

  @Test
  void stopsStrangersAfterAHundredUntilTheOwnerHasBeenThere() {
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
  void forgetsAfterADay() {
    for (int i = 0; i < 20; i++) {
      fail("miguel", "address " + i, false);
    }
    clock.move(Duration.ofHours(24));
    fail("miguel", "here", false);
    assertThat(strangers("miguel")).isEmpty();
  }

  private Optional<Duration> strangers(String username) {
    return throttle.delay(username, "somewhere new", () -> false);
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

  /** However much it is delayed: the flow asks for the delay before. */
  private LoginThrottle.Attempt begin(String username, String source, boolean known) {
    Optional<LoginThrottle.Attempt> attempt = throttle.begin(username, source, known);
    while (attempt.isEmpty()) {
      clock.move(Duration.ofSeconds(1));
      attempt = throttle.begin(username, source, known);
    }
    return attempt.orElseThrow();
  }
}
