package dev.restauth.token;

import dev.restauth.account.Account;
import dev.restauth.assurance.Acr;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A valid token of an active account. Only a verifier creates an instance. */
public final class VerifiedToken {
  private final Caller.User caller;
  private final Optional<TokenClaims> claims;

  /**
   * The claims of a token that this server issued.
   *
   * @param id the claim {@code jti}
   * @param scope the claim {@code scope}
   * @param at the time at which the token was issued
   * @param expiresAt the time at which the token expires
   */
  public record Issue(String id, String scope, Instant at, Instant expiresAt) {}

  /**
   * Creates a verified token.
   *
   * @param caller the user who presents the token
   * @param claims the claims, if this server issued the token
   */
  VerifiedToken(Caller.User caller, Optional<TokenClaims> claims) {
    this.caller = caller;
    this.claims = claims;
  }

  /**
   * Creates a verified token that was issued by the application from which the account was adopted.
   */
  static VerifiedToken adopted(
      Account account, String sessionId, Instant authenticatedAt, Instant until) {
    return new VerifiedToken(
        account.asCaller(
            new Caller.Session(
                sessionId,
                authenticatedAt,
                Optional.of(until),
                new Caller.Presented(Set.of(AdministrativeScope.API), false, false, until))),
        Optional.empty());
  }

  /**
   * Returns whether rights have changed since the token was issued. The token may then have scopes
   * that its account no longer holds, so it is accepted only for a renewal or a log-out.
   */
  public boolean outdated() {
    return session().token().outdated();
  }

  /** Returns the user who presents the token. */
  public Caller.User caller() {
    return caller;
  }

  private Caller.Session session() {
    return caller.session().orElseThrow();
  }

  /**
   * Returns whether the token was issued for a personal key. The session id is then the id of that
   * key.
   */
  public boolean ofKey() {
    return claims.filter(TokenClaims::ofKey).isPresent();
  }

  /**
   * Returns the account of the administrator who acts as the account's owner; empty for a token of
   * the owner.
   */
  public Optional<Long> actor() {
    return claims.flatMap(TokenClaims::actor);
  }

  /** Returns the organisation in which the token acts, and the account's role in it. */
  public Optional<OrganizationClaims> organization() {
    return claims
        .flatMap(TokenClaims::organization)
        .map(in -> new OrganizationClaims(in.id(), in.role()));
  }

  /**
   * Claims of a token that acts in an organisation.
   *
   * @param id the claim {@code org}
   * @param role the claim {@code org_role}
   */
  public record OrganizationClaims(String id, String role) {}

  /** Returns the claim {@code acr}; empty if the token does not have it. */
  public Optional<Acr> acr() {
    return claims.flatMap(TokenClaims::context).map(TokenClaims.Context::acr);
  }

  /** Returns the claim {@code amr}; empty if the token does not have it. */
  public List<String> amr() {
    return claims.flatMap(TokenClaims::context).map(TokenClaims.Context::amr).orElse(List.of());
  }

  /** Returns the id of the session to which the token belongs. */
  public String sessionId() {
    return session().id();
  }

  /**
   * Returns the time of the log-in that began the session. For a token of a personal key, returns
   * the time at which the client presented the key. For an adopted token that does not contain a
   * time of issue, returns the present second.
   */
  public Instant authenticatedAt() {
    return session().authenticatedAt();
  }

  /**
   * Returns the expiry time of a token that an adopted application issued; empty for a token of
   * this server. The operator may change the time until which such tokens are accepted, or stop
   * accepting them.
   */
  public Optional<Instant> adoptedUntil() {
    return session().adoptedUntil();
  }

  /**
   * Returns the claims of a token that this server issued; empty if an adopted application issued
   * the token.
   */
  public Optional<Issue> issue() {
    return claims.map(
        issued ->
            new Issue(
                issued.tokenId(),
                issued.scope().text(),
                Instant.ofEpochSecond(issued.issuedAt()),
                Instant.ofEpochSecond(issued.expiresAt())));
  }

  /** Returns a text that contains only the account id. */
  @Override
  public String toString() {
    return "VerifiedToken[account=" + caller.accountId() + "]";
  }
}
