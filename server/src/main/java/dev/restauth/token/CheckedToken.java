package dev.restauth.token;

import dev.restauth.account.Account;
import dev.restauth.assurance.Acr;
import dev.restauth.http.Caller;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A signed token whose session and account were checked too. Later requests with the token use the
 * result as long as it is {@linkplain #isUpToDate up to date}. Immutable.
 *
 * <p>The object has a copy of everything in the claims and the account that a request needs. With
 * thousands of tokens, each additional object would cost a request a miss in the processor's cache,
 * which takes as long as hundreds of instructions.
 */
final class CheckedToken extends SignedToken<TokenClaims> {
  /**
   * The time for which the result is used at most, in seconds. Each check counts as a use of the
   * caches of tokens and accounts, so the caches keep what is used often.
   */
  static final long SECONDS_AT_MOST = 10;

  private final long changes;
  private final long checkedAt;
  private final long accountId;
  private final String username;
  private final long generation;
  private final boolean factor;
  private final String sessionId;
  private final int sessionHash;
  private final Instant authenticatedAt;
  private final Instant expiresAt;
  private final Set<String> scopes;
  private final boolean outdated;
  private final boolean narrowed;
  private final Optional<String> organization;
  private final Optional<Long> actor;
  private final Optional<Caller.KeyForm> key;
  private final Optional<Acr> acr;

  /**
   * Stores the result of a check.
   *
   * @param outdated whether rights have changed since the token was issued
   * @param changes the number of changes before the check
   * @param checkedAt the time of the check, in seconds since the epoch
   */
  CheckedToken(
      SignedToken<TokenClaims> token,
      Account account,
      boolean outdated,
      long changes,
      long checkedAt) {
    super(token);
    this.changes = changes;
    this.checkedAt = checkedAt;
    this.accountId = account.id();
    this.username = account.username();
    this.generation = account.generation();
    this.factor = account.factor();
    TokenClaims claims = token.claims();
    this.sessionId = claims.sessionId();
    this.sessionHash = sessionId.hashCode();
    this.authenticatedAt = Instant.ofEpochSecond(claims.authenticatedAt());
    this.expiresAt = Instant.ofEpochSecond(claims.expiresAt());
    this.scopes = claims.scope().names();
    this.outdated = outdated;
    this.narrowed = claims.narrowed();
    this.organization = claims.organization().map(TokenClaims.Organization::id);
    this.actor = claims.actor();
    this.key = claims.ofKey() ? Optional.of(Caller.KeyForm.TOKEN) : Optional.empty();
    this.acr = claims.context().map(TokenClaims.Context::acr);
  }

  long accountId() {
    return accountId;
  }

  /** Returns the hash code of the session id. */
  int sessionHash() {
    return sessionHash;
  }

  /**
   * Returns whether nothing has changed since the check, and the check was not long ago.
   *
   * @param changesNow the number of changes until now
   * @param now the time in seconds since the epoch
   */
  boolean isUpToDate(long changesNow, long now) {
    return changes == changesNow && checkedAt <= now && now < checkedAt + SECONDS_AT_MOST;
  }

  /** Returns the result of the check. */
  VerifiedToken verified() {
    return new VerifiedToken(
        new Caller.User(
            accountId, username, generation, Optional.of(session()), Optional.empty(), factor),
        Optional.of(claims()));
  }

  private Caller.Session session() {
    return new Caller.Session(
        sessionId,
        authenticatedAt,
        Optional.empty(),
        new Caller.Presented(scopes, outdated, narrowed, organization, expiresAt, actor, key, acr));
  }
}
