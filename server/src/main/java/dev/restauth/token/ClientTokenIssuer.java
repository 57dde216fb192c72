package dev.restauth.token;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.crypto.RandomIds;
import dev.restauth.crypto.Sha256;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.role.ClientScopes;
import dev.restauth.role.Rights;
import dev.restauth.role.RoleFeature;
import dev.restauth.session.LiveSession;
import dev.restauth.token.TokenIssuer.IssuedToken;
import dev.restauth.token.TokenIssuer.NoScopeException;
import dev.restauth.token.TokenIssuer.TooManyScopesException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * Issues the access tokens of OAuth clients (RFC 9068). These tokens give no access to calls below
 * {@code /api}. Thread-safe.
 */
public final class ClientTokenIssuer {
  /** Maximum total length of all audiences of a token, in characters. */
  public static final int AUDIENCE_AT_MOST = 1_000;

  /** Maximum length of a client id, in characters. */
  private static final int CLIENT_ID_AT_MOST = 128;

  private static final int SESSION_ID_BYTES = 16;

  private final TokenProfile profile;
  private final SigningKeys keys;
  private final RandomIds ids;
  private final InstantSource clock;
  private final LongFunction<Rights> rights;
  private final LongPredicate withheld;
  private final Runnable permission;

  /**
   * Creates an issuer of tokens with {@code profile}.
   *
   * @param rights returns the rights of an account, by its id
   * @param withheld returns whether an account gets no token because its owner must enrol a second
   *     factor first
   * @param permission a check that throws while no token may be issued
   */
  ClientTokenIssuer(
      TokenProfile profile,
      SigningKeys keys,
      RandomIds ids,
      InstantSource clock,
      LongFunction<Rights> rights,
      LongPredicate withheld,
      Runnable permission) {
    this.profile = profile;
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
    this.rights = rights;
    this.withheld = withheld;
    this.permission = permission;
  }

  /**
   * Returns whether an account gets no token because its owner must enrol a second factor first.
   */
  public boolean withholds(long accountId) {
    return withheld.test(accountId);
  }

  /**
   * Returns the audience of tokens for clients without resources. Tokens for this server's own
   * calls have the same audience.
   */
  public String defaultAudience() {
    return profile.audience();
  }

  /**
   * Issues a token in the session of a client. The token expires with the session at the latest.
   *
   * @param allowed the scopes that the client may request now
   * @param only the scopes that the token may have; empty for all that the session grants
   * @param audience the resources that the token is for, not empty
   * @throws NoScopeException if no scope is left
   * @throws TooManyScopesException if the scopes do not fit into a token
   */
  public IssuedToken issue(
      LiveSession session, Set<String> allowed, Optional<Set<String>> only, List<String> audience) {
    permission.run();
    if (withholds(session.accountId())) {
      throw new CallerRevokedException(); // the factor became mandatory just now
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Rights held = rights.apply(session.accountId());
    Set<String> scopes =
        new TreeSet<>(
            ClientScopes.usable(List.of(session.scope().orElseThrow().split(" ")), allowed, held));
    only.ifPresent(scopes::retainAll);
    return sign(
        new ClientClaims(
            session.client().orElseThrow().clientId(),
            audience,
            Optional.of(session.accountId()),
            session.generation(),
            session.id(),
            session.authenticatedAt().getEpochSecond(),
            ids.next(),
            scope(scopes),
            held.number(),
            session.methods().map(TokenClaims.Context::of),
            now.getEpochSecond(),
            expiry(session, now).getEpochSecond()));
  }

  /**
   * Issues a token to a client that acts for itself (RFC 6749 section 4.4).
   *
   * @param scopes the scopes of the token
   * @param audience the resources that the token is for, not empty
   * @throws NoScopeException if there is no scope
   * @throws TooManyScopesException if the scopes do not fit into a token
   */
  public IssuedToken issue(
      String clientId, long generation, Set<String> scopes, List<String> audience) {
    permission.run();
    long now = clock.instant().getEpochSecond();
    return sign(
        new ClientClaims(
            clientId,
            audience,
            Optional.empty(),
            generation,
            sessionId(clientId, generation),
            now,
            ids.next(),
            scope(scopes),
            0,
            Optional.empty(),
            now,
            now + profile.duration().toSeconds()));
  }

  /**
   * Returns the claim {@code sid} of the tokens that a client obtains for itself. All tokens of one
   * generation of the client have the same {@code sid}.
   */
  static String sessionId(String clientId, long generation) {
    byte[] digest = Sha256.of("client/" + generation + "/" + clientId);
    return Base64URL.encode(Arrays.copyOf(digest, SESSION_ID_BYTES)).toString();
  }

  /**
   * Returns whether a token with the requested scopes could be issued now.
   *
   * @param granted the scopes of the session
   * @param allowed the scopes that the client may request
   * @param asked the requested scopes, all of which are needed; empty if any granted scope suffices
   */
  public boolean grants(
      long accountId, Set<String> granted, Set<String> allowed, Optional<Set<String>> asked) {
    Set<String> usable = ClientScopes.usable(granted, allowed, rights.apply(accountId));
    return asked.map(usable::containsAll).orElse(!usable.isEmpty());
  }

  private static TokenScope scope(Set<String> scopes) {
    if (scopes.isEmpty()) {
      throw new NoScopeException();
    }
    TokenScope scope = TokenScope.of(scopes);
    if (scope.text().length() > RoleFeature.CLAIM_BYTES) {
      throw new TooManyScopesException();
    }
    return scope;
  }

  private Instant expiry(LiveSession session, Instant now) {
    return Stream.of(
            now.plus(profile.duration()),
            session.endsAt().truncatedTo(ChronoUnit.SECONDS),
            session
                .authenticatedAt()
                .truncatedTo(ChronoUnit.SECONDS)
                .plus(profile.sessionDuration()))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private IssuedToken sign(ClientClaims claims) {
    return new IssuedToken(
        keys.sign(claims.write(profile)),
        Duration.ofSeconds(claims.expiresAt() - claims.issuedAt()),
        claims.scope().text());
  }

  /** Returns the maximum length of a token, in characters. */
  static int largestLength(TokenProfile profile, SigningAlgorithm algorithm) {
    String id = new RandomIds().next();
    ClientClaims greatest =
        new ClientClaims(
            "c".repeat(CLIENT_ID_AT_MOST),
            List.of("a".repeat(AUDIENCE_AT_MOST)),
            Optional.of(Long.MAX_VALUE),
            Long.MAX_VALUE,
            id,
            TokenIssuer.LAST_SECOND,
            id,
            TokenScope.of(Set.of("s".repeat(RoleFeature.CLAIM_BYTES))),
            Long.MAX_VALUE,
            Optional.of(TokenClaims.Context.of(AuthenticationMethods.LONGEST)),
            TokenIssuer.LAST_SECOND,
            TokenIssuer.LAST_SECOND);
    SignedJWT token =
        new SignedJWT(
            SigningKey.header(algorithm.hasPublicKeys() ? TokenIssuer.THUMBPRINT : id, algorithm),
            greatest.write(profile));
    int signature = Base64URL.encode(new byte[algorithm.signatureBytes()]).toString().length();
    return token.getSigningInput().length + 1 + signature;
  }
}
