package dev.restauth.listener;

/** What is spoken on a connection, as its guard sees it. Called on the connection's loop. */
interface Protocol {
  /** Ends the connection after what is answered now, at once if that is nothing. May be called again. */
  void stop();

  /**
   * Looks for what has taken too long; called about four times a second.
   *
   * @return whether the whole connection has to end
   */
  boolean isOverdue(long now);

  /** The connection has been idle for too long: takes leave as is usual, and closes it. */
  void sayGoodbye();

  /** The connection makes room for others, and is closed next: says what is usual then. */
  default void partingWord() {}
}
