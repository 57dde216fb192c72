package dev.restauth.listener.http2;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.function.LongSupplier;

/**
 * The budget of a connection for frames that do not contribute to a request. Each such frame costs
 * at least 1. A stream reset costs {@link #RESET}, whichever side resets the stream. Answers and
 * the passing of time add to the budget.
 *
 * <p>One mechanism thus stops floods of any kind of frame. Known attacks are rapid reset
 * (CVE-2023-44487), resets that the client makes the server send (CVE-2025-8671), PING
 * (CVE-2019-9512), SETTINGS (CVE-2019-9515) and empty frames (CVE-2019-9518). Floods of
 * CONTINUATION, PRIORITY, WINDOW_UPDATE and unknown frames are stopped, too.
 */
final class FrameBudget {
  static final int RESET = 5;

  /**
   * The cost of resetting a stream that is already closed. The cost includes the amount that the
   * answer on the stream has added to the budget.
   */
  static final int LATE_RESET = 20;

  static final int AT_MOST = 1_000;
  private static final int ANSWER = 10;
  private static final int BYTES_FOR_ONE = 1024;
  private static final long NANOS_FOR_ONE = 50_000_000;

  private final LongSupplier nanoTime;
  private int left = AT_MOST;
  private long at;

  FrameBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.at = nanoTime.getAsLong();
  }

  /**
   * Subtracts a cost from the budget.
   *
   * @throws Http2Exception if the budget is less than the cost; the exception closes the connection
   */
  void spend(int cost) throws Http2Exception {
    if (left < cost) {
      long since = (nanoTime.getAsLong() - at) / NANOS_FOR_ONE;
      at += since * NANOS_FOR_ONE;
      left = (int) Math.min(AT_MOST, left + since);
      if (left < cost) {
        throw Http2Exception.connectionError(
            Http2Error.ENHANCE_YOUR_CALM, "too many frames that are not part of a request");
      }
    }
    left -= cost;
  }

  /** Adds to the budget for a completed answer. */
  void earnAnswer() {
    left = Math.min(AT_MOST, left + ANSWER);
  }

  /**
   * Adds to the budget for answer bytes that the client has read. The client has to send window
   * updates for these bytes, and each window update has a cost.
   */
  void earn(int bytes) {
    left = Math.min(AT_MOST, left + 2 + bytes / BYTES_FOR_ONE);
  }
}
