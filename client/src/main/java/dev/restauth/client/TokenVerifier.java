package dev.restauth.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Verifies access tokens of a REST-auth server locally, without a request to the server. It checks
 * signature, issuer, audience, type and times, as RFC 9068 section 4 and RFC 8725 require. It also
 * refuses tokens of revoked sessions and accounts, and tokens from before a change of rights. The
 * server's feed delivers revocations and changes of rights within a second. While the feed is
 * stale, {@link WhenStale} decides.
 *
 * <pre>{@code
 * try (TokenVerifier verifier = TokenVerifier.connect("https://auth.example.com", serviceKey)) {
 *   Optional<VerifiedToken> token = verifier.verify(text);
 * }
 * }</pre>
 *
 * <p>Use one verifier for the whole application, as long as the application runs. A verifier has
 * one daemon thread, {@code restauth-feed}, besides the threads of {@code java.net.http}.
 * Thread-safe.
 */
public final class TokenVerifier implements AutoCloseable {
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(1);

  private final RevocationState state;
  private final Introspection introspection;
  private final WhenStale whenStale;
  private final InstantSource clock;
  private final long leeway;
  private final Thread feed;
  private final TokenCache cache = new TokenCache();
  private volatile boolean closed;

  /**
   * Creates a verifier.
   *
   * @param leeway the leeway in seconds
   */
  TokenVerifier(
      RevocationState state,
      Introspection introspection,
      WhenStale whenStale,
      InstantSource clock,
      long leeway,
      Thread feed) {
    this.state = state;
    this.introspection = introspection;
    this.whenStale = whenStale;
    this.clock = clock;
    this.leeway = leeway;
    this.feed = feed;
  }

  /**
   * Connects to the server at {@code url} with the default settings, and waits until the verifier
   * has received all revocations.
   *
   * @param url the URL of the server, such as {@code https://auth.example.com}
   * @param serviceKey a service key with the scope {@code revocations:read}
   * @throws NotConnectedException if the server refuses the connection, or is not ready within ten
   *     seconds
   * @throws IllegalArgumentException if the URL or the key is malformed
   * @throws IllegalStateException if the URL uses {@code http} for another machine
   */
  public static TokenVerifier connect(String url, String serviceKey) {
    return to(url).serviceKey(serviceKey).connect();
  }

  /**
   * Returns a builder for a verifier with other settings.
   *
   * @throws IllegalArgumentException if the URL is malformed
   */
  public static TokenVerifierBuilder to(String url) {
    return new TokenVerifierBuilder(url);
  }

  /**
   * Verifies a token, or returns empty if the token is not valid now, for any reason. Never throws
   * an exception, whatever the text. A check usually takes well under a microsecond. The first
   * check of a token includes its signature. The check waits for the server in two cases, for at
   * most two seconds. One case is a token that names an unknown key; such tokens cause at most one
   * request every ten seconds. The other case is {@link WhenStale#askServer} while the feed is
   * stale. After {@link #close}, no token is valid.
   *
   * @param token the text after {@code Bearer}
   */
  public Optional<VerifiedToken> verify(String token) {
    return judge(token) instanceof Verdict.Good good ? Optional.of(good.token()) : Optional.empty();
  }

  /**
   * Verifies a token. The verdict distinguishes a bad token from a token whose validity cannot be
   * determined now.
   */
  public Verdict judge(String token) {
    long now = Math.floorDiv(clock.millis(), 1000L);
    Optional<CachedToken> cached = cache.find(token);
    Optional<CachedToken> signed =
        cached.isPresent() && hasGoodKey(cached.get()) ? cached : checkSigned(token, now);
    return signed.isPresent() ? judge(signed.get(), now) : Verdict.Bad.BAD;
  }

  private Optional<CachedToken> checkSigned(String token, long now) {
    Optional<AcceptanceTerms> terms = state.terms();
    Optional<PresentedToken> presented = PresentedToken.read(token);
    if (terms.isEmpty()
        || presented.isEmpty()
        // The cheap checks come first, because an expired token must not cost a signature check.
        || !terms.get().allow(presented.get().claims(), now, leeway)) {
      return Optional.empty();
    }
    Optional<CachedToken> signed =
        state
            .keys()
            .find(presented.get().kid())
            .filter(presented.get()::isSignedBy)
            .map(key -> new CachedToken(token, key, presented.get().claims(), terms.get()));
    signed.ifPresent(good -> cache.add(good, now));
    return signed;
  }

  private boolean isAllowed(CachedToken token, long now) {
    Optional<AcceptanceTerms> terms = state.terms();
    return terms.isPresent() && token.isAllowedBy(terms.get(), now, leeway);
  }

  private boolean hasGoodKey(CachedToken token) {
    return state.keys().holds(token.key());
  }

  /**
   * Judges a token with a valid signature. The method reads the freshness before the revocations,
   * so that the revocations are at least as recent.
   */
  private Verdict judge(CachedToken token, long now) {
    boolean fresh = state.freshness().isFresh();
    if (closed || !isAllowed(token, now) || isRevoked(token)) {
      return Verdict.Bad.BAD;
    }
    if (fresh) {
      return token.verdict();
    }
    Optional<Boolean> accepted =
        whenStale.accepts(state.freshness().staleFor(), () -> introspection.isActive(token.text()));
    if (accepted.isEmpty()) {
      return Verdict.Unknown.UNKNOWN;
    }
    return accepted.get() && !isRevoked(token) // a revocation may have arrived in the meantime
        ? token.verdict()
        : Verdict.Bad.BAD;
  }

  private boolean isRevoked(CachedToken token) {
    return token.isRevokedBy(state.revocations()) || !hasGoodKey(token);
  }

  /**
   * Returns whether the verifier has received all revocations that are older than three seconds.
   * Suitable for a health check.
   */
  public boolean isFresh() {
    return !closed && state.freshness().isFresh();
  }

  /**
   * Closes the connection and stops the feed's thread within a second. Further calls have no
   * effect.
   */
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
