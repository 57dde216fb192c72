package dev.restauth.account;

import dev.restauth.store.Change;

/**
 * A log-out of which a client may have to be notified, although the session of the client continues
 * ({@code offline_access}).
 *
 * @param sessionId the session of the client
 */
public record ClientLogoutDue(String sessionId) {
  /** The kind of this change. */
  public static final String KIND = "client_logout";

  /** Returns the change in the form that is announced to the other servers. */
  public Change change() {
    return new Change(KIND, sessionId, 0);
  }
}
