package dev.restauth.session;

import dev.restauth.store.Transaction;

/** Ends the sessions of clients that began in a browser session. Thread-safe. */
@FunctionalInterface
public interface ClientSessionRevoker {
  /** Reasons for which a browser session ends. */
  enum BrowserEnd {
    /** The user or an administrator ended it. The clients whose sessions outlast it are notified, too. */
    LOG_OUT,
    /** The session has expired. The clients whose sessions outlast it are not notified. */
    EXPIRY
  }

  /**
   * Ends all of these sessions except those with offline access, and revokes their tokens. The caller has locked the
   * account.
   */
  void endOf(Transaction tx, String browserSessionId, BrowserEnd why);
}
