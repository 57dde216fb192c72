package dev.restauth.session;

import dev.restauth.store.Transaction;

/** Ends the client sessions that began in a browser session. Thread-safe. */
@FunctionalInterface
public interface ClientSessionRevoker {
  /** Reasons for which a browser session ends. */
  enum BrowserEnd {
    /** The user or an administrator ended the browser session. Clients whose sessions continue are also notified. */
    LOG_OUT,
    /** The browser session has expired. Clients whose sessions continue are not notified. */
    EXPIRY
  }

  /**
   * Ends all these client sessions except sessions with offline access, and revokes their tokens. The caller has locked the
   * account.
   */
  void endOf(Transaction tx, String browserSessionId, BrowserEnd why);
}
