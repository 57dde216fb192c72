package dev.restauth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.stream.Collectors;

/** Tokens like those of the server, but signed with a test key. */
final class Tokens {
  static final String ISSUER = "https://auth.example.com";
  static final String AUDIENCE = "https://api.example.com";
  static final ECKey KEY = ecKey("key-1");

  private Tokens() {}

  static ECKey ecKey(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the member {@code keys} of a key set. */
  static String keys(JWK... keys) {
    return Arrays.stream(keys)
        .map(key -> JSONObjectUtils.toJSONString(key.toPublicJWK().toJSONObject()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  static JWSHeader header(ECKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.ES256)
        .type(new JOSEObjectType("at+jwt"))
        .keyID(key.getKeyID())
        .build();
  }

  /** Returns claims of account 42, generation 3, valid for ten minutes. */
  @SuppressWarnings("JavaUtilDate") // Nimbus uses Date
  static JWTClaimsSet.Builder claims(Instant now, String sessionId) {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .subject("42")
        .claim("id", 42)
        .claim("client_id", "restauth")
        .claim("scope", "api")
        .jwtID("token-of-" + sessionId)
        .claim("sid", sessionId)
        .claim("gen", 3)
        .claim("auth_time", now.getEpochSecond())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(600)));
  }

  static String signed(ECKey key, JWTClaimsSet claims) {
    return signed(header(key), key, claims);
  }

  static String signed(JWSHeader header, ECKey key, JWTClaimsSet claims) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the ES256 signature of any text, in base64url. */
  static String es256(ECKey key, String input) {
    try {
      return new ECDSASigner(key)
          .sign(new JWSHeader(JWSAlgorithm.ES256), input.getBytes(StandardCharsets.UTF_8))
          .toString();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a token that is valid at {@code now}. */
  static String good(Instant now, String sessionId) {
    return signed(KEY, claims(now, sessionId).build());
  }
}
