package dev.restauth.token;

import dev.restauth.store.Account;
import java.time.Instant;

/** A token that is valid now, of an account that may log in. Only a verifier makes one. */
public final class VerifiedToken {
  private final Account account;
  private final String sessionId;
  private final Instant authenticatedAt;
  private final boolean adopted;

  private VerifiedToken(
      Account account, String sessionId, Instant authenticatedAt, boolean adopted) {
    this.account = account;
    this.sessionId = sessionId;
    this.authenticatedAt = authenticatedAt;
    this.adopted = adopted;
  }

  /** One that this server issued. */
  static VerifiedToken ours(Account account, TokenClaims claims) {
    return new VerifiedToken(
        account, claims.sessionId(), Instant.ofEpochSecond(claims.authenticatedAt()), false);
  }

  /** One that the application handed out from which the account was adopted. */
  static VerifiedToken adopted(Account account, String sessionId, Instant authenticatedAt) {
    return new VerifiedToken(account, sessionId, authenticatedAt, true);
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

  /** Whether another application handed it out, before its accounts were adopted. */
  public boolean adopted() {
    return adopted;
  }

  /** The account alone. */
  @Override
  public String toString() {
    return "VerifiedToken[account=" + account.id() + "]";
  }
}
