package dev.restauth.token;

import dev.restauth.store.Account;
import java.time.Instant;

/** A token that is valid now, of an account that may log in. Only the verifier makes one. */
public final class VerifiedToken {
  private final Account account;
  private final TokenClaims claims;

  VerifiedToken(Account account, TokenClaims claims) {
    this.account = account;
    this.claims = claims;
  }

  /** The account, as it is now. */
  public Account account() {
    return account;
  }

  /** The session that the token belongs to. */
  public String sessionId() {
    return claims.sessionId();
  }

  /** When the password was checked that the session began with. */
  public Instant authenticatedAt() {
    return Instant.ofEpochSecond(claims.authenticatedAt());
  }

  /** The account alone. */
  @Override
  public String toString() {
    return "VerifiedToken[account=" + account.id() + "]";
  }
}
