package dev.restauth.token;

import dev.restauth.account.Account;
import dev.restauth.assurance.Acr;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An access token of an OAuth client that is valid now. Only a verifier creates an instance. */
public final class VerifiedClientToken {
  private final ClientClaims claims;
  private final Optional<Account> account;
  private final boolean outdated;

  VerifiedClientToken(ClientClaims claims, Optional<Account> account, boolean outdated) {
    this.claims = claims;
    this.account = account;
    this.outdated = outdated;
  }

  /** Returns the id of the client to which the token was issued. */
  public String clientId() {
    return claims.clientId();
  }

  /**
   * Returns the user's account, which was active when the token was verified; empty if the client
   * acts for itself.
   */
  public Optional<Account> account() {
    return account;
  }

  /**
   * Returns the claim {@code sub}: the id of the account, or of the client if the client acts for
   * itself.
   */
  public String subject() {
    return claims.subject();
  }

  /** Returns the scopes of the token. */
  public Set<String> scopes() {
    return claims.scope().names();
  }

  /** Returns the claim {@code scope}. */
  public String scope() {
    return claims.scope().text();
  }

  /**
   * Returns the id of the session. If the client acts for itself, the database contains no session
   * with this id.
   */
  public String sessionId() {
    return claims.sessionId();
  }

  /** Returns the resources that the token is for. */
  public List<String> audience() {
    return claims.audience();
  }

  /** Returns the claim {@code jti}. */
  public String tokenId() {
    return claims.tokenId();
  }

  /**
   * Returns the time at which the user was authenticated. If the client acts for itself, returns
   * the time at which the client was authenticated.
   */
  public Instant authenticatedAt() {
    return Instant.ofEpochSecond(claims.authenticatedAt());
  }

  /** Returns the claim {@code acr}; empty if the token does not have it. */
  public Optional<Acr> acr() {
    return claims.context().map(TokenClaims.Context::acr);
  }

  /** Returns the claim {@code amr}; empty if the token does not have it. */
  public List<String> amr() {
    return claims.context().map(TokenClaims.Context::amr).orElse(List.of());
  }

  /** Returns the time at which the token was issued. */
  public Instant issuedAt() {
    return Instant.ofEpochSecond(claims.issuedAt());
  }

  /** Returns the time at which the token expires. */
  public Instant expiresAt() {
    return Instant.ofEpochSecond(claims.expiresAt());
  }

  /**
   * Returns whether rights have changed since the token was issued. The token may then have scopes
   * that its account no longer holds.
   */
  public boolean outdated() {
    return outdated;
  }

  /** Returns a text that contains only the client id. */
  @Override
  public String toString() {
    return "VerifiedClientToken[clientId=" + clientId() + "]";
  }
}
