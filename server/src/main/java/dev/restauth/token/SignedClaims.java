package dev.restauth.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.blocking.Blocking;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads the claims of signed access tokens (RFC 9068 section 4, RFC 8725). The key decides the
 * algorithm, not the token's header. The header may contain only {@code alg}, {@code typ} and
 * {@code kid}. A cached token costs no signature check, but its times are checked for every
 * request. Thread-safe.
 *
 * @param <C> the claims
 */
final class SignedClaims<C extends SignedClaims.Dated> {
  private static final Set<String> HEADER_PARAMETERS = Set.of("alg", "typ", "kid");

  /**
   * The most memory that cached tokens occupy, in bytes; a small heap has room for less. A server
   * has two caches.
   */
  private static final int CACHED_AT_MOST = 32 << 20;

  private static final int HEAP_DIVISOR = 16;

  /** The memory that an entry occupies in addition to the token's text, in bytes; an estimate. */
  private static final int ENTRY_BYTES = 1_000;

  /** Claims that contain times, in seconds since the epoch. */
  interface Dated {
    /** The step of the clock that is allowed. */
    long CLOCK_STEP_SECONDS = 60;

    long authenticatedAt();

    long issuedAt();

    long expiresAt();

    /** Returns how long a token with these claims may be valid. */
    Duration longest(TokenProfile profile);

    /**
     * Returns the first second at which the claims are valid. The server refuses a token that was
     * issued in the future, beyond the allowed clock step: such a token is a mistake or a forgery.
     */
    default long validFrom() {
      return Math.max(authenticatedAt(), issuedAt()) - CLOCK_STEP_SECONDS;
    }

    /**
     * Returns the first second at which the claims are no longer valid. A token is not valid at the
     * exact time {@code exp} (RFC 7519 section 4.1.4). If the operator has shortened the durations,
     * older tokens expire sooner too.
     */
    default long validUntil(TokenProfile profile) {
      return Math.min(
          expiresAt(),
          Math.min(
              issuedAt() + longest(profile).toSeconds(),
              authenticatedAt() + profile.sessionDuration().toSeconds()));
    }
  }

  /** Parses claims; empty if they belong to another kind of token. */
  @FunctionalInterface
  interface Reader<C> {
    Optional<C> read(JWTClaimsSet claims, TokenProfile profile);
  }

  private final TokenProfile profile;
  private final SigningKeys keys;
  private final Reader<C> reader;
  private final LongAdder signatureChecks = new LongAdder();
  private final Cache<String, SignedToken<C>> signed =
      Caffeine.newBuilder()
          .maximumWeight(Math.min(CACHED_AT_MOST, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR))
          .<String, SignedToken<C>>weigher((token, _) -> token.length() + ENTRY_BYTES)
          .executor(Runnable::run)
          .build();

  SignedClaims(TokenProfile profile, SigningKeys keys, Reader<C> reader) {
    this.profile = profile;
    this.keys = keys;
    this.reader = reader;
  }

  /**
   * Returns a token; empty if none of the keys signed the token, or if its times are not valid now.
   * Never throws, whatever the text is.
   *
   * @param now the time in seconds since the epoch
   */
  Optional<SignedToken<C>> find(String token, long now) {
    SignedToken<C> cached = signed.getIfPresent(token);
    return cached == null || !keys.holds(cached.kid())
        ? checkSigned(token, now)
        : Optional.of(cached).filter(valid -> valid.validAt(now));
  }

  /**
   * Returns a cached token, like {@link #find}; empty if the token is not cached. This costs less,
   * because it does not count as a use of the cached token. Tokens without a use are evicted first.
   */
  Optional<SignedToken<C>> peek(String token, long now) {
    return Optional.ofNullable(signed.policy().getIfPresentQuietly(token))
        .filter(cached -> cached.validAt(now) && keys.holds(cached.kid()));
  }

  /** Caches a token with the results of further checks. */
  void put(String token, SignedToken<C> checked) {
    signed.put(token, checked);
  }

  private Optional<SignedToken<C>> checkSigned(String token, long now) {
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
      // The cheap checks come first: an expired token must not cost a signature check.
      Optional<SignedToken<C>> read =
          reader
              .read(jwt.getJWTClaimsSet(), profile)
              .map(claims -> new SignedToken<>(claims, key.get().kid(), profile))
              .filter(valid -> valid.validAt(now));
      if (read.isEmpty() || !hasSignatureOf(key.get(), jwt)) {
        return Optional.empty();
      }
      signed.put(token, read.get());
      return read;
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
   * Returns whether the header contains only the expected parameters. The raw text is checked,
   * because Nimbus ignores null members and an empty {@code crit}. Nimbus also parses keys and
   * certificates in a header, and throws NullPointerException for some of them.
   */
  static boolean hasPlainHeader(String token) {
    int end = token.indexOf('.');
    return end > 0
        && FlatJson.read(Base64.getUrlDecoder().decode(token.substring(0, end)))
            .filter(header -> HEADER_PARAMETERS.containsAll(header.names()))
            .isPresent();
  }

  /**
   * Returns whether the text is the canonical encoding of the token. Nimbus decodes leniently: it
   * accepts stray characters, other trailing bits (RFC 4648 section 3.5) and white space around the
   * token. One token could then be written in any number of ways, each with its own cache entry.
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

  /** Returns the number of signatures that were checked since the start. */
  long signatureChecks() {
    return signatureChecks.sum();
  }
}
