package dev.restauth.token;

import dev.restauth.account.Account;
import dev.restauth.account.AccountCache;
import dev.restauth.crypto.KeyedDigest;
import dev.restauth.crypto.Unsealer;
import dev.restauth.session.Revocations;
import dev.restauth.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Verifies tokens that an application issued before its accounts were adopted. The operator decides
 * how long such tokens are accepted. A token is valid only for an account of that application, and
 * only if the account has not changed since its adoption. A new password, and every other action
 * that revokes all tokens of an account, also revokes its adopted tokens. A log-out revokes the
 * adopted token of its session. Verified tokens are not cached: each check costs an HMAC.
 * Thread-safe.
 */
public final class AdoptedTokens {
  private static final long GENERATION_AT_ADOPTION = 1;
  private static final int SESSION_ID_BYTES = 16;

  private final Store store;
  private final Unsealer unsealer;
  private final KeyedDigest sessionIds;
  private final AccountCache accounts;
  private final Revocations revocations;
  private final InstantSource clock;
  private final LongAdder signatureChecks = new LongAdder();
  private volatile List<AdoptedTokenKey> keys = List.of();

  /**
   * Creates a verifier, which accepts no token before the first {@link #reload}.
   *
   * @param sessionIds a digest whose key is the same at every start, so that a token always has the
   *     same session id
   */
  public AdoptedTokens(
      Store store,
      Unsealer unsealer,
      KeyedDigest sessionIds,
      AccountCache accounts,
      Revocations revocations,
      InstantSource clock) {
    this.store = store;
    this.unsealer = unsealer;
    this.sessionIds = sessionIds;
    this.accounts = accounts;
    this.revocations = revocations;
    this.clock = clock;
  }

  /**
   * Reads the accepted applications and their secrets from the database. Call this method at the
   * start, and after each commit that changed them.
   */
  public synchronized void reload() {
    keys =
        store.reading(tx -> new TokenAcceptanceRows(tx).acceptances()).stream()
            .map(acceptance -> AdoptedTokenKey.open(acceptance, unsealer))
            .toList();
  }

  /** Verifies a token; empty if the token is not valid now. Never throws, whatever the text is. */
  public Optional<VerifiedToken> verify(String token) {
    List<AdoptedTokenKey> current = keys;
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    // The cheap checks come first: an expired token must not cost an HMAC.
    return AdoptedToken.read(token)
        .filter(read -> read.validAt(now))
        .flatMap(read -> proof(read, current, token, now));
  }

  /**
   * Tries each key that accepts the token's algorithm. Several applications may share a secret, so
   * the account decides to which application the token belongs.
   */
  private Optional<VerifiedToken> proof(
      AdoptedToken read, List<AdoptedTokenKey> current, String token, Instant now) {
    for (AdoptedTokenKey key : current) {
      if (key.accepts(read.algorithm(), now) && isSignedBy(key, read)) {
        Optional<Account> account =
            accounts
                .find(read.accountId())
                .filter(Account::active)
                .filter(found -> found.generation() == GENERATION_AT_ADOPTION)
                .filter(found -> found.sourceId().equals(Optional.of(key.sourceId())));
        if (account.isPresent()) {
          return account
              .map(of -> proof(of, read, token, now))
              .filter(proof -> !revocations.contains(proof.sessionId()));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isSignedBy(AdoptedTokenKey key, AdoptedToken token) {
    signatureChecks.increment();
    return key.hasSigned(token);
  }

  private VerifiedToken proof(Account account, AdoptedToken read, String token, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Instant authenticatedAt =
        read.issuedAt().stream()
            .filter(issuedAt -> issuedAt <= second.getEpochSecond())
            .mapToObj(Instant::ofEpochSecond)
            .findFirst()
            .orElse(second);
    return VerifiedToken.adopted(
        account, sessionId(token), authenticatedAt, read.expiryRoundedUp());
  }

  /**
   * Returns the session id for an adopted token. One token always has the same session id, so that
   * all tokens issued in exchange for it share one session. The digest is keyed: with a plain
   * digest, anyone who sees a token of the session could guess a short application secret.
   */
  private String sessionId(String token) {
    byte[] digest = sessionIds.of(token.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest, SESSION_ID_BYTES));
  }

  /** Returns the number of signatures that were checked since the start. */
  public long signatureChecks() {
    return signatureChecks.sum();
  }
}
