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
   * the oldest one.
   *
   * @param authentication the authentication of the user; the time of its last proof is the time of
   *     the log-in
   * @param refreshable whether the session gets a refresh token
   * @param scope the scopes to which the session is narrowed, separated by spaces; empty for all
   *     scopes that the account holds, even later
   * @return empty if the account has changed since the authentication
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
   * @param generation the generation of the account when the caller was authenticated
   * @return empty if the session was revoked, or the account has changed since the authentication
   */
  Optional<LiveSession> exchange(
      long accountId, long generation, AdoptedToken token, Sender sender);

  /**
   * Renews the session with this id. Reads the database, not a cache.
   *
   * @param authenticatedAt the time of authentication in the presented token
   * @return empty if the session has ended
   */
  Optional<LiveSession> renew(String id, Instant authenticatedAt);

  /**
   * Narrows a session permanently: of its scopes, only {@code scopes} remain. No later renewal,
   * refresh or exchange restores a removed scope.
   *
   * @param scopes the names, not empty
   * @return the narrowed session; empty if it has ended. The session is returned unchanged if it
   *     has none of these scopes
   */
  Optional<LiveSession> narrow(LiveSession session, Set<String> scopes);

  /**
   * Moves a session permanently to an organisation, in which all its later tokens act.
   *
   * @param organization the id of an organisation of which the account is a member
   * @return the session; empty if it has ended, or is in another organisation
   */
  Optional<LiveSession> enter(LiveSession session, String organization);
}
