package dev.restauth.listener;

/**
 * What a connection is doing. Together with since when, it fits in one word, so that both change at
 * once: the lowest bits are what, all of them are when, in nanoseconds, some too late.
 */
enum Doing {
  /** Waits for a request's rest, or for the first one. */
  RECEIVING(0),
  /** Has all that has arrived, and works on it. */
  ANSWERING(1),
  /** Waits for the client to take the answer. */
  WRITING(2),
  /** Waits for the next request. */
  IDLE(3),
  /** Has given its last answer. */
  LINGERING(4),
  /** Was asked by another thread to end; what its own has read by then is answered. */
  ENDING(5),
  /** Was closed by another thread than its own. */
  ENDED(6),
  /** Is told news as they come; there are none now. */
  STREAMING(7),
  /** Waits for the client to take news. */
  TELLING(8),
  /** Has streams of HTTP/2, each of which is looked after by itself, and answers some. */
  SHARED(9),
  /** Has streams of HTTP/2, and no request that is complete. */
  GATHERING(10);

  private static final Doing[] BY_CODE = values();
  private static final long CODE_BITS = 15;

  private final int code;

  Doing(int code) {
    this.code = code;
  }

  static Doing of(long word) {
    return BY_CODE[(int) (word & CODE_BITS)];
  }

  /** The word for this, since then. */
  long since(long nanos) {
    return (nanos & ~CODE_BITS) | code;
  }

  /** Whether a connection could be ended without breaking off an answer. */
  boolean isWaiting() {
    return switch (this) {
      case RECEIVING, IDLE, LINGERING, GATHERING -> true;
      case ANSWERING, WRITING, ENDING, ENDED, STREAMING, TELLING, SHARED -> false;
    };
  }

  /** Whether it waits for a request of which nothing has come, or for none any more. */
  boolean isBetweenRequests() {
    return this == IDLE || this == LINGERING;
  }

  /** Whether no answer is given any more. */
  boolean isLast() {
    return this == LINGERING || this == ENDED;
  }

  /** Whether it is over, or will be without our doing. */
  boolean isEnding() {
    return this == ENDING || this == ENDED;
  }
}
