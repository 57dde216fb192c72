package dev.restauth.session;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Log-ins of browsers, which users and administrators list and end together with the sessions. Thread-safe. */
public interface BrowserLogins {
  /**
   * A live log-in of a browser.
   *
   * @param renewedAt the time of the last request, up to a minute too early
   * @param endsAt the time at which the log-in expires unless it is renewed
   * @param address the browser's address at the log-in, as text
   */
  record BrowserLogin(
      String id,
      AuthenticationMethods methods,
      Instant authenticatedAt,
      Instant renewedAt,
      Instant endsAt,
      String address,
      Optional<String> userAgent) {
    /** Leaves out the address. */
    @Override
    public String toString() {
      return "BrowserLogin[id=" + id + "]";
    }
  }

  /** Returns the live log-ins of an account, the newest first. */
  List<BrowserLogin> of(Transaction tx, long accountId, Instant now);

  /** Returns whether an account, which is locked, has a live log-in. */
  boolean isLive(Transaction tx, long accountId, String id);

  /**
   * Removes a live log-in of a locked account. The client sessions that began in it stay.
   *
   * @return whether the account had this log-in
   */
  boolean remove(Transaction tx, long accountId, String id);
}
