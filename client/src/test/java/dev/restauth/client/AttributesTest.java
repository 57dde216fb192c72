package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.client.ProtectedApi.Guard;
import dev.restauth.client.spring.RevocationAwareJwtDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

/** Attributes of an account that the operator selected as claims, and that a service reads. */
class AttributesTest {
  private static final Map<String, Object> ATTRIBUTES =
      Map.of("department", "sales", "number", 4711L, "external", false, "teams", List.of("a", "b"));

  private static JWTClaimsSet.Builder claims() {
    return Tokens.claims(START, "live")
        .claim("rgt", 7)
        .claim("roles", List.of("editor"))
        .claim("org", "acme")
        .claim("org_role", "member")
        .claim("key_id", "live")
        .claim("act", Map.of("sub", "7"))
        .claim("narrowed", true);
  }

  private static String signed(JWTClaimsSet.Builder claims) {
    return Tokens.signed(Tokens.KEY, claims.build());
  }

  @Test
  void attributesAreThoseOfTheToken() throws IOException {
    try (Guard guard = new Guard()) {
      JWTClaimsSet.Builder claims = claims();
      ATTRIBUTES.forEach(claims::claim);
      assertThat(guard.verifier().verify(signed(claims)).orElseThrow().attributes())
          .isEqualTo(ATTRIBUTES);
    }
  }

  @Test
  void claimsWithAStandardMeaningAreNotAttributes() throws IOException {
    try (Guard guard = new Guard()) {
      assertThat(guard.verifier().verify(signed(claims())).orElseThrow().attributes()).isEmpty();
    }
  }

  @Test
  void valuesThatTheServerNeverSendsAreNotShown() throws IOException {
    try (Guard guard = new Guard()) {
      JWTClaimsSet.Builder claims =
          claims()
              .claim("object", Map.of("a", "b"))
              .claim("fraction", 1.5)
              .claim("mixed", List.of("a", 1))
              .claim("department", "sales");
      assertThat(guard.verifier().verify(signed(claims)).orElseThrow().attributes())
          .isEqualTo(Map.of("department", "sales"));
    }
  }

  @Test
  void attributesAreClaimsInSpring() throws IOException {
    try (Guard guard = new Guard()) {
      JWTClaimsSet.Builder claims = claims();
      ATTRIBUTES.forEach(claims::claim);
      Jwt jwt = new RevocationAwareJwtDecoder(guard.verifier()).decode(signed(claims));
      assertThat(jwt.getClaims()).containsAllEntriesOf(ATTRIBUTES);
    }
  }
}
