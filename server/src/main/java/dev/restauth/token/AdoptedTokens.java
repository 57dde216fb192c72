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
 * Verifies tokens that an application handed out before its accounts were adopted, for as long as the
 * operator said. Such a token is good for an account of that application alone, and only while the
 * account is as it was adopted: a new password, and whatever else ends all tokens of an account, ends
 * this one too, and so does logging out. Nothing is remembered: a check costs an HMAC. Thread-safe.
 */
public final class AdoptedTokens {
  private static final long GENERATION_ADOPTED_IN = 1;
  private static final int SESSION_ID_BYTES = 16;

  private final Store store;
  private final Unsealer opener;
  private final KeyedDigest sessionIds;
  private final AccountCache accounts;
  private final Revocations revocations;
  private final InstantSource clock;
  private final LongAdder signatureChecks = new LongAdder();
  private volatile List<AdoptedTokenKey> keys = List.of();

  /**
   * Accepts none before the first {@link #reload}.
   *
   * @param sessionIds the same at every start, so that a token stays in its session
   */
  public AdoptedTokens(
      Store store,
      Unsealer opener,
      KeyedDigest sessionIds,
      AccountCache accounts,
      Revocations revocations,
      InstantSource clock) {
    this.store = store;
    this.opener = opener;
    this.sessionIds = sessionIds;
    this.accounts = accounts;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** Reads which are accepted: at the start, and after a commit that changed it. */
  public synchronized void reload() {
    keys =
        store.reading(tx -> new TokenAcceptanceRows(tx).acceptances()).stream()
            .map(acceptance -> AdoptedTokenKey.open(acceptance, opener))
            .toList();
  }

  /** What the token proves, or empty where it is not valid now. Never throws for any text. */
  public Optional<VerifiedToken> verify(String token) {
    List<AdoptedTokenKey> current = keys;
    if (current.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    // The cheap questions first: an expired token must not cost us an HMAC.
    return AdoptedToken.read(token)
        .filter(read -> read.validAt(now))
        .flatMap(read -> proof(read, current, token, now));
  }

  /** Applications may share a secret: it is the account that says whose token it is. */
  private Optional<VerifiedToken> proof(
      AdoptedToken read, List<AdoptedTokenKey> current, String token, Instant now) {
    for (AdoptedTokenKey key : current) {
      if (key.accepts(read.algorithm(), now) && isSignedBy(key, read)) {
        Optional<Account> account =
            accounts
                .find(read.accountId())
                .filter(Account::active)
                .filter(found -> found.generation() == GENERATION_ADOPTED_IN)
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
    return key.signed(token);
  }

  private VerifiedToken proof(Account account, AdoptedToken read, String token, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Instant authenticatedAt =
        read.issuedAt().stream()
            .filter(issuedAt -> issuedAt <= second.getEpochSecond())
            .mapToObj(Instant::ofEpochSecond)
            .findFirst()
            .orElse(second);
    return VerifiedToken.adopted(account, sessionId(token), authenticatedAt, read.end());
  }

  /**
   * Always the same for a token, so that all tokens it is traded for are of one session. Keyed, since
   * everybody who is shown one of those could otherwise try which short secret signed the first.
   */
  private String sessionId(String token) {
    byte[] digest = sessionIds.of(token.getBytes(StandardCharsets.UTF_8));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(digest, SESSION_ID_BYTES));
  }

  /** How many signatures were checked since the start. */
  public long signatureChecks() {
    return signatureChecks.sum();
  }
}
