package dev.restauth.session;

import dev.restauth.store.Transaction;

/** Ends the sessions of clients that began in a browser session. Thread-safe. */
@FunctionalInterface
public interface ClientSessionRevoker {
  /** Ends all of them but those with offline access, and revokes their tokens. The account is locked. */
  void endOf(Transaction tx, String browserSessionId);
}
