package dev.restauth.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AddressAllowancesTest {
  private static final Duration INTERVAL = Duration.ofSeconds(6);

  private final SetClock clock = new SetClock();
  private final AddressAllowances allowances = new AddressAllowances(2, INTERVAL, clock);

  @Test
  void givesSoManyAtOnceAndThenOneEachInterval() {
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).contains(INTERVAL);
    assertThat(allowances.take("b")).isEmpty();

    clock.move(INTERVAL.minusMillis(1));
    assertThat(allowances.take("a")).contains(Duration.ofMillis(1));
    clock.move(Duration.ofMillis(1));
    assertThat(allowances.delay("a")).isEmpty();
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.delay("a")).contains(INTERVAL);
  }

  @Test
  void saysTheDelayWithoutTaking() {
    allowances.add("a");
    for (int i = 0; i < 3; i++) {
      assertThat(allowances.delay("a")).isEmpty();
    }
    allowances.add("a");
    assertThat(allowances.delay("a")).contains(INTERVAL);
    allowances.add("a"); // of two that were under way together
    assertThat(allowances.delay("a")).contains(INTERVAL.multipliedBy(2));
  }

  @Test
  void givesBackWhatCameToNothing() {
    allowances.take("a");
    allowances.take("a");
    allowances.giveBack("a");
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).contains(INTERVAL);
  }

  @Test
  void isWholeAgainAfterARest() {
    allowances.take("a");
    allowances.take("a");
    clock.move(Duration.ofDays(365));
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).contains(INTERVAL);
  }
}
