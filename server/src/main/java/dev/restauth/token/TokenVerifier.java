package dev.restauth.token;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.role.ChangedRoles;
import dev.restauth.session.Revocations;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Verifies access tokens for this server's own calls (RFC 9068 section 4, RFC 8725). Each check
 * takes into account all changes until then of the signing keys, and of the token's session, account
 * and roles. Thread-safe.
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
    long now = Math.floorDiv(clock.millis(), 1000L);
    Optional<SignedToken<TokenClaims>> known = signed.peek(token, now);
    if (known.isPresent()
        && known.get() instanceof CheckedToken checked
        && checked.isUpToDate(changes(checked.accountId(), checked.sessionHash()), now)) {
      return Optional.of(checked.verified());
    }
    return signed
        .find(token, now)
        .flatMap(valid -> check(valid, now))
        .map(
            checked -> {
              signed.put(token, checked);
              return checked.verified();
            });
  }

  private Optional<CheckedToken> check(SignedToken<TokenClaims> token, long now) {
    TokenClaims claims = token.claims();
    long changes = changes(claims.accountId(), claims.sessionId().hashCode()); // before any look-up
    return revocations.contains(claims.sessionId())
        ? Optional.empty()
        : accounts
            .find(claims.accountId(), claims.generation())
            .filter(Account::active)
            .filter(account -> account.generation() == claims.generation())
            .map(
                account ->
                    new CheckedToken(token, account, isOutdated(account, claims), changes, now));
  }

  /**
   * Returns the number of changes that may concern a token. Each of the numbers only grows, so
   * their sum is the same only if each number is the same.
   */
  private long changes(long accountId, int sessionHash) {
    return accounts.changes(accountId)
        + revocations.additions(sessionHash)
        + changedRoles.additions();
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
