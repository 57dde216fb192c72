package dev.restauth.listener.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import org.junit.jupiter.api.Test;

/** How much a connection may be made to do, to the last unit. */
class PatienceTest {
  private static final long MILLISECOND = 1_000_000;

  private long now = 7;
  private final Patience patience = new Patience(() -> now);

  private void isOver() {
    assertThatExceptionOfType(Http2Exception.class)
        .isThrownBy(() -> patience.spend(1))
        .satisfies(fault -> assertThat(fault.error()).isEqualTo(Http2Error.ENHANCE_YOUR_CALM));
  }

  private void spendAll() throws Http2Exception {
    patience.spend(Patience.AT_MOST);
    isOver();
  }

  @Test
  void timeGivesSomeBack() throws Http2Exception {
    spendAll();
    now += 50 * MILLISECOND - 1;
    isOver();
    now += 1;
    patience.spend(1);
    isOver();
    now += 3_600_000 * MILLISECOND;
    spendAll();
  }

  @Test
  void answersGiveSomeBack() throws Http2Exception {
    spendAll();
    patience.earnAnswer();
    patience.spend(10);
    isOver();
    patience.earn(4_096);
    patience.spend(6);
    isOver();
  }

  @Test
  void thereIsNeverMoreThanAll() throws Http2Exception {
    patience.earnAnswer();
    patience.earn(1 << 30);
    spendAll();
  }
}
