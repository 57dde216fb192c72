package dev.restauth.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.token.TokenProfile.Claims;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The claims of an access token that was issued to an OAuth client. Times are seconds since the
 * epoch.
 *
 * @param clientId the id of the client, never {@value TokenProfile#CLIENT_ID}
 * @param audience the resources that the token is for, not empty
 * @param accountId the account of the user; empty if the client acts for itself
 * @param generation the generation of the account, or of the client if the client acts for itself
 * @param authenticatedAt the time at which the user was authenticated; if the client acts for
 *     itself, the time at which the client was authenticated
 * @param rights the number of the last change of rights before the token was issued; 0 if the token
 *     does not contain this number
 * @param context the context of the user's authentication; empty if the token does not contain it
 */
record ClientClaims(
    String clientId,
    List<String> audience,
    Optional<Long> accountId,
    long generation,
    String sessionId,
    long authenticatedAt,
    String tokenId,
    TokenScope scope,
    long rights,
    Optional<TokenClaims.Context> context,
    long issuedAt,
    long expiresAt)
    implements SignedClaims.Dated {

  ClientClaims {
    audience = List.copyOf(audience);
  }

  /**
   * Returns the claim {@code sub}: the id of the account, or of the client if the client acts for
   * itself.
   */
  String subject() {
    return accountId.map(id -> Long.toString(id)).orElse(clientId);
  }

  /**
   * Parses claims. Returns empty if a claim is missing or has the wrong type, or if the issuer is
   * another server. Also returns empty if the token was not issued to a client, or is bound to a
   * key (RFC 7800). A token that is bound to a key is not a Bearer token.
   */
  static Optional<ClientClaims> read(JWTClaimsSet claims, TokenProfile profile) {
    try {
      String clientId = claims.getStringClaim(Claims.CLIENT_ID);
      Long generation = claims.getLongClaim(Claims.GENERATION);
      Long authenticatedAt = claims.getLongClaim(Claims.AUTHENTICATED_AT);
      String sessionId = claims.getStringClaim(Claims.SESSION_ID);
      Optional<TokenScope> scope =
          Optional.ofNullable(claims.getStringClaim(Claims.SCOPE)).flatMap(TokenScope::of);
      Long rights = claims.getLongClaim(Claims.RIGHTS);
      Optional<Long> accountId = Optional.ofNullable(claims.getLongClaim(Claims.ACCOUNT_ID));
      if (!profile.issuer().equals(claims.getIssuer())
          || clientId == null
          || clientId.equals(TokenProfile.CLIENT_ID)
          || claims.getClaims().containsKey(Claims.CONFIRMATION)
          || claims.getClaims().containsKey(Claims.ACTOR)
          || claims.getAudience().isEmpty()
          || claims.getAudience().stream().anyMatch(Objects::isNull)
          || claims.getExpirationTime() == null
          || claims.getIssueTime() == null
          || claims.getNotBeforeTime() != null
          || claims.getJWTID() == null
          || generation == null
          || authenticatedAt == null
          || sessionId == null
          || scope.isEmpty()
          || (rights != null && rights < 0)
          || !accountId.map(id -> Long.toString(id)).orElse(clientId).equals(claims.getSubject())) {
        return Optional.empty();
      }
      return Optional.of(
          new ClientClaims(
              clientId,
              claims.getAudience(),
              accountId,
              generation,
              sessionId,
              authenticatedAt,
              claims.getJWTID(),
              scope.get(),
              rights == null ? 0 : rights,
              TokenClaims.context(claims),
              TokenClaims.seconds(claims.getIssueTime()),
              TokenClaims.seconds(claims.getExpirationTime())));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /** Writes the claims in the form that {@link #read} parses. */
  JWTClaimsSet write(TokenProfile profile) {
    JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
    if (rights > 0) {
      set.claim(Claims.RIGHTS, rights);
    }
    context.ifPresent(
        known -> set.claim(Claims.ACR, known.acr().text()).claim(Claims.AMR, known.amr()));
    accountId.ifPresent(id -> set.claim(Claims.ACCOUNT_ID, id));
    return set.issuer(profile.issuer())
        .subject(subject())
        .audience(audience)
        .expirationTime(Date.from(Instant.ofEpochSecond(expiresAt)))
        .issueTime(Date.from(Instant.ofEpochSecond(issuedAt)))
        .jwtID(tokenId)
        .claim(Claims.CLIENT_ID, clientId)
        .claim(Claims.SCOPE, scope.text())
        .claim(Claims.SESSION_ID, sessionId)
        .claim(Claims.AUTHENTICATED_AT, authenticatedAt)
        .claim(Claims.GENERATION, generation)
        .build();
  }

  @Override
  public Duration longest(TokenProfile profile) {
    return profile.duration();
  }
}
