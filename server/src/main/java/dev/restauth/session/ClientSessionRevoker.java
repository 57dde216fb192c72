package dev.restauth.session;

import dev.restauth.store.Transaction;

/** Ends the client sessions that began in a browser session. Thread-safe. */
@FunctionalInterface
public interface ClientSessionRevoker {
  /** The reasons why a browser session ends. */
  enum BrowserEnd {
    /**
     * The user or an administrator ended the browser session. The server notifies all clients, even
     * clients whose sessions continue.
     */
    LOG_OUT,
    /**
     * The browser session has expired. The server does not notify clients whose sessions continue.
     */
    EXPIRY
  }

  /**
   * Ends all client sessions of a browser session that have no offline access, and revokes their
   * tokens. The caller has locked the account.
   */
  void endOf(Transaction tx, String browserSessionId, BrowserEnd why);
}
