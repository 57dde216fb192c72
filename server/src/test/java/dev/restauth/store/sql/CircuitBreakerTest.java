package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.store.sql.CircuitBreaker.Admission;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

  private long now = 1;
  private final CircuitBreaker breaker = new CircuitBreaker(() -> now);

  @Test
  void afterATimeoutOneCallAtATimeMayTry() {
    now++;
    fail(breaker.admit(), true);
    assertThat(breaker.admit()).isEqualTo(Admission.REFUSED);
    now += PAUSE - 1;
    assertThat(breaker.admit()).isEqualTo(Admission.REFUSED);
    now++;
    assertThat(breaker.admit()).isEqualTo(Admission.TRIAL);
    assertThat(breaker.admit()).isEqualTo(Admission.REFUSED);
    now += 10 * PAUSE;
    assertThat(breaker.admit()).as("during a trial").isEqualTo(Admission.REFUSED);

    fail(Admission.TRIAL, false);
    assertThat(breaker.admit()).isEqualTo(Admission.REFUSED);
    now += PAUSE;
    assertThat(breaker.admit()).isEqualTo(Admission.TRIAL);
    breaker.succeeded();
    assertThat(breaker.admit()).isEqualTo(Admission.FREE);
  }

  @Test
  void failureWithAnAnswerDoesNotOpenTheBreaker() {
    now++;
    fail(breaker.admit(), false);
    assertThat(breaker.admit()).isEqualTo(Admission.FREE);
  }

  /** The call that times out may, for example, wait for a lock. */
  @Test
  void timeoutDoesNotOpenTheBreakerIfOtherCallsSucceeded() {
    now++;
    long begun = now++;
    breaker.succeeded();
    now++;
    breaker.failed(Admission.FREE, begun, true);
    assertThat(breaker.admit()).isEqualTo(Admission.FREE);
  }

  @Test
  void failureOfAnOlderCallAdmitsNoSecondTrial() {
    now++;
    fail(breaker.admit(), true);
    now += PAUSE;
    assertThat(breaker.admit()).isEqualTo(Admission.TRIAL);
    fail(Admission.FREE, true);
    now += PAUSE;
    assertThat(breaker.admit()).isEqualTo(Admission.REFUSED);
  }

  private void fail(Admission admission, boolean timedOut) {
    breaker.failed(admission, now, timedOut);
  }
}
