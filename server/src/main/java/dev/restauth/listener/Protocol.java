package dev.restauth.listener;

/** The protocol of a connection, as the guard uses it. Called on the connection's event loop. */
interface Protocol {
  /**
   * Closes the connection after the answers in progress; immediately if there are none. May be
   * called repeatedly.
   */
  void stop();

  /**
   * Checks the time-outs; called about four times a second.
   *
   * @return whether the whole connection must be closed
   */
  boolean isOverdue(long now);

  /**
   * Sends the protocol's closing message, if it has one, and closes the connection. The guard calls
   * this method if the connection has been idle for too long.
   */
  void closeGracefully();

  /**
   * Sends the protocol's closing message, if it has one. The caller then closes the connection to
   * make room for other connections.
   */
  default void sendClosingMessage() {}
}
