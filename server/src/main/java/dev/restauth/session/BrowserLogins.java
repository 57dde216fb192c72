package dev.restauth.session;

import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.store.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The log-ins of browsers. Users and administrators list and end them together with the sessions.
 * Thread-safe.
 */
public interface BrowserLogins {
  /**
   * A live log-in of a browser.
   *
   * @param renewedAt the time of the last request; the stored time may be up to a minute older
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
    /** Returns a text without the address. */
    @Override
    public String toString() {
      return "BrowserLogin[id=" + id + "]";
    }
  }

  /** Returns the live log-ins of an account, the newest first. */
  List<BrowserLogin> of(Transaction tx, long accountId, Instant now);

  /**
   * Returns whether an account has a live log-in with this id. The caller has locked the account.
   */
  boolean isLive(Transaction tx, long accountId, String id);

  /**
   * Removes a live log-in of an account that the caller has locked. The client sessions that began
   * in the log-in continue.
   *
   * @return whether the account had this log-in
   */
  boolean remove(Transaction tx, long accountId, String id);
}
