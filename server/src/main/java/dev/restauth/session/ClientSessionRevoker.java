package dev.restauth.session;

import dev.restauth.store.Transaction;

/** Ends the sessions of clients that began in a browser session. Thread-safe. */
@FunctionalInterface
public interface ClientSessionRevoker {
  /** Reasons for which a browser session ends. */
  enum BrowserEnd {
    /** Somebody ended it. The clients whose sessions outlast it are to be told, too. */
    LOG_OUT,
    /** Its time is over. Clients with offline access go on as if nothing had happened. */
    EXPIRY
  }

  /** Ends all of them but those with offline access, and revokes their tokens. The account is locked. */
  void endOf(Transaction tx, String browserSessionId, BrowserEnd why);
}
