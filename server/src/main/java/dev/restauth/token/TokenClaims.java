package dev.restauth.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.assurance.Acr;
import dev.restauth.assurance.AuthenticationMethods;
import dev.restauth.role.OrganizationRights;
import dev.restauth.session.SessionPolicy;
import dev.restauth.token.TokenProfile.Claims;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The claims that are checked in a token, except issuer, audience and client id, which are the same
 * in all tokens of this server. Times are seconds since the epoch.
 *
 * @param rights the number of the last change of rights before the token was issued; 0 if the token
 *     does not contain this number
 * @param roles the account's roles, if the token contains them
 * @param narrowed whether the token has fewer scopes than its session grants
 * @param ofKey whether the token was issued for a personal key; the session id is then the id of
 *     the key
 * @param actor the administrator who acts as the owner of the account, if the session is
 *     impersonated
 * @param organization the organisation in which the token acts
 * @param context the context of the user's authentication; empty if the token does not contain it
 */
record TokenClaims(
    long accountId,
    long generation,
    String sessionId,
    long authenticatedAt,
    String tokenId,
    TokenScope scope,
    long rights,
    List<String> roles,
    boolean narrowed,
    boolean ofKey,
    Optional<Long> actor,
    Optional<Organization> organization,
    Optional<Context> context,
    long issuedAt,
    long expiresAt)
    implements SignedClaims.Dated {

  private static final Pattern SUBJECT = Pattern.compile("[0-9]{1,18}");

  /**
   * The organisation in which a token acts.
   *
   * @param role the role of the account in the organisation
   */
  record Organization(String id, String role) {}

  /**
   * The context of an authentication.
   *
   * @param acr the class of the authentication
   * @param amr the methods of the authentication (RFC 8176)
   */
  record Context(Acr acr, List<String> amr) {
    static Context of(AuthenticationMethods methods) {
      return new Context(methods.acr(), methods.amr());
    }
  }

  /**
   * Creates the claims of a token that belongs to the account's owner and acts in no organisation.
   */
  TokenClaims(
      long accountId,
      long generation,
      String sessionId,
      long authenticatedAt,
      String tokenId,
      TokenScope scope,
      long rights,
      List<String> roles,
      boolean narrowed,
      long issuedAt,
      long expiresAt) {
    this(
        accountId,
        generation,
        sessionId,
        authenticatedAt,
        tokenId,
        scope,
        rights,
        roles,
        narrowed,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        issuedAt,
        expiresAt);
  }

  /** Returns the names of the roles whose changes make the token outdated. */
  List<String> marks() {
    return organization
        .map(
            in ->
                Stream.of(roles, OrganizationRights.marks(in.id(), in.role()))
                    .flatMap(List::stream)
                    .toList())
        .orElse(roles);
  }

  /**
   * Parses claims. Returns empty if a claim is missing or has the wrong type, or if this server did
   * not issue the token for its own calls.
   */
  static Optional<TokenClaims> read(JWTClaimsSet claims, TokenProfile profile) {
    try {
      if (!profile.issuer().equals(claims.getIssuer())
          || claims.getAudience().size() != 1
          || !profile.audience().equals(claims.getAudience().getFirst())
          || !TokenProfile.CLIENT_ID.equals(claims.getStringClaim(Claims.CLIENT_ID))
          || claims.getClaims().containsKey(Claims.CONFIRMATION) // bound to a key (RFC 7800)
          || claims.getExpirationTime() == null
          || claims.getIssueTime() == null) {
        return Optional.empty();
      }
      Long id = claims.getLongClaim(Claims.ACCOUNT_ID);
      Long generation = claims.getLongClaim(Claims.GENERATION);
      Long authenticatedAt = claims.getLongClaim(Claims.AUTHENTICATED_AT);
      String sessionId = claims.getStringClaim(Claims.SESSION_ID);
      Optional<TokenScope> scope =
          Optional.ofNullable(claims.getStringClaim(Claims.SCOPE)).flatMap(TokenScope::of);
      Long rights = claims.getLongClaim(Claims.RIGHTS);
      Boolean narrowed = claims.getBooleanClaim(Claims.NARROWED);
      List<String> roles = claims.getStringListClaim(Claims.ROLES);
      Optional<Long> actor = actor(claims);
      boolean ofKey = claims.getClaims().containsKey(Claims.KEY_ID);
      String organization = claims.getStringClaim(Claims.ORGANIZATION);
      String organizationRole = claims.getStringClaim(Claims.ORGANIZATION_ROLE);
      if (id == null
          || (organization == null) != (organizationRole == null)
          || scope.isEmpty()
          || (roles != null && roles.contains(null))
          || (rights != null && rights < 0)
          || claims.getJWTID() == null
          || generation == null
          || authenticatedAt == null
          || sessionId == null
          || (ofKey && !sessionId.equals(claims.getStringClaim(Claims.KEY_ID)))
          || !hasNotBefore(claims, actor.isPresent() || ofKey)
          || !Long.toString(id).equals(claims.getSubject())) {
        return Optional.empty();
      }
      return Optional.of(
          new TokenClaims(
              id,
              generation,
              sessionId,
              authenticatedAt,
              claims.getJWTID(),
              scope.get(),
              rights == null ? 0 : rights,
              roles == null ? List.of() : List.copyOf(roles),
              narrowed != null && narrowed,
              ofKey,
              actor,
              organization == null || organizationRole == null
                  ? Optional.empty()
                  : Optional.of(new Organization(organization, organizationRole)),
              context(claims),
              seconds(claims.getIssueTime()),
              seconds(claims.getExpirationTime())));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Writes the claims in the form that {@link #read} parses.
   *
   * @param attributes the attributes that become further claims
   */
  JWTClaimsSet write(Map<String, Object> attributes, TokenProfile profile) {
    JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
    attributes.forEach(set::claim);
    if (rights > 0) {
      set.claim(Claims.RIGHTS, rights);
    }
    if (!roles.isEmpty()) {
      set.claim(Claims.ROLES, roles);
    }
    if (narrowed) {
      set.claim(Claims.NARROWED, true);
    }
    actor.ifPresent(
        administrator ->
            set.claim(Claims.ACTOR, Map.of(Claims.ACTOR_SUBJECT, Long.toString(administrator))));
    if (ofKey) {
      set.claim(Claims.KEY_ID, sessionId);
    }
    if (actor.isPresent() || ofKey) {
      // Servers of an older version on the same database accept no token with this claim. Without
      // the claim, they would mistake the token for one that a log-in obtained.
      set.notBeforeTime(Date.from(Instant.ofEpochSecond(issuedAt)));
    }
    organization.ifPresent(
        in -> set.claim(Claims.ORGANIZATION, in.id()).claim(Claims.ORGANIZATION_ROLE, in.role()));
    context.ifPresent(
        known -> set.claim(Claims.ACR, known.acr().text()).claim(Claims.AMR, known.amr()));
    return set.issuer(profile.issuer())
        .subject(Long.toString(accountId))
        .audience(profile.audience())
        .expirationTime(Date.from(Instant.ofEpochSecond(expiresAt)))
        .issueTime(Date.from(Instant.ofEpochSecond(issuedAt)))
        .jwtID(tokenId)
        .claim(Claims.CLIENT_ID, TokenProfile.CLIENT_ID)
        .claim(Claims.SCOPE, scope.text())
        .claim(Claims.ACCOUNT_ID, accountId)
        .claim(Claims.SESSION_ID, sessionId)
        .claim(Claims.AUTHENTICATED_AT, authenticatedAt)
        .claim(Claims.GENERATION, generation)
        .build();
  }

  /** Reads the context of the authentication; empty if an older version issued the token. */
  static Optional<Context> context(JWTClaimsSet claims) throws ParseException {
    String acr = claims.getStringClaim(Claims.ACR);
    List<String> amr = claims.getStringListClaim(Claims.AMR);
    return acr == null
        ? Optional.empty()
        : Acr.of(acr).map(known -> new Context(known, amr == null ? List.of() : List.copyOf(amr)));
  }

  /**
   * Reads the actor, and fails if it is malformed. If a malformed actor were ignored, the token
   * would count as the owner's own.
   */
  private static Optional<Long> actor(JWTClaimsSet claims) throws ParseException {
    if (!claims.getClaims().containsKey(Claims.ACTOR)) {
      return Optional.empty();
    }
    Map<String, Object> actor = claims.getJSONObjectClaim(Claims.ACTOR);
    if (actor == null
        || !actor.keySet().equals(Set.of(Claims.ACTOR_SUBJECT))
        || !(actor.get(Claims.ACTOR_SUBJECT) instanceof String subject)
        || !SUBJECT.matcher(subject).matches()) {
      throw new ParseException("the actor is no account", 0);
    }
    return Optional.of(Long.parseLong(subject));
  }

  /**
   * Returns whether {@code nbf} is as required. It must be missing in a token of the account's
   * owner, and must equal {@code iat} in any other token.
   */
  private static boolean hasNotBefore(JWTClaimsSet claims, boolean required) {
    Date notBefore = claims.getNotBeforeTime();
    return required
        ? notBefore != null && seconds(notBefore) == seconds(claims.getIssueTime())
        : notBefore == null;
  }

  @SuppressWarnings("JavaUtilDate") // Nimbus uses Date
  static long seconds(Date date) {
    return Math.floorDiv(date.getTime(), 1000L);
  }

  @Override
  public Duration longest(TokenProfile profile) {
    return actor.isPresent() ? SessionPolicy.IMPERSONATION : profile.duration();
  }
}
