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
  void allowsABurstAndThenOnePerInterval() {
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

  /**
   * Texts that are as long as an IPv6 network but are not networks, for example the name of an
   * account.
   */
  @Test
  void otherTextsShareNoAllowance() {
    for (int i = 0; i < 40; i++) {
      assertThat(allowances.take("account 123400" + (10 + i))).isEmpty();
    }
  }

  @Test
  void returnsTheDelayWithoutTaking() {
    allowances.add("a");
    for (int i = 0; i < 3; i++) {
      assertThat(allowances.delay("a")).isEmpty();
    }
    allowances.add("a");
    assertThat(allowances.delay("a")).contains(INTERVAL);
    allowances.add("a"); // as the second of two simultaneous requests does
    assertThat(allowances.delay("a")).contains(INTERVAL.multipliedBy(2));
  }

  @Test
  void givesBackUnusedActions() {
    allowances.take("a");
    allowances.take("a");
    allowances.giveBack("a");
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).contains(INTERVAL);
  }

  @Test
  void isFullAgainAfterARest() {
    allowances.take("a");
    allowances.take("a");
    clock.move(Duration.ofDays(365));
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).isEmpty();
    assertThat(allowances.take("a")).contains(INTERVAL);
  }

  /** A /48 IPv6 network contains 65,536 /64 networks. */
  @Test
  void limitsTheSurroundingNetworkToo() {
    for (int i = 0; i < 16; i++) {
      assertThat(allowances.take(network(i))).isEmpty();
      assertThat(allowances.take(network(i))).isEmpty();
    }
    for (int i = 0; i < 3; i++) { // a refusal by the /48 network's limit uses up nothing
      assertThat(allowances.take(network(16))).contains(INTERVAL.dividedBy(16));
    }
    assertThat(allowances.delay(network(17))).contains(INTERVAL.dividedBy(16));
    assertThat(allowances.take(network(0))).as("its own wait is longer").contains(INTERVAL);
    assertThat(allowances.take("20010db8000200ff")).as("another network").isEmpty();
    assertThat(allowances.take("c0000201")).as("IPv4").isEmpty();

    allowances.giveBack(network(3));
    assertThat(allowances.take(network(16))).as("what was given back").isEmpty();
    assertThat(allowances.take(network(17))).isPresent();
    clock.move(INTERVAL.dividedBy(16));
    assertThat(allowances.take(network(17))).isEmpty();
    allowances.add(network(18));
    assertThat(allowances.delay(network(19))).contains(INTERVAL.dividedBy(8));
  }

  private static String network(int number) {
    return "20010db80001%04x".formatted(number);
  }
}
