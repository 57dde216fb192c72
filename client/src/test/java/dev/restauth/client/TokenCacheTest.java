package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The token cache: its hits, and its fixed size. */
class TokenCacheTest {
  private static final long NOW = START.getEpochSecond();
  private static final VerificationKey KEY =
      VerificationKey.read(Tokens.KEY.toPublicJWK().toJSONObject()).orElseThrow();
  private static final TokenClaims CLAIMS =
      PresentedToken.read(Tokens.good(START, "s")).orElseThrow().claims();

  private final TokenCache tokens = new TokenCache();

  @Test
  void onlyCachedTokensAreFound() {
    add("some token", NOW);
    assertThat(tokens.find("some token")).isPresent();
    assertThat(tokens.find("some tokem")).isEmpty();
  }

  @Test
  void tenThousandTokensAreCachedAndTheSizeIsBounded() {
    List<String> texts =
        IntStream.range(0, 4 * TokenCache.AT_MOST).mapToObj(i -> "token-" + i * 31).toList();
    texts.subList(0, 10_000).forEach(text -> add(text, NOW));
    assertThat(cached(texts)).hasSizeGreaterThan(9_980);
    texts.forEach(text -> add(text, NOW));
    assertThat(cached(texts)).hasSizeBetween(TokenCache.AT_MOST * 99 / 100, TokenCache.AT_MOST);
  }

  @Test
  void expiredTokensAreEvictedFirst() {
    long later = NOW + 600;
    List<String> old = new ArrayList<>();
    for (int i = 0; i < 4 * TokenCache.AT_MOST; i++) {
      old.add("old-" + i);
      add("old-" + i, NOW);
    }
    add("new", later);
    assertThat(tokens.find("new")).isPresent();
    assertThat(cached(old)).hasSizeBetween(TokenCache.AT_MOST * 99 / 100, TokenCache.AT_MOST - 1);
  }

  @Test
  void longTokensAreNotCached() {
    String text = "x".repeat(2_048);
    add(text, NOW);
    add(text + "x", NOW);
    assertThat(tokens.find(text)).isPresent();
    assertThat(tokens.find(text + "x")).isEmpty();
  }

  /** The cache hashes only the end of a token, so these tokens have the same hash. */
  @Test
  void wholeTextIsCompared() {
    String end = "e".repeat(400);
    add("first." + end, NOW);
    add("other." + end, NOW);
    assertThat(tokens.find("first." + end).orElseThrow().text()).isEqualTo("first." + end);
    assertThat(tokens.find("other." + end).orElseThrow().text()).isEqualTo("other." + end);
    assertThat(tokens.find("third." + end)).isEmpty();
    assertThat(tokens.find(end)).isEmpty();
  }

  /** Returns one of many tokens that have the same end, and therefore share eight slots. */
  private static String sibling(int i) {
    return "sibling-" + i + "-" + "e".repeat(16);
  }

  @Test
  void tokenTakesOneSlot() {
    for (int i = 0; i < 100; i++) {
      add(sibling(0), NOW);
    }
    List<String> all = IntStream.range(0, 8).mapToObj(i -> sibling(i)).toList();
    all.forEach(text -> add(text, NOW));
    assertThat(cached(all)).isEqualTo(all);
    for (int i = 0; i < 100; i++) {
      all.forEach(text -> add(text, NOW));
    }
    assertThat(cached(all)).isEqualTo(all);
    add(sibling(8), NOW);
    assertThat(cached(all)).hasSize(7);
    assertThat(tokens.find(sibling(8))).isPresent();
  }

  @Test
  void slotIsFreeInTheSecondOfExpiry() {
    for (int expired = 0; expired < 8; expired++) {
      TokenCache other = new TokenCache();
      for (int i = 0; i < 8; i++) {
        other.add(expiring(sibling(i), i == expired ? NOW + 1 : NOW + 2), NOW);
      }
      other.add(expiring(sibling(8), NOW + 600), NOW + 1);
      for (int i = 0; i <= 8; i++) {
        assertThat(other.find(sibling(i)).isPresent()).isEqualTo(i != expired);
      }
    }
  }

  private static CachedToken expiring(String text, long expiresAt) {
    Instant issuedAt = Instant.ofEpochSecond(expiresAt - 600);
    TokenClaims claims = PresentedToken.read(Tokens.good(issuedAt, "s")).orElseThrow().claims();
    return new CachedToken(text, KEY, claims, new AcceptanceTerms("", "", 0));
  }

  @Test
  void tokenWithHashZeroIsCached() {
    add("", NOW);
    assertThat(tokens.find("")).isPresent();
  }

  @Test
  void revocationsAreCheckedAfterEachAddition() {
    CachedToken token = new CachedToken("text", KEY, CLAIMS, new AcceptanceTerms("", "", 0));
    Revocations revocations = new Revocations();
    assertThat(token.isRevokedBy(revocations)).isFalse();
    assertThat(token.isRevokedBy(revocations)).isFalse();
    revocations.addSession("other", NOW + 1);
    assertThat(token.isRevokedBy(revocations)).isFalse();
    revocations.addSession(CLAIMS.sessionId(), NOW + 1);
    assertThat(token.isRevokedBy(revocations)).isTrue();
    assertThat(token.isRevokedBy(revocations)).isTrue();
    revocations.removeExpired(NOW + 1);
    assertThat(token.isRevokedBy(revocations)).isFalse();
    revocations.addAccount(CLAIMS.subject(), CLAIMS.generation() + 1, NOW + 1);
    assertThat(token.isRevokedBy(revocations)).isTrue();
  }

  /** Many readers run while revocations are added. Each reader that checks afterwards sees them. */
  @Test
  void addedRevocationIsNeverMissed() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 2_000; i++) {
        CachedToken token = new CachedToken("text", KEY, CLAIMS, new AcceptanceTerms("", "", 0));
        Revocations revocations = new Revocations();
        CyclicBarrier start = new CyclicBarrier(4);
        List<Callable<Boolean>> asking =
            Collections.nCopies(
                4,
                () -> {
                  boolean adds = start.await() == 0;
                  if (adds) {
                    revocations.addSession(CLAIMS.sessionId(), NOW + 1);
                  }
                  return token.isRevokedBy(revocations) || !adds;
                });
        for (Future<Boolean> right : threads.invokeAll(asking)) {
          assertThat(right.get()).isTrue();
        }
        assertThat(token.isRevokedBy(revocations)).isTrue();
      }
    }
  }

  @Test
  void newTermsAreCompared() {
    AcceptanceTerms ours = new AcceptanceTerms(Tokens.ISSUER, Tokens.AUDIENCE, 0);
    CachedToken token = new CachedToken("text", KEY, CLAIMS, ours);
    assertThat(token.isAllowedBy(ours, NOW, 0)).isTrue();
    assertThat(token.isAllowedBy(ours, NOW + 600, 0)).isFalse();
    assertThat(token.isAllowedBy(new AcceptanceTerms(Tokens.ISSUER, Tokens.AUDIENCE, 1), NOW, 0))
        .isTrue();
    assertThat(token.isAllowedBy(new AcceptanceTerms("other", Tokens.AUDIENCE, 0), NOW, 0))
        .isFalse();
    assertThat(token.isAllowedBy(new AcceptanceTerms(Tokens.ISSUER, "other", 0), NOW, 0)).isFalse();
  }

  private void add(String text, long now) {
    tokens.add(new CachedToken(text, KEY, CLAIMS, new AcceptanceTerms("", "", 0)), now);
  }

  private List<String> cached(List<String> texts) {
    return texts.stream().filter(text -> tokens.find(text).isPresent()).toList();
  }
}
