package dev.restauth.listener.http2;

/**
 * Estimates of the memory that a connection uses in addition to its requests and answers, in bytes.
 */
final class HeldBytes {
  /**
   * The memory of a connection without streams, including the HPACK table that the client may fill.
   */
  private static final int CONNECTION = 16 * 1024;

  private static final int STREAM = 1024;

  /** The memory of a virtual thread that answers a request. */
  private static final int THREAD = 4 * 1024;

  /** Totals are rounded up to a multiple of this power of two, so that few changes are reported. */
  private static final int GRAIN = 4 * 1024;

  private HeldBytes() {}

  static int ofStreams(int streams, int threads) {
    return streams * STREAM + threads * THREAD;
  }

  /**
   * Returns the rounded total of a connection that uses {@code contents} bytes in addition to its
   * own state.
   */
  static int ofConnection(long contents) {
    long total = CONNECTION + contents;
    return (int) Math.min(Integer.MAX_VALUE, (total + GRAIN - 1) & -GRAIN);
  }
}
