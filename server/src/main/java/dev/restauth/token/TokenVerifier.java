package dev.restauth.token;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.role.ChangedRoles;
import dev.restauth.session.Revocations;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Verifies access tokens for this server's own calls (RFC 9068 section 4, RFC 8725). The session
 * and the account of a token are checked for every request. Thread-safe.
 */
public final class TokenVerifier {
  private final AccountCache accounts;
  private final Revocations revocations;
  private final ChangedRoles changedRoles;
  private final InstantSource clock;
  private final SignedClaims<TokenClaims> signed;

  /** Creates a verifier of tokens with {@code profile}. */
  public TokenVerifier(
      TokenProfile profile,
      SigningKeys keys,
      AccountCache accounts,
      Revocations revocations,
      ChangedRoles changedRoles,
      InstantSource clock) {
    this.accounts = accounts;
    this.revocations = revocations;
    this.changedRoles = changedRoles;
    this.clock = clock;
    this.signed = new SignedClaims<>(profile, keys, TokenClaims::read);
  }

  /**
   * Verifies a token. Returns empty if the token is not valid now, or was issued to an OAuth
   * client. Never throws, whatever the text is. If a change of rights has made the token outdated,
   * the token is still valid; {@link VerifiedToken#outdated} then returns true.
   */
  public Optional<VerifiedToken> verify(String token) {
    return signed
        .find(token, Math.floorDiv(clock.millis(), 1000L))
        .filter(valid -> !revocations.contains(valid.sessionId()))
        .flatMap(
            valid ->
                accounts
                    .find(valid.accountId(), valid.generation())
                    .filter(Account::active)
                    .filter(account -> account.generation() == valid.generation())
                    .map(
                        account ->
                            VerifiedToken.issuedHere(account, valid, isOutdated(account, valid))));
  }

  private boolean isOutdated(Account account, TokenClaims claims) {
    return claims.rights() < account.rights()
        || changedRoles.outdate(claims.rights(), claims.scope().names(), claims.marks());
  }

  /** Returns the number of signatures that were checked since the start. */
  public long signatureChecks() {
    return signed.signatureChecks();
  }
}
