package dev.restauth.listener.http2;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.function.LongSupplier;

/**
 * How much a client may make a connection do that leads nowhere. Each frame that is part of no request costs one, and a
 * stream that is reset, by whichever side, as much as {@link #RESET}; what is answered earns some, and time does. So
 * floods of whatever frame end alike: rapid reset (CVE-2023-44487), resets that the server was made to send
 * (CVE-2025-8671), PING (CVE-2019-9512), SETTINGS (CVE-2019-9515), empty frames (CVE-2019-9518), CONTINUATION, PRIORITY,
 * WINDOW_UPDATE, unknown ones.
 */
final class FrameBudget {
  static final int RESET = 5;

  /** What an answer has earned that is not wanted after all goes, too. */
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
   * Takes some.
   *
   * @throws Http2Exception which ends the connection, where too little is left
   */
  void spend(int cost) throws Http2Exception {
    if (left < cost) {
      long since = (nanoTime.getAsLong() - at) / NANOS_FOR_ONE;
      at += since * NANOS_FOR_ONE;
      left = (int) Math.min(AT_MOST, left + since);
      if (left < cost) {
        throw Http2Exception.connectionError(
            Http2Error.ENHANCE_YOUR_CALM, "too many frames that lead nowhere");
      }
    }
    left -= cost;
  }

  /** For an answer that was given. */
  void earnAnswer() {
    left = Math.min(AT_MOST, left + ANSWER);
  }

  /** For a piece of an answer that the client has taken: whoever reads may say now and then that it takes more. */
  void earn(int bytes) {
    left = Math.min(AT_MOST, left + 2 + bytes / BYTES_FOR_ONE);
  }
}
