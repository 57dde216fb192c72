package dev.restauth.oauth.authentication;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.JWK;
import dev.restauth.oauth.client.Client;
import dev.restauth.oauth.client.Client.AuthenticationMethod;
import dev.restauth.token.ClientSignatures;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The method {@code private_key_jwt}: a JWT that the client signs (RFC 7523 section 3, OpenID
 * Connect Core section 9). The audience is the issuer or an endpoint. An assertion can be used only
 * once.
 */
record SignedAssertion(SpentAssertions spent, AssertionKeys keys, InstantSource clock)
    implements AuthenticationWay {
  private static final String ASSERTION = "client_assertion";
  private static final String TYPE = "client_assertion_type";
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final int LENGTH_AT_MOST = 8 * 1024;

  @Override
  public AuthenticationMethod method() {
    return AuthenticationMethod.PRIVATE_KEY_JWT;
  }

  @Override
  public boolean isIn(ClientRequest request) {
    return request.parameter(ASSERTION).isPresent() || request.parameter(TYPE).isPresent();
  }

  @Override
  public Presented read(ClientRequest request) {
    Optional<String> assertion = request.parameter(ASSERTION);
    if (assertion.isEmpty() || !request.parameter(TYPE).equals(Optional.of(JWT_BEARER))) {
      return new Presented.Malformed(
          "Send client_assertion together with client_assertion_type=" + JWT_BEARER + ".");
    }
    Optional<JWSObject> jws = parse(assertion.get());
    Optional<AssertionClaims> claims =
        jws.flatMap(each -> AssertionClaims.read(each.getPayload().toBytes()));
    Optional<String> id = claims.flatMap(AssertionClaims::clientId);
    if (id.isEmpty()) {
      return new Presented.Invalid();
    }
    if (request.parameter("client_id").filter(named -> !named.equals(id.get())).isPresent()) {
      return new Presented.Malformed("The assertion and client_id name different clients.");
    }
    List<String> audiences = new ArrayList<>(request.endpoints());
    audiences.add(request.issuer());
    return new Presented.Credentials(
        id.get(), client -> isProof(client, jws.get(), claims.get(), audiences));
  }

  private static Optional<JWSObject> parse(String assertion) {
    try {
      return assertion.length() > LENGTH_AT_MOST
          ? Optional.empty()
          : Optional.of(JWSObject.parse(assertion));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isProof(
      Client client, JWSObject jws, AssertionClaims claims, List<String> audiences) {
    Instant now = clock.instant();
    return claims.isFor(audiences)
        && claims.isTimely(now)
        && claims.jti().isPresent()
        && isSigned(client, jws)
        && spent.spend(client.id(), claims.jti().get(), claims.end(now));
  }

  /**
   * Returns whether one of the client's keys has signed the assertion. If the cached set lacks the
   * key, the key may be new, so the set is fetched again.
   */
  private boolean isSigned(Client client, JWSObject jws) {
    if (!ClientSignatures.isSupported(jws)) {
      return false;
    }
    List<JWK> known = ClientSignatures.candidates(jws, keys.of(client));
    List<JWK> candidates =
        known.isEmpty() ? ClientSignatures.candidates(jws, keys.refetched(client)) : known;
    return candidates.stream().anyMatch(key -> ClientSignatures.isSignedBy(jws, key));
  }
}
