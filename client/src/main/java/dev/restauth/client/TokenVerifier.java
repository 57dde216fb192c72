package dev.restauth.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Checks access tokens of a REST-auth server, as RFC 9068 section 4 and RFC 8725 want it: signature,
 * issuer, audience, type and times, here, with no question to the server; and that neither the session
 * nor the account's tokens were revoked, which the server's feed tells within a second. While the feed
 * is not heard, {@link WhenStale} decides.
 *
 * <pre>{@code
 * try (TokenVerifier verifier = TokenVerifier.connect("https://auth.example.com", serviceKey)) {
 *   Optional<VerifiedToken> token = verifier.verify(text);
 * }
 * }</pre>
 *
 * <p>One serves a whole application, for as long as it runs. It has one daemon thread, {@code
 * restauth-feed}, beside those of {@code java.net.http}. Thread-safe.
 */
public final class TokenVerifier implements AutoCloseable {
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(1);

  private final RevocationState knowledge;
  private final Introspection introspection;
  private final WhenStale whenStale;
  private final InstantSource clock;
  private final long leeway;
  private final Thread feed;
  private final TokenCache remembered = new TokenCache();
  private volatile boolean closed;

  /**
   * @param leeway seconds
   */
  TokenVerifier(
      RevocationState knowledge,
      Introspection introspection,
      WhenStale whenStale,
      InstantSource clock,
      long leeway,
      Thread feed) {
    this.knowledge = knowledge;
    this.introspection = introspection;
    this.whenStale = whenStale;
    this.clock = clock;
    this.leeway = leeway;
    this.feed = feed;
  }

  /**
   * Connects to the server at {@code url} with the defaults, and waits until it has told what is
   * revoked.
   *
   * @param url where the server is reached, such as {@code https://auth.example.com}
   * @param serviceKey a key with the scope {@code revocations:read}
   * @throws NotConnectedException where the server does not let us, or does not answer within ten
   *     seconds
   * @throws IllegalArgumentException where the URL or the key cannot be one
   */
  public static TokenVerifier connect(String url, String serviceKey) {
    return to(url).serviceKey(serviceKey).connect();
  }

  /**
   * The same with settings.
   *
   * @throws IllegalArgumentException where the URL cannot be one
   */
  public static TokenVerifierBuilder to(String url) {
    return new TokenVerifierBuilder(url);
  }

  /**
   * What the token proves, or nothing where it does not count now, for whichever reason. Never throws
   * for any text. Usually takes well under a microsecond; the first time a token is seen, a signature is
   * checked. It waits for the server, two seconds at most, when a token names an unknown key, once in
   * ten seconds, and as {@link WhenStale#askServer} says. After {@link #close} nothing counts.
   *
   * @param token what stands after {@code Bearer}
   */
  public Optional<VerifiedToken> verify(String token) {
    return judge(token) instanceof Verdict.Good good ? Optional.of(good.token()) : Optional.empty();
  }

  /** The same, telling a token that is bad from one of which nothing can be said now. */
  public Verdict judge(String token) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    Optional<CachedToken> known = remembered.find(token);
    Optional<CachedToken> signed =
        known.isPresent() && hasGoodKey(known.get()) ? known : checkSigned(token, now);
    return signed.isPresent() ? judge(signed.get(), now) : Verdict.Bad.BAD;
  }

  private Optional<CachedToken> checkSigned(String token, long now) {
    Optional<AcceptanceTerms> terms = knowledge.terms();
    Optional<PresentedToken> presented = PresentedToken.read(token);
    if (terms.isEmpty()
        || presented.isEmpty()
        // The cheap questions first: an expired token must not cost us a signature check.
        || !terms.get().allow(presented.get().claims(), now, leeway)) {
      return Optional.empty();
    }
    Optional<CachedToken> signed =
        knowledge
            .keys()
            .find(presented.get().kid())
            .filter(presented.get()::isSignedBy)
            .map(key -> new CachedToken(token, key, presented.get().claims(), terms.get()));
    signed.ifPresent(good -> remembered.add(good, now));
    return signed;
  }

  private boolean isAllowed(CachedToken token, long now) {
    Optional<AcceptanceTerms> terms = knowledge.terms();
    return terms.isPresent() && token.isAllowedBy(terms.get(), now, leeway);
  }

  private boolean hasGoodKey(CachedToken token) {
    return knowledge.keys().holds(token.key());
  }

  /** Freshness is read before what was revoked, which is then at least as new as it says. */
  private Verdict judge(CachedToken token, long now) {
    boolean fresh = knowledge.freshness().isFresh();
    if (closed || !isAllowed(token, now) || isRevoked(token)) {
      return Verdict.Bad.BAD;
    }
    if (fresh) {
      return token.verdict();
    }
    Optional<Boolean> counts =
        whenStale.counts(
            knowledge.freshness().staleFor(), () -> introspection.isActive(token.text()));
    if (counts.isEmpty()) {
      return Verdict.Unknown.UNKNOWN;
    }
    return counts.get() && !isRevoked(token) // which may have come while we asked
        ? token.verdict()
        : Verdict.Bad.BAD;
  }

  private boolean isRevoked(CachedToken token) {
    return token.isConcernedBy(knowledge.revocations()) || !hasGoodKey(token);
  }

  /** Whether all that was revoked is known here, up to three seconds ago: for a health check. */
  public boolean isFresh() {
    return !closed && knowledge.freshness().isFresh();
  }

  /** Ends the connection and its thread, within a second. More than once is once. */
  @Override
  public void close() {
    closed = true;
    feed.interrupt();
    try {
      feed.join(CLOSED_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
