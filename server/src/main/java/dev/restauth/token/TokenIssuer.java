package dev.restauth.token;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.crypto.RandomIds;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.CallerRevokedException;
import dev.restauth.role.OrganizationRights;
import dev.restauth.role.Rights;
import dev.restauth.role.RoleFeature;
import dev.restauth.session.LiveSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Issues access tokens (RFC 9068). Thread-safe. */
public final class TokenIssuer {

  /**
   * A new token.
   *
   * @param token the compact serialization of the token (RFC 7515 section 7.1)
   * @param duration the remaining validity of the token, in whole seconds
   * @param scope the scopes of the token, separated by spaces
   */
  public record IssuedToken(String token, Duration duration, String scope) {
    /** Returns a text without the token. */
    @Override
    public String toString() {
      return "IssuedToken[duration=" + duration + "]";
    }
  }

  /**
   * Restrictions of one token, in addition to those of its session.
   *
   * @param scopes the scopes that the token may have; empty for all that its session grants
   * @param expiry the time at which the token expires at the latest
   */
  public record Restrictions(Optional<Set<String>> scopes, Optional<Instant> expiry) {
    /** No restriction. */
    public static final Restrictions NONE = new Restrictions(Optional.empty(), Optional.empty());
  }

  /** Thrown if the account holds none of the scopes that the token may have. */
  public static final class NoScopeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoScopeException() {
      super("no scope is left", null, false, false);
    }
  }

  /** Thrown if the account is no longer a member of the session's organisation. */
  public static final class NotMemberException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotMemberException() {
      super("not a member", null, false, false);
    }
  }

  /**
   * Thrown if the scopes of the account and of its role in the organisation do not fit into a
   * token.
   */
  public static final class TooManyScopesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyScopesException() {
      super("too many scopes", null, false, false);
    }
  }

  /** The last second that the database can represent. */
  static final long LAST_SECOND = Long.MAX_VALUE / 1_000_000;

  /** A placeholder as long as the thumbprint (RFC 7638) of a public key. */
  static final String THUMBPRINT = "-".repeat(43);

  private final TokenProfile profile;
  private final SigningKeys keys;
  private final RandomIds ids;
  private final InstantSource clock;
  private final LongFunction<Rights> rights;
  private final OrganizationRights.Source organizations;
  private final LongPredicate withheld;
  private final Runnable permission;

  /**
   * Creates an issuer of tokens with {@code profile}, for accounts without roles. This issuer
   * checks no permission.
   */
  public TokenIssuer(TokenProfile profile, SigningKeys keys, RandomIds ids, InstantSource clock) {
    this(
        profile,
        keys,
        ids,
        clock,
        _ -> Rights.NONE,
        OrganizationRights.Source.NONE,
        _ -> false,
        () -> {});
  }

  /**
   * Creates an issuer of tokens with {@code profile}.
   *
   * @param rights returns the rights of an account, by its id
   * @param organizations returns the rights of an account in an organisation
   * @param withheld returns whether an account gets no token because its owner must enrol a second
   *     factor first
   * @param permission a check that throws while no token may be issued
   */
  public TokenIssuer(
      TokenProfile profile,
      SigningKeys keys,
      RandomIds ids,
      InstantSource clock,
      LongFunction<Rights> rights,
      OrganizationRights.Source organizations,
      LongPredicate withheld,
      Runnable permission) {
    this.profile = profile;
    this.keys = keys;
    this.ids = ids;
    this.clock = clock;
    this.rights = rights;
    this.organizations = organizations;
    this.withheld = withheld;
    this.permission = permission;
  }

  /**
   * Requires that tokens may be issued now. Call this method before a credential is used up for a
   * token, and before a session begins.
   */
  public void requirePermission() {
    permission.run();
  }

  /**
   * Returns whether an account gets no token because its owner must enrol a second factor first.
   */
  public boolean withholds(long accountId) {
    return withheld.test(accountId);
  }

  /** Issues a token in a session, without further restrictions. */
  public IssuedToken issue(LiveSession session) {
    return issue(session, Restrictions.NONE);
  }

  /**
   * Issues a token in a session. The token expires with the session at the latest. The token has
   * the scopes that the session grants and the account holds now.
   *
   * @throws NoScopeException if no scope is left
   * @throws NotMemberException if the account is not a member of the session's organisation
   * @throws TooManyScopesException if the scopes do not fit into a token; this happens only in an
   *     organisation
   */
  public IssuedToken issue(LiveSession session, Restrictions restrictions) {
    if (session.impersonated()) {
      throw new IllegalArgumentException("a token of an impersonated session needs its actor");
    }
    if (session.client().isPresent()) {
      throw new IllegalArgumentException("a token of a client has its own issuer");
    }
    return issue(session, restrictions, Optional.empty());
  }

  /**
   * Issues a token in a session in which an administrator acts as the owner of the account. The
   * token names the administrator as its actor (RFC 8693 section 4.1).
   *
   * @param actor the account of the administrator
   */
  public IssuedToken impersonate(LiveSession session, long actor) {
    return issue(session, Restrictions.NONE, Optional.of(actor));
  }

  private IssuedToken issue(LiveSession session, Restrictions restrictions, Optional<Long> actor) {
    requirePermission();
    if (withholds(session.accountId())) {
      throw new CallerRevokedException(); // the factor became mandatory just now
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant exp =
        Stream.concat(Stream.of(expiry(session, now)), restrictions.expiry().stream())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    Rights own = rights.apply(session.accountId());
    // The account's rights and their number are read first, and the organisation's rights second.
    // In the opposite order, a change in between could give the token old rights with a new number,
    // and the token would not count as outdated.
    Optional<OrganizationRights> in =
        session
            .organization()
            .map(
                id ->
                    organizations
                        .find(session.accountId(), id)
                        .orElseThrow(NotMemberException::new));
    Rights held = in.map(own::in).orElse(own);
    Set<String> scopes = new TreeSet<>(granted(session.scope(), held));
    restrictions.scopes().ifPresent(scopes::retainAll);
    if (scopes.isEmpty()) {
      throw new NoScopeException();
    }
    TokenScope scope = TokenScope.of(scopes);
    if (in.isPresent() && scope.text().length() > RoleFeature.CLAIM_BYTES) {
      throw new TooManyScopesException();
    }
    boolean narrowed = isNarrowed(session.scope(), restrictions.scopes());
    // A narrowed token has no roles. Otherwise, a service that checks only roles would accept it.
    boolean whole = session.scope().isEmpty() && !narrowed;
    TokenClaims claims =
        new TokenClaims(
            session.accountId(),
            session.generation(),
            session.id(),
            session.authenticatedAt().getEpochSecond(),
            ids.next(),
            scope,
            held.number(),
            profile.roles() && whole ? List.copyOf(held.roles()) : List.of(),
            narrowed,
            session.ofKey(),
            actor,
            in.map(each -> new TokenClaims.Organization(each.organization(), each.role())),
            session.methods().map(TokenClaims.Context::of),
            now.getEpochSecond(),
            exp.getEpochSecond());
    Map<String, Object> attributes = held.attributeClaims(profile.attributes());
    return new IssuedToken(
        keys.sign(claims.write(attributes, profile)), Duration.between(now, exp), scope.text());
  }

  /**
   * Returns whether the request narrows the token to fewer scopes than those of its session. The
   * scopes that the account currently holds do not matter: if the account gains rights later, the
   * renewal of a narrowed token must not add them.
   *
   * @param session the scopes to which the session was narrowed, separated by spaces
   * @param only the scopes that the token may have
   */
  private static boolean isNarrowed(Optional<String> session, Optional<Set<String>> only) {
    return only.isPresent()
        && !session
            .filter(narrowed -> only.get().containsAll(List.of(narrowed.split(" "))))
            .isPresent();
  }

  /**
   * Returns the scopes that a session grants and its account holds.
   *
   * @param narrowed the scopes to which the session was narrowed, separated by spaces
   */
  private static Set<String> granted(Optional<String> narrowed, Rights held) {
    if (narrowed.isEmpty()) {
      return held.everyday();
    }
    Set<String> scopes = new TreeSet<>(List.of(narrowed.get().split(" ")));
    scopes.retainAll(
        AdministrativeScope.isAmong(scopes) ? held.administrative() : held.grantable());
    return scopes;
  }

  /**
   * Returns whether a token with at least one of these scopes could be issued now.
   *
   * @param narrowed the scopes to which the session was narrowed, separated by spaces
   * @param organization the organisation in which the token would act
   */
  public boolean grants(
      long accountId,
      Optional<String> narrowed,
      Optional<String> organization,
      Set<String> scopes) {
    Rights own = rights.apply(accountId);
    Rights held =
        organization.flatMap(id -> organizations.find(accountId, id)).map(own::in).orElse(own);
    return granted(narrowed, held).stream().anyMatch(scopes::contains);
  }

  /** Returns whether an account is a member of an organisation. */
  public boolean isMember(long accountId, String organization) {
    return organizations.find(accountId, organization).isPresent();
  }

  /** Returns whether a token with at least one scope could be issued in a session now. */
  public boolean grantsAny(LiveSession session) {
    return session.scope().isEmpty() || !granted(session.scope(), held(session)).isEmpty();
  }

  /** Returns whether a token with all of these scopes could be issued in a session now. */
  public boolean grantsAll(LiveSession session, Set<String> scopes) {
    return granted(session.scope(), held(session)).containsAll(scopes);
  }

  /**
   * Returns whether the account of a session may act in the session's organisation. Also true if
   * the session has no organisation.
   */
  public boolean isMember(LiveSession session) {
    return session.organization().isEmpty() || in(session).isPresent();
  }

  private Rights held(LiveSession session) {
    Rights own = rights.apply(session.accountId());
    return in(session).map(own::in).orElse(own);
  }

  private Optional<OrganizationRights> in(LiveSession session) {
    return session.organization().flatMap(id -> organizations.find(session.accountId(), id));
  }

  /**
   * Returns the maximum length of a token, in characters. The maximum holds for any account at any
   * time: it is computed with the largest numbers and the longest ids.
   */
  public static int largestLength(TokenProfile profile, SigningAlgorithm algorithm) {
    String id = new RandomIds().next();
    TokenClaims greatest =
        new TokenClaims(
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            id,
            LAST_SECOND,
            id,
            TokenScope.of(Set.of("s".repeat(RoleFeature.CLAIM_BYTES))),
            Long.MAX_VALUE,
            profile.roles() ? List.of("r".repeat(RoleFeature.CLAIM_BYTES)) : List.of(),
            true,
            false, // a key's claim is shorter than an actor's, and no token has both
            Optional.of(Long.MAX_VALUE),
            Optional.of(new TokenClaims.Organization(id, "member")),
            Optional.of(TokenClaims.Context.of(AuthenticationMethods.LONGEST)),
            LAST_SECOND,
            LAST_SECOND);
    Map<String, Object> attributes =
        profile.attributes().isEmpty()
            ? Map.of()
            : Map.of("a", "a".repeat(RoleFeature.CLAIM_BYTES));
    SignedJWT token =
        new SignedJWT(
            SigningKey.header(algorithm.hasPublicKeys() ? THUMBPRINT : id, algorithm),
            greatest.write(attributes, profile));
    int signature = Base64URL.encode(new byte[algorithm.signatureBytes()]).toString().length();
    int own = token.getSigningInput().length + 1 + signature;
    return Math.max(own, ClientTokenIssuer.largestLength(profile, algorithm));
  }

  private Instant expiry(LiveSession session, Instant now) {
    return Stream.of(
            session.impersonated() ? session.endsAt() : now.plus(profile.duration()),
            session.endsAt().truncatedTo(ChronoUnit.SECONDS),
            session
                .authenticatedAt()
                .truncatedTo(ChronoUnit.SECONDS)
                .plus(profile.sessionDuration()))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }
}
