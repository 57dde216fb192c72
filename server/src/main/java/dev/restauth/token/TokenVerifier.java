package dev.restauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.blocking.Blocking;
import dev.restauth.role.ChangedRoles;
import dev.restauth.session.Revocations;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Verifies access tokens (RFC 9068 section 4, RFC 8725). The key decides the algorithm; the header may
 * contain {@code alg}, {@code typ} and {@code kid} and nothing else. A cached token costs no signature
 * check, but its times, its session and its account are checked every time. Thread-safe.
 */
public final class TokenVerifier {
  private static final Set<String> HEADER_PARAMETERS = Set.of("alg", "typ", "kid");
  private static final int CACHED_AT_MOST = 20_000;

  private final TokenProfile profile;
  private final SigningKeys keys;
  private final AccountCache accounts;
  private final Revocations revocations;
  private final ChangedRoles changedRoles;
  private final InstantSource clock;
  private final LongAdder signatureChecks = new LongAdder();
  private final Cache<String, Signed> signed =
      Caffeine.newBuilder().maximumSize(CACHED_AT_MOST).executor(Runnable::run).build();

  /** The claims of a token, and its signing key, which may have been revoked since. */
  private record Signed(TokenClaims claims, String kid) {}

  /** Creates a verifier of tokens of {@code profile}. */
  public TokenVerifier(
      TokenProfile profile,
      SigningKeys keys,
      AccountCache accounts,
      Revocations revocations,
      ChangedRoles changedRoles,
      InstantSource clock) {
    this.profile = profile;
    this.keys = keys;
    this.accounts = accounts;
    this.revocations = revocations;
    this.changedRoles = changedRoles;
    this.clock = clock;
  }

  /**
   * Verifies a token; empty if it is not valid now. Never throws for any text. A token that is outdated by a change of
   * rights is valid; {@link VerifiedToken#outdated} tells.
   */
  public Optional<VerifiedToken> verify(String token) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    Signed cached = signed.getIfPresent(token);
    Optional<TokenClaims> claims =
        cached != null && keys.holds(cached.kid())
            ? Optional.of(cached.claims())
            : checkSigned(token, now);
    return claims
        .filter(valid -> valid.validAt(now, profile))
        .filter(valid -> !revocations.contains(valid.sessionId()))
        .flatMap(
            valid ->
                accounts
                    .find(valid.accountId())
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

  private Optional<TokenClaims> checkSigned(String token, long now) {
    if (token.length() > TokenProfile.LENGTH_AT_MOST) {
      return Optional.empty();
    }
    try {
      if (!hasPlainHeader(token)) {
        return Optional.empty();
      }
      SignedJWT jwt = SignedJWT.parse(token);
      Optional<SigningKey> key = key(jwt.getHeader());
      if (key.isEmpty() || !isCanonical(jwt, token)) {
        return Optional.empty();
      }
      // Cheap checks first: an expired token must not cost a signature check.
      Optional<TokenClaims> claims =
          TokenClaims.read(jwt.getJWTClaimsSet(), profile)
              .filter(read -> read.validAt(now, profile));
      if (claims.isEmpty() || !hasSignatureOf(key.get(), jwt)) {
        return Optional.empty();
      }
      signed.put(token, new Signed(claims.get(), key.get().kid()));
      return claims;
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<SigningKey> key(JWSHeader header) {
    String kid = header.getKeyID();
    return kid == null || !TokenProfile.TYPE.equals(header.getType())
        ? Optional.empty()
        : keys.find(kid).filter(key -> key.algorithm().equals(header.getAlgorithm()));
  }

  /**
   * Returns whether the header, as it is written, has only the expected parameters. Nimbus skips an empty {@code crit}
   * and members that are null. It also reads keys and certificates in a header, and some of those make it throw
   * NullPointerException.
   */
  static boolean hasPlainHeader(String token) {
    int end = token.indexOf('.');
    return end > 0
        && FlatJson.read(Base64.getUrlDecoder().decode(token.substring(0, end)))
            .filter(header -> HEADER_PARAMETERS.containsAll(header.names()))
            .isPresent();
  }

  /**
   * Returns whether the text is the canonical encoding of the token. Nimbus decodes leniently: with stray characters,
   * other trailing bits (RFC 4648 section 3.5) or white space around it, one token would have any number of spellings,
   * each with an entry in the cache.
   */
  private static boolean isCanonical(SignedJWT jwt, String token) {
    Base64URL signature = jwt.getSignature();
    return jwt.serialize().equals(token) && Base64URL.encode(signature.decode()).equals(signature);
  }

  private boolean hasSignatureOf(SigningKey key, SignedJWT jwt) throws JOSEException {
    Blocking.begin();
    signatureChecks.increment();
    NativeSignatures.count();
    return jwt.verify(key.verifier());
  }

  /** Returns the number of signatures checked since the start. */
  public long signatureChecks() {
    return signatureChecks.sum();
  }
}
