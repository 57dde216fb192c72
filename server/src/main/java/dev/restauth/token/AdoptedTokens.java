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
 * Verifies tokens that an application issued before its accounts were adopted, for as long as the operator allows. Such
 * a token is valid only for an account of that application, and only while the account is unchanged since its adoption.
 * It is revoked by a new password, by a log-out, and by any other action that revokes all tokens of an account. Nothing
 * is cached: each check costs an HMAC. Thread-safe.
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
   * @param sessionIds a digest whose key is the same at every start, so that a token always has the same session
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

  /** Reads which tokens are accepted. Call this at the start, and after a commit that changed this. */
  public synchronized void reload() {
    keys =
        store.reading(tx -> new TokenAcceptanceRows(tx).acceptances()).stream()
            .map(acceptance -> AdoptedTokenKey.open(acceptance, unsealer))
            .toList();
  }

  /** Verifies a token; empty if it is not valid now. Never throws for any text. */
  public Optional<VerifiedToken> verify(String token) {
    List<AdoptedTokenKey> current = keys;
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    // Cheap checks first: an expired token must not cost an HMAC.
    return AdoptedToken.read(token)
        .filter(read -> read.validAt(now))
        .flatMap(read -> proof(read, current, token, now));
  }

  /**
   * Verifies a token with each key. Applications may share a secret, so the account decides to which application the
   * token belongs.
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
   * Returns the same id for a token every time, so that all tokens that are issued for it share one session. The digest
   * is keyed. Otherwise anybody who sees a token of that session could guess the application's secret, if it is short.
   */
  private String sessionId(String token) {
    byte[] digest = sessionIds.of(token.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest, SESSION_ID_BYTES));
  }

  /** Returns the number of signatures checked since the start. */
  public long signatureChecks() {
    return signatureChecks.sum();
  }
}
