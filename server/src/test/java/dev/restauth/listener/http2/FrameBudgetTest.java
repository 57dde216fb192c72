package dev.restauth.listener.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import org.junit.jupiter.api.Test;

/** A connection's frame budget, tested to the last unit. */
class FrameBudgetTest {
  private static final long MILLISECOND = 1_000_000;

  private long now = 7;
  private final FrameBudget budget = new FrameBudget(() -> now);

  private void isOver() {
    assertThatExceptionOfType(Http2Exception.class)
        .isThrownBy(() -> budget.spend(1))
        .satisfies(fault -> assertThat(fault.error()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM));
  }

  private void spendAll() throws Http2Exception {
    budget.spend(FrameBudget.AT_MOST);
    isOver();
  }

  @Test
  void timeAddsToTheBudget() throws Http2Exception {
    spendAll();
    now += 50 * MILLISECOND - 1;
    isOver();
    now += 1;
    budget.spend(1);
    isOver();
    now += 3_600_000 * MILLISECOND;
    spendAll();
  }

  @Test
  void answersAddToTheBudget() throws Http2Exception {
    spendAll();
    budget.earnAnswer();
    budget.spend(10);
    isOver();
    budget.earn(4_096);
    budget.spend(6);
    isOver();
  }

  @Test
  void budgetHasAMaximum() throws Http2Exception {
    budget.earnAnswer();
    budget.earn(1 << 30);
    spendAll();
  }
}
