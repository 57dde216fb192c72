package dev.restauth.listener;

/** The protocol of a connection, for the guard. Called on the connection's loop. */
interface Protocol {
  /** Closes the connection after the answers in progress, at once if there are none. May be called again. */
  void stop();

  /**
   * Checks the time-outs; called about four times a second.
   *
   * @return whether the whole connection must be closed
   */
  boolean isOverdue(long now);

  /** Closes a connection that has been idle for too long, after the protocol's closing message. */
  void sayGoodbye();

  /** Sends the protocol's closing message. The caller then closes the connection to make room for others. */
  default void partingWord() {}
}
