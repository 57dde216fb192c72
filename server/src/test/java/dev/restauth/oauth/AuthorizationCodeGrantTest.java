package dev.restauth.oauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.ClientScene.CALLBACK;
import static dev.restauth.oauth.ClientScene.ORDERS;
import static dev.restauth.oauth.ClientScene.STOCK;
import static dev.restauth.oauth.ClientScene.VERIFIER;
import static dev.restauth.oauth.ClientScene.access;
import static dev.restauth.oauth.ClientScene.challenge;
import static dev.restauth.oauth.ClientScene.claims;
import static dev.restauth.oauth.ClientScene.encoded;
import static dev.restauth.oauth.ClientScene.error;
import static dev.restauth.oauth.ClientScene.good;
import static dev.restauth.oauth.ClientScene.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Authorization codes that clients redeem for tokens. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class AuthorizationCodeGrantTest {
  private static final String SHOP = "shop";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock).on(() -> database).withAccount("miguel", "python");

  private final ClientScene scene = new ClientScene(server);
  private final RoleScene roles = new RoleScene(server);
  private String secret = "";

  @BeforeEach
  void clients() {
    roles.define("buyer", "orders:read");
    roles.assign("buyer", "miguel");
    scene.publicClient(SHOP);
    scene.publicClient("other");
    secret = scene.confidential("backend");
  }

  private String code() {
    return scene.code(SHOP, "miguel");
  }

  private Reply redeem(String code, String more) {
    return scene.token("grant_type=authorization_code&client_id=" + SHOP + "&code=" + code + more);
  }

  private static AuthorizationCode with(
      AuthorizationCode code,
      Optional<String> challenge,
      Optional<String> browser,
      String scope,
      Optional<String> audience) {
    return new AuthorizationCode(
        code.clientId(),
        code.redirectUri(),
        code.redirectUriGiven(),
        code.accountId(),
        code.generation(),
        code.methods(),
        code.authenticatedAt(),
        browser,
        scope,
        audience,
        code.offline(),
        challenge,
        code.nonce(),
        code.claims(),
        code.endsAt(),
        code.sessionId());
  }

  @Test
  void isRedeemedForTokensOfTheUser() {
    Reply reply = good(scene.redeem(SHOP, code()));

    assertThat(reply.header("cache-control")).hasValue("no-store");
    assertThat(reply.header("pragma")).hasValue("no-cache");
    assertThat(reply.json().get("token_type").asText()).isEqualTo("Bearer");
    assertThat(reply.json().get("expires_in").asLong()).isEqualTo(600);
    assertThat(reply.json().get("scope").asText()).isEqualTo("openid orders:read");
    assertThat(refreshToken(reply)).matches("restauth_crt_[0-9A-Za-z]{71}");
    JWTClaimsSet claims = claims(access(reply));
    Account account = server.account("miguel");
    assertThat(claims.getSubject()).isEqualTo(Long.toString(account.id()));
    assertThat(claims.getClaims())
        .containsEntry("client_id", SHOP)
        .containsEntry("scope", "openid orders:read")
        .containsEntry("id", account.id())
        .containsEntry("gen", account.generation())
        .containsEntry("acr", "1")
        .containsEntry("amr", List.of("pwd"))
        .containsEntry("auth_time", clock.instant().minusSeconds(5).getEpochSecond())
        .containsKeys("sid", "jti", "iat", "exp")
        .doesNotContainKeys("roles", "cnf", "narrowed");
    assertThat(claims.getAudience()).containsExactly(ORDERS);
    assertThat(scene.isActive(access(reply), "backend", secret)).isTrue();
  }

  @Test
  void aSecondUseRevokesTheSession() {
    String code = code();
    Reply first = good(scene.redeem(SHOP, code));
    clock.move(Duration.ofMinutes(2));

    assertThat(error(scene.redeem(SHOP, code))).isEqualTo("400 invalid_grant");
    assertThat(scene.isActive(access(first), "backend", secret)).isFalse();
    assertThat(error(scene.refresh(SHOP, refreshToken(first)))).isEqualTo("400 invalid_grant");
    assertThat(error(scene.redeem(SHOP, code))).isEqualTo("400 invalid_grant");
  }

  @Test
  void aStrangerWithOnlyTheCodeRevokesNothing() {
    String code = code();
    Reply first = good(scene.redeem(SHOP, code));

    assertThat(error(redeem(code, "&code_verifier=" + "x".repeat(43))))
        .isEqualTo("400 invalid_grant");
    assertThat(error(scene.redeem("other", code))).isEqualTo("400 invalid_grant");
    assertThat(scene.isActive(access(first), "backend", secret)).isTrue();
  }

  @Test
  void theCodeOfAnotherClientIsRefusedAndNotUsedUp() {
    String code = code();

    assertThat(error(scene.redeem("other", code))).isEqualTo("400 invalid_grant");
    assertThat(
            error(
                scene.token(
                    "grant_type=authorization_code&code=" + code, basic("backend", secret))))
        .isEqualTo("400 invalid_grant");
    good(scene.redeem(SHOP, code));
  }

  @Test
  void needsTheVerifierOfItsChallengeAndNoOther() {
    String code = code();
    String uri = "&redirect_uri=" + encoded(CALLBACK);

    for (String verifier :
        List.of(
            "",
            "&code_verifier=",
            "&code_verifier=" + VERIFIER.toLowerCase(Locale.ROOT),
            "&code_verifier=" + challenge(VERIFIER),
            "&code_verifier=" + VERIFIER + "x",
            "&code_verifier=" + "x".repeat(42),
            "&code_verifier=" + "x".repeat(129))) {
      assertThat(error(redeem(code, uri + verifier))).as(verifier).isEqualTo("400 invalid_grant");
    }
    good(redeem(code, uri + "&code_verifier=" + VERIFIER));
  }

  @Test
  void refusesAVerifierWhoseChallengeWasRemoved() {
    String code =
        scene.code(
            SHOP,
            "miguel",
            it -> with(it, Optional.empty(), Optional.empty(), it.scope(), it.audience()));

    assertThat(error(scene.redeem(SHOP, code))).isEqualTo("400 invalid_grant");
    good(redeem(code, "&redirect_uri=" + encoded(CALLBACK)));
  }

  @Test
  void aVerifierHas43To128Characters() {
    for (int length : new int[] {43, 128}) {
      String verifier = "a".repeat(length);
      String code =
          scene.code(
              SHOP,
              "miguel",
              it ->
                  with(
                      it,
                      Optional.of(challenge(verifier)),
                      Optional.empty(),
                      it.scope(),
                      it.audience()));
      good(redeem(code, "&code_verifier=" + verifier));
    }
    for (String verifier : List.of("a".repeat(42), "a".repeat(129), "+".repeat(43))) {
      String code =
          scene.code(
              SHOP,
              "miguel",
              it ->
                  with(
                      it,
                      Optional.of(challenge(verifier)),
                      Optional.empty(),
                      it.scope(),
                      it.audience()));
      assertThat(error(redeem(code, "&code_verifier=" + encoded(verifier))))
          .isEqualTo("400 invalid_grant");
    }
  }

  @Test
  void theRedirectUriMustBeTheSame() {
    String code = code();
    String verifier = "&code_verifier=" + VERIFIER;

    for (String uri : List.of(CALLBACK + "/", CALLBACK + "?a=b", "https://evil.example.org/")) {
      assertThat(error(redeem(code, verifier + "&redirect_uri=" + encoded(uri))))
          .isEqualTo("400 invalid_grant");
    }
    good(redeem(code, verifier)); // OAuth 2.1 requires no redirect URI here
    String unprotected =
        scene.code(
            SHOP,
            "miguel",
            it -> with(it, Optional.empty(), Optional.empty(), it.scope(), it.audience()));
    assertThat(error(redeem(unprotected, ""))).isEqualTo("400 invalid_grant");
  }

  @Test
  void endsAfterAMinute() {
    String late = code();
    clock.move(Duration.ofSeconds(60));
    assertThat(error(scene.redeem(SHOP, late))).isEqualTo("400 invalid_grant");

    String inTime = code();
    clock.move(Duration.ofSeconds(59));
    good(scene.redeem(SHOP, inTime));
  }

  @Test
  void endsWithTheGenerationOfTheAccount() {
    String code = code();
    Account account = server.account("miguel");
    server
        .notifyingStore()
        .inTransaction(
            tx -> new RevokingAccountRows(tx).revokeAllTokens(account.id(), account.generation()));

    assertThat(error(scene.redeem(SHOP, code))).isEqualTo("400 invalid_grant");
  }

  @Test
  void endsWithTheSessionOfTheBrowser() {
    String code =
        scene.code(
            SHOP,
            "miguel",
            it -> with(it, it.codeChallenge(), Optional.of("none"), it.scope(), it.audience()));

    assertThat(error(scene.redeem(SHOP, code))).isEqualTo("400 invalid_grant");
  }

  @Test
  void aClientCanUseOnlyItsGrants() {
    assertThat(error(scene.token("grant_type=client_credentials&client_id=" + SHOP)))
        .isEqualTo("400 unauthorized_client");
    assertThat(error(scene.token("grant_type=authorization_code&code=x")))
        .isEqualTo("400 unauthorized_client");
  }

  @Test
  void theClientMustAuthenticateAsItIsRegistered() {
    String code = scene.code("backend", "miguel");

    assertThat(error(scene.redeem("backend", code))).isEqualTo("401 invalid_client");
    Reply wrong = scene.token("grant_type=authorization_code&code=" + code, basic("backend", "x"));
    assertThat(error(wrong)).isEqualTo("401 invalid_client");
    assertThat(wrong.header("www-authenticate")).hasValue("Basic realm=\"OAuth client\"");
    assertThat(error(scene.redeem("nobody", code))).isEqualTo("401 invalid_client");
    good(
        scene.token(
            "grant_type=authorization_code&code=" + code + "&code_verifier=" + VERIFIER,
            basic("backend", secret)));
  }

  @Test
  void grantsOnlyRightsOfTheAccount() {
    String code =
        scene.code(
            SHOP,
            "miguel",
            it ->
                with(
                    it,
                    it.codeChallenge(),
                    it.browserSessionId(),
                    "orders:read orders:write",
                    it.audience()));
    assertThat(good(scene.redeem(SHOP, code)).json().get("scope").asText())
        .isEqualTo("orders:read");
    String none =
        scene.code(
            SHOP,
            "miguel",
            it ->
                with(
                    it,
                    it.codeChallenge(),
                    it.browserSessionId(),
                    "orders:write api users:read",
                    it.audience()));
    assertThat(error(scene.redeem(SHOP, none))).isEqualTo("400 invalid_scope");
  }

  @Test
  void theResourcesOfTheRequestBecomeTheAudience() {
    String both =
        "&resource=" + encoded(STOCK) + "&resource=" + encoded("HTTPS://Orders.example.org");
    String uri = "&code_verifier=" + VERIFIER;

    assertThat(claims(access(redeem(code(), uri + both))).getAudience())
        .containsExactly(STOCK, ORDERS);
    assertThat(claims(access(redeem(code(), uri + "&resource=" + encoded(STOCK)))).getAudience())
        .containsExactly(STOCK);
    String code = code();
    assertThat(error(redeem(code, uri + "&resource=" + encoded("https://evil.example.org"))))
        .isEqualTo("400 invalid_target");
    good(redeem(code, uri));

    String granted =
        scene.code(
            SHOP,
            "miguel",
            it ->
                with(
                    it,
                    it.codeChallenge(),
                    it.browserSessionId(),
                    it.scope(),
                    Optional.of(ORDERS)));
    assertThat(error(redeem(granted, uri + "&resource=" + encoded(STOCK))))
        .isEqualTo("400 invalid_target");
    assertThat(claims(access(redeem(granted, uri))).getAudience()).containsExactly(ORDERS);
  }

  @Test
  void isRecorded() {
    String code = code();
    scene.redeem(SHOP, code);
    scene.redeem(SHOP, code);

    clock.move(Duration.ofMinutes(1));
    eventually(
        "both events are numbered",
        () ->
            Stream.of("client.session_begun", "authorization_code.reused", "shop")
                .allMatch(
                    server.calls().get("/api/me/events", basic("miguel", "python")).body()
                        ::contains));
  }
}
