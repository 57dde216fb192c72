package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.ClientScene.CALLBACK;
import static dev.restauth.oauth.ClientScene.ORDERS;
import static dev.restauth.oauth.ClientScene.STOCK;
import static dev.restauth.oauth.ClientScene.VERIFIER;
import static dev.restauth.oauth.ClientScene.access;
import static dev.restauth.oauth.ClientScene.claims;
import static dev.restauth.oauth.ClientScene.encoded;
import static dev.restauth.oauth.ClientScene.error;
import static dev.restauth.oauth.ClientScene.good;
import static dev.restauth.oauth.ClientScene.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.oauth.client.TestClients;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Refresh tokens of clients. They are bound to their client, and rotated if the client is public.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ClientRefreshTest {
  private static final String SHOP = "shop";
  private static final String BACKEND = "backend";
  private static final String BOTH = ORDERS + " " + STOCK;

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
    secret = scene.confidential(BACKEND);
  }

  private Reply logInAtShop() {
    return good(scene.redeem(SHOP, scene.code(SHOP, "miguel")));
  }

  private Reply logInAtBackend() {
    return good(
        scene.token(
            "grant_type=authorization_code&code="
                + scene.code(BACKEND, "miguel")
                + "&code_verifier="
                + VERIFIER,
            basic(BACKEND, secret)));
  }

  private Reply refreshAtBackend(String refreshToken, String more) {
    return scene.token(
        "grant_type=refresh_token&refresh_token=" + refreshToken + more, basic(BACKEND, secret));
  }

  @Test
  void thatOfAPublicClientIsReplaced() {
    Reply first = logInAtShop();
    Reply second = good(scene.refresh(SHOP, refreshToken(first)));
    assertThat(refreshToken(second)).isNotEqualTo(refreshToken(first));
    assertThat(claims(access(second)).getClaim("sid"))
        .isEqualTo(claims(access(first)).getClaim("sid"));
    assertThat(refreshToken(good(scene.refresh(SHOP, refreshToken(first)))))
        .as("a retry")
        .isEqualTo(refreshToken(second));

    good(scene.refresh(SHOP, refreshToken(second)));
    assertThat(error(scene.refresh(SHOP, refreshToken(first)))).isEqualTo("400 invalid_grant");
    assertThat(scene.isActive(access(second), BACKEND, secret)).isFalse();
    assertThat(error(scene.refresh(SHOP, refreshToken(second)))).isEqualTo("400 invalid_grant");
  }

  @Test
  void thatOfAConfidentialClientIsNot() {
    Reply first = logInAtBackend();
    clock.move(Duration.ofDays(13));
    Reply second = good(refreshAtBackend(refreshToken(first), ""));
    assertThat(refreshToken(second)).isEqualTo(refreshToken(first));
    clock.move(Duration.ofDays(13)); // the first refresh counts as a renewal of the session
    assertThat(refreshToken(good(refreshAtBackend(refreshToken(first), ""))))
        .isEqualTo(refreshToken(first));
    clock.move(Duration.ofDays(5)); // a session lasts at most 30 days
    assertThat(error(refreshAtBackend(refreshToken(first), ""))).isEqualTo("400 invalid_grant");
  }

  @Test
  void nothingHappensIfAnotherClientPresentsIt() {
    String shop = refreshToken(logInAtShop());
    String backend = refreshToken(logInAtBackend());
    String own = new OauthCalls(server.calls()).logIn("miguel", "python").refresh();

    assertThat(error(scene.refresh("other", shop))).isEqualTo("400 invalid_grant");
    assertThat(error(refreshAtBackend(shop, ""))).isEqualTo("400 invalid_grant");
    assertThat(error(scene.refresh(SHOP, backend))).isEqualTo("400 invalid_grant");
    assertThat(error(scene.refresh("restauth", shop))).isEqualTo("400 invalid_grant");
    assertThat(error(scene.refresh(SHOP, own))).isEqualTo("400 invalid_grant");
    assertThat(error(refreshAtBackend(own, ""))).isEqualTo("400 invalid_grant");

    good(scene.refresh(SHOP, shop));
    good(refreshAtBackend(backend, ""));
    good(scene.refresh("restauth", own));
  }

  @Test
  void theScopeCanBecomeNarrowerForOneToken() {
    String token = refreshToken(logInAtBackend());

    Reply narrow = good(refreshAtBackend(token, "&scope=orders:read"));
    assertThat(narrow.json().get("scope").asText()).isEqualTo("orders:read");
    assertThat(good(refreshAtBackend(token, "")).json().get("scope").asText())
        .isEqualTo("openid orders:read");
    for (String wide : new String[] {"orders:write", "api", "profile", "openid+api"}) {
      assertThat(error(refreshAtBackend(token, "&scope=" + wide))).isEqualTo("400 invalid_scope");
    }
  }

  @Test
  void theResourceCanBeChosenForOneToken() {
    String token = refreshToken(logInAtBackend());

    assertThat(claims(access(refreshAtBackend(token, "&resource=" + encoded(STOCK)))).getAudience())
        .containsExactly(STOCK);
    assertThat(claims(access(refreshAtBackend(token, ""))).getAudience()).containsExactly(ORDERS);
    assertThat(error(refreshAtBackend(token, "&resource=x"))).isEqualTo("400 invalid_target");
  }

  @Test
  void resourceThatTheClientLosesLeavesTheToken() {
    String both =
        refreshToken(
            good(scene.redeem(SHOP, scene.code(SHOP, "miguel", code -> forResources(code, BOTH)))));
    String one =
        refreshToken(
            good(
                scene.redeem(SHOP, scene.code(SHOP, "miguel", code -> forResources(code, STOCK)))));
    String late = scene.code(SHOP, "miguel", code -> forResources(code, STOCK));

    new TestClients(server)
        .change(
            SHOP,
            "{'redirect_uris':['%s'],'scope':'openid orders:read','token_endpoint_auth_method':'none','resources':['%s']}"
                .formatted(CALLBACK, ORDERS));

    assertThat(claims(access(scene.refresh(SHOP, both))).getAudience()).containsExactly(ORDERS);
    assertThat(error(scene.refresh(SHOP, one))).isEqualTo("400 invalid_target");
    assertThat(error(scene.redeem(SHOP, late))).isEqualTo("400 invalid_target");
  }

  private static AuthorizationCode forResources(AuthorizationCode code, String resources) {
    return new AuthorizationCode(
        code.clientId(),
        code.redirectUri(),
        code.redirectUriGiven(),
        code.accountId(),
        code.generation(),
        code.methods(),
        code.authenticatedAt(),
        code.browserSessionId(),
        code.scope(),
        Optional.of(resources),
        code.offline(),
        code.codeChallenge(),
        code.nonce(),
        code.claims(),
        code.endsAt(),
        code.sessionId());
  }

  @Test
  void aScopeThatTheClientLosesLeavesTheToken() {
    Reply logIn = logInAtShop();
    assertThat(logIn.json().get("scope").asText()).isEqualTo("openid orders:read");
    new TestClients(server)
        .change(
            SHOP,
            "{'redirect_uris':['%s'],'scope':'openid','token_endpoint_auth_method':'none'}"
                .formatted(CALLBACK));
    Reply refreshed = good(scene.refresh(SHOP, refreshToken(logIn)));
    assertThat(refreshed.json().get("scope").asText()).isEqualTo("openid");
  }

  @Test
  void aRightThatTheUserLosesLeavesTheToken() {
    String token = refreshToken(logInAtBackend());
    String access = access(refreshAtBackend(token, ""));
    roles.take("buyer", "miguel");

    assertThat(scene.isActive(access, BACKEND, secret)).as("outdated").isFalse();
    assertThat(good(refreshAtBackend(token, "")).json().get("scope").asText()).isEqualTo("openid");
    assertThat(error(refreshAtBackend(token, "&scope=orders:read"))).isEqualTo("400 invalid_scope");
  }

  @Test
  void aClientRevokesOnlyItsOwnTokens() {
    Reply shop = logInAtShop();
    Reply backend = logInAtBackend();
    for (String token : new String[] {refreshToken(shop), access(shop)}) {
      revoke(token, "", basic(BACKEND, secret));
      revoke(token, "&client_id=other");
      revoke(token, "");
    }
    assertThat(scene.isActive(access(shop), BACKEND, secret)).isTrue();

    revoke(access(shop), "&client_id=" + SHOP);
    assertThat(scene.isActive(access(shop), BACKEND, secret)).isFalse();
    revoke(refreshToken(backend), "", basic(BACKEND, secret));
    assertThat(scene.isActive(access(backend), BACKEND, secret)).isFalse();
    assertThat(error(scene.refresh(SHOP, refreshToken(shop)))).isEqualTo("400 invalid_grant");
  }

  private void revoke(String token, String more, String... headers) {
    assertThat(server.calls().form("/oauth/revoke", "token=" + token + more, headers).status())
        .isEqualTo(200);
  }
}
