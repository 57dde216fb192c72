package dev.restauth.listener;

/**
 * Reports the state of an HTTP/1.1 connection, and the start of this state, to the guard. Confined
 * to the connection's event loop.
 */
final class RequestClock {
  private final GuardedConnection guard;
  private boolean answeredOnce;

  /** The start of the incoming request, by the guard's clock; 0 if no request is incoming. */
  private long begun;

  RequestClock(GuardedConnection guard) {
    this.guard = guard;
  }

  /**
   * Reports the state of the connection.
   *
   * @param unread whether the client has not read all answers yet
   * @param headHasBegun whether a part of the next request has arrived
   * @param bodyIsWaitedFor whether a thread waits for the body of the current request
   */
  void report(Http1Phase phase, boolean unread, boolean headHasBegun, boolean bodyIsWaitedFor) {
    switch (phase) {
      case HEAD -> {
        if (unread) {
          writing();
        } else if (headHasBegun) {
          receiving();
        } else {
          idle();
        }
      }
      case ANSWERING -> {
        if (bodyIsWaitedFor) {
          receiving();
        } else {
          answering();
        }
      }
      case READING_AWAY -> receiving();
      case LAST_ANSWER -> writing();
      case STREAMING -> {}
    }
  }

  /**
   * Reports that the connection waits for the rest of a request. The time-out of the first request
   * starts when the connection is accepted.
   */
  private void receiving() {
    if (begun == 0) {
      begun = answeredOnce ? guard.now() : guard.since();
    }
    guard.become(ConnectionState.RECEIVING, begun);
  }

  private void answering() {
    if (guard.doing() != ConnectionState.ANSWERING) {
      guard.become(ConnectionState.ANSWERING);
    }
  }

  /**
   * Records that a request is over, because the answer was written or the body was discarded. The
   * next request has its own time-out.
   */
  void over() {
    answeredOnce = true;
    begun = 0;
  }

  /** Reports that the connection waits for the client to read an answer. */
  private void writing() {
    if (guard.doing() != ConnectionState.WRITING) {
      guard.become(ConnectionState.WRITING);
    }
  }

  /**
   * Reports that the connection waits for the next request. Before the first request, the state
   * does not change.
   */
  private void idle() {
    begun = 0;
    if (answeredOnce) {
      guard.become(ConnectionState.IDLE);
    }
  }
}
