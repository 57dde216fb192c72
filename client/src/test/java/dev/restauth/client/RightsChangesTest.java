package dev.restauth.client;

import static dev.restauth.client.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes of rights, and the cached tokens that they affect. */
class RightsChangesTest {
  private static final long NOW = START.getEpochSecond();
  private static final AcceptanceTerms TERMS = new AcceptanceTerms("", "", 0);
  private static final VerificationKey KEY =
      VerificationKey.read(Tokens.KEY.toPublicJWK().toJSONObject()).orElseThrow();
  private static final int TOKENS = 10_000;

  /**
   * The cached tokens were already compared with all earlier revocations, so only the change can
   * affect them.
   */
  @Test
  void changeOfARoleIsComparedWithEachCachedToken() {
    Revocations revocations = new Revocations();
    revocations.addSession("ended", NOW + 600);
    List<CachedToken> tokens = new ArrayList<>();
    for (int i = 0; i < TOKENS; i++) {
      tokens.add(cached(claims(55 + i % 5, "api s" + i % 7, "r" + i % 11)));
    }
    assertThat(tokens).noneMatch(token -> token.isRevokedBy(revocations));
    revocations.addRole("r3", Set.of("s1", "s4"), 58, NOW + 600);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < TOKENS; i++) {
        boolean concerned = i % 7 == 1 || i % 7 == 4 || i % 11 == 3;
        assertThat(tokens.get(i).isRevokedBy(revocations))
            .as("token %s", i)
            .isEqualTo(concerned && 55 + i % 5 < 58);
      }
    }
  }

  @Test
  void changeOfAnAccountIsComparedWithEachCachedToken() {
    Revocations revocations = new Revocations();
    CachedToken older = cached(claims(57, "api"));
    CachedToken renewed = cached(claims(58, "api"));
    assertThat(older.isRevokedBy(revocations)).isFalse();
    assertThat(renewed.isRevokedBy(revocations)).isFalse();
    revocations.addRights("43", 58, NOW + 600);
    assertThat(older.isRevokedBy(revocations)).isFalse();
    revocations.addRights("42", 58, NOW + 600);
    assertThat(older.isRevokedBy(revocations)).isTrue();
    assertThat(renewed.isRevokedBy(revocations)).isFalse();
  }

  /**
   * The feed announces changes of organizations, and of roles in all of them, under names that no
   * account role has.
   */
  @Test
  void changeOfAnOrganizationAffectsItsTokens() throws ParseException {
    Revocations revocations = new Revocations();
    TokenClaims owner = inOrganization("A", "owner");
    TokenClaims member = inOrganization("A", "member");
    TokenClaims elsewhere = inOrganization("B", "owner");
    TokenClaims none = claims(57, "api A owner", "A", "owner");
    revocations.addRole("org/A", Set.of(), 58, NOW + 600);
    assertThat(revocations.isRevoked(owner)).isTrue();
    assertThat(revocations.isRevoked(member)).isTrue();
    assertThat(revocations.isRevoked(elsewhere)).isFalse();
    revocations.addRole("org/owner", Set.of(), 58, NOW + 600);
    assertThat(revocations.isRevoked(elsewhere)).isTrue();
    assertThat(revocations.isRevoked(none)).isFalse();
  }

  private static TokenClaims inOrganization(String id, String role) throws ParseException {
    JWTClaimsSet claims =
        Tokens.claims(START, "s")
            .claim("rgt", 57)
            .claim("scope", "api")
            .claim("org", id)
            .claim("org_role", role)
            .build();
    return TokenClaims.read(JWTClaimsSet.parse(claims.toString())).orElseThrow();
  }

  /**
   * Many readers run while a change is added. Each reader that checks afterwards sees the change.
   */
  @Test
  void addedChangeIsNeverMissed() throws Exception {
    TokenClaims claims = claims(57, "api posts:write");
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 2_000; i++) {
        boolean role = i % 2 == 0;
        CachedToken token = cached(claims);
        Revocations revocations = new Revocations();
        CyclicBarrier start = new CyclicBarrier(4);
        List<Callable<Boolean>> asking =
            Collections.nCopies(
                4,
                () -> {
                  boolean adds = start.await() == 0;
                  if (adds && role) {
                    revocations.addRole("editor", Set.of("posts:write"), 58, NOW + 1);
                  } else if (adds) {
                    revocations.addRights("42", 58, NOW + 1);
                  }
                  return token.isRevokedBy(revocations) || !adds;
                });
        for (Future<Boolean> right : threads.invokeAll(asking)) {
          assertThat(right.get()).isTrue();
        }
        assertThat(token.isRevokedBy(revocations)).isTrue();
      }
    }
  }

  @Test
  void highestNumberAllScopesAndLatestTimeCountInAnyOrder() {
    for (boolean swapped : new boolean[] {false, true}) {
      Revocations revocations = new Revocations();
      revocations.addRights("42", swapped ? 50 : 58, NOW + (swapped ? 500 : 600));
      revocations.addRights("42", swapped ? 58 : 50, NOW + (swapped ? 600 : 500));
      revocations.addRole("editor", Set.of(swapped ? "a" : "b"), swapped ? 50 : 58, NOW + 700);
      revocations.addRole("editor", Set.of(swapped ? "b" : "a"), swapped ? 58 : 50, NOW + 650);
      assertThat(revocations.size()).isEqualTo(2);
      assertThat(revocations.isRevoked(claims(57, "api"))).isTrue();
      assertThat(revocations.isRevoked(claims(58, "api a b", "editor"))).isFalse();
      revocations.removeExpired(NOW + 599);
      assertThat(revocations.isRevoked(claims(57, "api"))).isTrue();
      revocations.removeExpired(NOW + 600);
      assertThat(revocations.isRevoked(claims(57, "api"))).isFalse();
      revocations.removeExpired(NOW + 699);
      assertThat(revocations.isRevoked(claims(57, "a"))).isTrue();
      assertThat(revocations.isRevoked(claims(57, "b"))).isTrue();
      assertThat(revocations.isRevoked(claims(57, "api", "editor"))).isTrue();
      revocations.removeExpired(NOW + 700);
      assertThat(revocations.isRevoked(claims(0, "a b", "editor"))).isFalse();
      assertThat(revocations.size()).isZero();
    }
  }

  /** The roles share scopes. When the changes of one role expire, the others still apply. */
  @Test
  void hundredRolesWithAHundredScopesExpireOneByOne() {
    Revocations revocations = new Revocations();
    for (int role = 0; role < 100; role++) {
      int first = role;
      Set<String> scopes =
          Set.copyOf(IntStream.range(0, 100).mapToObj(i -> "s" + (first + i)).toList());
      revocations.addRole("r" + role, scopes, 100 + role, NOW + role + 1);
    }
    for (int role = 0; role < 100; role++) {
      // Scope s150 belongs to the roles 51 to 99.
      assertThat(revocations.isRevoked(claims(198, "s150"))).isTrue();
      assertThat(revocations.isRevoked(claims(199, "s150"))).isFalse();
      assertThat(revocations.isRevoked(claims(99 + role, "api", "r" + role))).isTrue();
      assertThat(revocations.isRevoked(claims(100 + role, "api", "r" + role))).isFalse();
      revocations.removeExpired(NOW + role + 1);
      assertThat(revocations.isRevoked(claims(99 + role, "api", "r" + role))).isFalse();
    }
    assertThat(revocations.size()).isZero();
  }

  private static CachedToken cached(TokenClaims claims) {
    return new CachedToken("text", KEY, claims, TERMS);
  }

  private static TokenClaims claims(long rights, String scope, String... roles) {
    JWTClaimsSet.Builder claims =
        Tokens.claims(START, "s").claim("rgt", rights).claim("scope", scope);
    claims = roles.length == 0 ? claims : claims.claim("roles", List.of(roles));
    try {
      return TokenClaims.read(JWTClaimsSet.parse(claims.build().toString())).orElseThrow();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }
}
