package dev.restauth.token;

import dev.restauth.store.Account;
import java.time.Instant;
import java.util.Optional;

/** A token that is valid now, of an account that may log in. Only a verifier makes one. */
public final class VerifiedToken {
  private final Account account;
  private final String sessionId;
  private final Instant authenticatedAt;
  private final Optional<Instant> adoptedUntil;

  private VerifiedToken(
      Account account, String sessionId, Instant authenticatedAt, Optional<Instant> adoptedUntil) {
    this.account = account;
    this.sessionId = sessionId;
    this.authenticatedAt = authenticatedAt;
    this.adoptedUntil = adoptedUntil;
  }

  /** One that this server issued. */
  static VerifiedToken ours(Account account, TokenClaims claims) {
    return new VerifiedToken(
        account,
        claims.sessionId(),
        Instant.ofEpochSecond(claims.authenticatedAt()),
        Optional.empty());
  }

  /** One that the application handed out from which the account was adopted. */
  static VerifiedToken adopted(
      Account account, String sessionId, Instant authenticatedAt, Instant until) {
    return new VerifiedToken(account, sessionId, authenticatedAt, Optional.of(until));
  }

  /** The account, as it is now. */
  public Account account() {
    return account;
  }

  /** The session that the token belongs to. */
  public String sessionId() {
    return sessionId;
  }

  /**
   * When the password was checked that the session began with; where an adopted token does not say, the
   * present second.
   */
  public Instant authenticatedAt() {
    return authenticatedAt;
  }

  /**
   * When it ends by itself, where another application handed it out before its accounts were adopted;
   * empty for ours. The operator may have it end sooner, and change that.
   */
  public Optional<Instant> adoptedUntil() {
    return adoptedUntil;
  }

  /** The account alone. */
  @Override
  public String toString() {
    return "VerifiedToken[account=" + account.id() + "]";
  }
}
