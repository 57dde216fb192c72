package dev.restauth.http;

import dev.restauth.assurance.Acr;
import dev.restauth.assurance.Authentication;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** An authenticated caller. Only a successful authentication creates one. */
public sealed interface Caller {

  /**
   * A user.
   *
   * @param accountId the id of the account
   * @param username the name of the account
   * @param generation the generation of the account at the time of the authentication
   * @param session the session, if the user presented a token or a personal key
   * @param authentication the authentication in this request, if the user presented no token or key
   * @param factor whether the account has a second factor
   */
  record User(
      long accountId,
      String username,
      long generation,
      Optional<Session> session,
      Optional<Authentication> authentication,
      boolean factor)
      implements Caller {
    /** Creates a user without a second factor. */
    public User(
        long accountId,
        String username,
        long generation,
        Optional<Session> session,
        Optional<Authentication> authentication) {
      this(accountId, username, generation, session, authentication, false);
    }

    /**
     * Returns whether the presented credentials have a scope. A password has all scopes of its
     * account.
     */
    public boolean presents(AdministrativeScope scope) {
      return session.filter(each -> !each.token().scopes().contains(scope.text())).isEmpty();
    }

    /**
     * Returns whether the user presented a token that another application issued. Such a token
     * gives access to few routes.
     */
    public boolean byAdoptedToken() {
      return session.filter(Session::adopted).isPresent();
    }

    /**
     * Returns whether the user presented a personal key, or a token that was issued for a personal
     * key.
     */
    public boolean byKey() {
      return session.flatMap(presented -> presented.token().key()).isPresent();
    }

    /** Returns whether the caller is an administrator who impersonates this user. */
    public boolean impersonated() {
      return session.flatMap(presented -> presented.token().actor()).isPresent();
    }
  }

  /**
   * A session: one log-in and all tokens that stem from it, or a personal key and all tokens that
   * were issued for it.
   *
   * @param id the session id, the same in all tokens of the session; for a personal key, the id of
   *     the key
   * @param authenticatedAt the time of the log-in; for a personal key, the time at which the client
   *     presented the key. Renewing a token does not change this time
   * @param adoptedUntil the expiry time of the presented token, if an adopted application issued
   *     it; otherwise empty
   * @param token the other data of the presented token or personal key
   */
  record Session(
      String id, Instant authenticatedAt, Optional<Instant> adoptedUntil, Presented token) {
    /** Returns whether the presented token was issued by another application. */
    public boolean adopted() {
      return adoptedUntil.isPresent();
    }
  }

  /**
   * The data of the token or personal key that the user presented. "The token" below means either.
   *
   * @param scopes the scopes of the token
   * @param outdated whether the rights of the account changed after the token was issued; an
   *     outdated token may have scopes that its account has lost
   * @param narrowed whether the token has fewer scopes than its session grants
   * @param organization the id of the organisation in which the token acts, if any
   * @param expiresAt the time at which the token expires
   * @param actor the account of the administrator who acts as the user, if the token was issued for
   *     impersonation
   * @param key {@link KeyForm#KEY} for a personal key, {@link KeyForm#TOKEN} for a token that was
   *     issued for one; otherwise empty
   * @param acr the strength of the user's authentication, if the token contains it
   */
  record Presented(
      Set<String> scopes,
      boolean outdated,
      boolean narrowed,
      Optional<String> organization,
      Instant expiresAt,
      Optional<Long> actor,
      Optional<KeyForm> key,
      Optional<Acr> acr) {
    /** Copies the scopes. */
    public Presented {
      scopes = Set.copyOf(scopes);
    }

    /**
     * Creates the data of a token without an organisation, an impersonating administrator, a
     * personal key or a known strength of the authentication.
     */
    public Presented(Set<String> scopes, boolean outdated, boolean narrowed, Instant expiresAt) {
      this(
          scopes,
          outdated,
          narrowed,
          Optional.empty(),
          expiresAt,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  /** The forms in which a user presents a personal key. */
  enum KeyForm {
    /** The key itself. */
    KEY,
    /** A token that was issued for the key. */
    TOKEN
  }

  /**
   * A service. A service is not a user: it authenticates only with a service key, never with a
   * password or a token.
   *
   * @param name the name of the service key
   * @param scopes the scopes of the service key (RFC 6749 section 3.3)
   */
  record Service(String name, Set<String> scopes) implements Caller {
    /** Copies the scopes. */
    public Service {
      scopes = Set.copyOf(scopes);
    }
  }
}
