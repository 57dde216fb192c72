package dev.restauth.session;

import dev.restauth.assurance.Authentication;
import dev.restauth.session.Sessions.AdoptedToken;
import dev.restauth.session.Sessions.NewSession;
import dev.restauth.session.Sessions.Sender;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Provides the session in which a token is issued. Thread-safe. */
public interface TokenSessions {

  /**
   * Begins a session for a user who has just logged in. If the account has too many sessions, ends
   * the oldest.
   *
   * @param authentication the authentication of the user; the time of its last proof is the time of
   *     the log-in
   * @param refreshable whether the session gets a refresh token
   * @param scope the scopes that the session is narrowed to, separated by spaces; empty for those
   *     that the account holds at any time
   * @return empty if the account was changed since
   */
  Optional<NewSession> begin(
      Authentication authentication, Sender sender, boolean refreshable, Optional<String> scope);

  /** Begins a session with the scopes that the account holds. */
  default Optional<NewSession> begin(
      Authentication authentication, Sender sender, boolean refreshable) {
    return begin(authentication, sender, refreshable, Optional.empty());
  }

  /**
   * Returns the session of an adopted token. Each exchange of that token returns the same session,
   * which begins again.
   *
   * @param generation the account's generation that the proof belongs to
   * @return empty if the session was revoked, or the account was changed since
   */
  Optional<LiveSession> exchange(
      long accountId, long generation, AdoptedToken token, Sender sender);

  /**
   * Renews the session of that id. Reads the database, not a cache.
   *
   * @param authenticatedAt the time in the presented token
   * @return empty if the session has ended
   */
  Optional<LiveSession> renew(String id, Instant authenticatedAt);

  /**
   * Narrows the session of that id to those of its scopes that are among {@code scopes},
   * permanently: no later renewal, refresh or exchange restores the others.
   *
   * @param scopes the names, not empty
   * @return the session; empty if it has ended. If it has no scope in common with {@code scopes},
   *     it is returned unchanged
   */
  Optional<LiveSession> narrow(LiveSession session, Set<String> scopes);

  /**
   * Puts a session into an organisation permanently: all its later tokens act in that organisation.
   *
   * @param organization the id of an organisation that the account is a member of
   * @return the session; empty if it has ended, or is in another organisation
   */
  Optional<LiveSession> enter(LiveSession session, String organization);
}
