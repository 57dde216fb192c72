package dev.restauth.listener;

/** Notes for the guard what a connection of HTTP/1.1 waits for, and since when. Used by the connection's loop. */
final class RequestClock {
  private final GuardedConnection guard;
  private boolean answeredOnce;

  /** When the request that is coming in began; 0 if none has. */
  private long begun;

  RequestClock(GuardedConnection guard) {
    this.guard = guard;
  }

  /** The rest of a request is to come; of the first one, since the connection was accepted. */
  void receiving() {
    if (begun == 0) {
      begun = answeredOnce ? guard.now() : guard.since();
    }
    guard.become(ConnectionState.RECEIVING, begun);
  }

  void answering() {
    if (guard.doing() != ConnectionState.ANSWERING) {
      guard.become(ConnectionState.ANSWERING);
    }
  }

  /** An answer is given, or a request read away: what comes now has a time of its own. */
  void over() {
    answeredOnce = true;
    begun = 0;
  }

  /** The client is to take what it asked for. */
  void writing() {
    if (guard.doing() != ConnectionState.WRITING) {
      guard.become(ConnectionState.WRITING);
    }
  }

  /** Nothing is to come: a client that never asked for anything is still to begin. */
  void idle() {
    begun = 0;
    if (answeredOnce) {
      guard.become(ConnectionState.IDLE);
    }
  }
}
