package dev.restauth.oauth;

import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.oauth.ClientScene.access;
import static dev.restauth.oauth.ClientScene.claims;
import static dev.restauth.oauth.ClientScene.error;
import static dev.restauth.oauth.ClientScene.good;
import static dev.restauth.oauth.ClientScene.refreshToken;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.AccountRows;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.oauth.authorize.AuthorizationCodeRows.AuthorizationCode;
import dev.restauth.session.ClientSessionRevoker.BrowserEnd;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Sessions of users at clients: their list, their number and their revocation. If a client has a
 * log-out URL, each revocation is stored until the client is notified.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ClientSessionsTest {
  private static final String SHOP = "shop";
  private static final String SESSIONS = "/api/me/sessions";
  private static final String MIGUEL = basic("miguel", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock).on(() -> database).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();
  private final ClientScene scene = new ClientScene(server);
  private String secret = "";

  @BeforeEach
  void clients() {
    scene.register(
        SHOP,
        """
        {"redirect_uris": ["%s"], "scope": "openid orders:read", "token_endpoint_auth_method": "none",
         "grant_types": ["authorization_code", "refresh_token"],
         "resources": ["%s"], "backchannel_logout_uri": "https://127.0.0.1:1/logout"}"""
            .formatted(ClientScene.CALLBACK, ClientScene.ORDERS));
    secret = scene.confidential("backend");
  }

  private String begin() {
    return access(scene.redeem(SHOP, scene.code(SHOP, "miguel")));
  }

  private static String sid(String token) {
    return String.valueOf(claims(token).getClaim("sid"));
  }

  private boolean isActive(String token) {
    return scene.isActive(token, "backend", secret);
  }

  /**
   * Returns the number of stored notifications to clients about revoked sessions: first a row for
   * each session, and then a message in the outbox.
   */
  private long ended() {
    return server
        .notifyingStore()
        .reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT (SELECT count(*) FROM ended_client_session)"
                            + " + (SELECT count(*) FROM outbox WHERE kind = 'backchannel-logout') AS n",
                        row -> row.number("n"))
                    .orElseThrow());
  }

  /** Begins a browser session, like a log-in on a page. */
  private String browser() {
    long account = server.account("miguel").id();
    server
        .notifyingStore()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "INSERT INTO browser_session (id, digest, account_id, generation, methods,"
                            + " authenticated_at, renewed_at, ends_at, address, user_agent)"
                            + " VALUES ('b-1', ?, ?, ?, 'password', ?, ?, ?, '192.0.2.7', 'Browser')",
                        new byte[] {1},
                        account,
                        server.account("miguel").generation(),
                        tx.now(),
                        tx.now(),
                        tx.now().plus(Duration.ofDays(1))));
    return "b-1";
  }

  private String beginIn(String browser, boolean offline) {
    return access(
        scene.redeem(SHOP, scene.code(SHOP, "miguel", code -> in(code, browser, offline))));
  }

  private static AuthorizationCode in(AuthorizationCode code, String browser, boolean offline) {
    return new AuthorizationCode(
        code.clientId(),
        code.redirectUri(),
        code.redirectUriGiven(),
        code.accountId(),
        code.generation(),
        code.methods(),
        code.authenticatedAt(),
        Optional.of(browser),
        code.scope(),
        code.audience(),
        offline,
        code.codeChallenge(),
        code.nonce(),
        code.claims(),
        code.endsAt(),
        code.sessionId());
  }

  @Test
  void isListedWithItsClient() {
    String token = beginIn(browser(), false);
    JsonNode listed =
        good(calls.get(SESSIONS, MIGUEL))
            .json()
            .get("sessions")
            .valueStream()
            .filter(each -> !each.get("client_id").isNull())
            .findFirst()
            .orElseThrow();
    assertThat(listed.get("id").asText()).isEqualTo(sid(token));
    assertThat(listed.get("client_id").asText()).isEqualTo(SHOP);
    assertThat(listed.get("address").asText()).as("of the browser").isEqualTo("192.0.2.7");
    assertThat(listed.get("user_agent").asText()).isEqualTo("Browser");
    calls.token("miguel", "python");
    assertThat(
            calls.get(SESSIONS, MIGUEL).json().findValues("client_id").stream()
                .map(JsonNode::isNull))
        .as("the client, the browser and the log-in by JSON")
        .containsExactlyInAnyOrder(true, true, false);
  }

  @Test
  void endsByItsIdAndIsStored() {
    String token = begin();
    Reply reply = calls.call("DELETE", SESSIONS + "/" + sid(token), Optional.empty(), MIGUEL);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(isActive(token)).isFalse();
    assertThat(ended()).isEqualTo(1);
  }

  @Test
  void endsWithAllOthers() {
    String token = begin();
    String own = calls.token("miguel", "python");
    Reply reply =
        calls.call(
            "DELETE",
            SESSIONS,
            Optional.of("{\"current_password\":\"python\"}"),
            "Content-Type: application/json",
            "Authorization: Bearer " + own);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(isActive(token)).isFalse();
    assertThat(ended()).isEqualTo(1);
  }

  @Test
  void endsWithTheGenerationOfTheAccount() {
    String token = begin();
    calls.call("DELETE", SESSIONS, Optional.empty(), MIGUEL);
    assertThat(isActive(token)).isFalse();
    assertThat(ended()).isEqualTo(1);
  }

  @Test
  void expiresInTimeAndIsStored() {
    begin();
    clock.move(Duration.ofDays(14).plusSeconds(1));
    server.runMaintenance();
    assertThat(ended()).isEqualTo(1);
  }

  @Test
  void endsWithTheSessionOfTheBrowserUnlessItIsOffline() {
    String browser = browser();
    String online = beginIn(browser, false);
    String offline = beginIn(browser, true);
    String elsewhere = begin();
    int ended =
        server
            .notifyingStore()
            .<Integer>inTransaction(
                tx -> {
                  new AccountRows(tx).lockUnlessClosed(server.account("miguel").id());
                  return server.clientSessions().endOf(tx, browser, BrowserEnd.LOG_OUT);
                });
    assertThat(ended).isEqualTo(1);
    assertThat(isActive(online)).isFalse();
    assertThat(isActive(offline)).isTrue();
    assertThat(isActive(elsewhere)).isTrue();
    assertThat(ended()).as("of the offline one, too").isEqualTo(2);
  }

  private Reply redeemIn(String browser, boolean offline) {
    return good(scene.redeem(SHOP, scene.code(SHOP, "miguel", code -> in(code, browser, offline))));
  }

  @Test
  void endsWhenTheSessionOfTheBrowserEndsByTime() {
    String browser = browser();
    Reply online = redeemIn(browser, false);
    Reply offline = redeemIn(browser, true);
    clock.move(Duration.ofDays(1).minusSeconds(1));
    Reply refreshed = good(scene.refresh(SHOP, refreshToken(online)));
    Reply kept = good(scene.refresh(SHOP, refreshToken(offline)));

    clock.move(Duration.ofSeconds(1));

    assertThat(error(scene.refresh(SHOP, refreshToken(refreshed)))).isEqualTo("400 invalid_grant");
    assertThat(
            good(calls.get(SESSIONS, MIGUEL)).json().get("sessions").findValuesAsText("client_id"))
        .as("the offline one")
        .containsExactly(SHOP);
    server.runMaintenance();
    assertThat(isActive(access(refreshed))).isFalse();
    assertThat(isActive(access(kept))).isTrue();
    assertThat(ended()).isEqualTo(1);
    assertThat(scene.refresh(SHOP, refreshToken(kept)).status()).isEqualTo(200);
  }

  @Test
  void staysAsLongAsTheSessionOfTheBrowserIsRenewed() {
    Reply online = redeemIn(browser(), false);
    clock.move(Duration.ofHours(23));
    var _ =
        server
            .notifyingStore()
            .inTransaction(
                tx ->
                    tx.sql()
                        .change(
                            "UPDATE browser_session SET ends_at = ?",
                            tx.now().plus(Duration.ofDays(1))));
    clock.move(Duration.ofHours(23));
    server.runMaintenance();
    assertThat(scene.refresh(SHOP, refreshToken(online)).status()).isEqualTo(200);
    assertThat(ended()).isZero();
  }

  @Test
  void codeIsRefusedAfterTheBrowserSessionIsRevoked() {
    String browser = browser();
    clock.move(Duration.ofDays(1).minusSeconds(10));
    String code = scene.code(SHOP, "miguel", each -> in(each, browser, false));
    String offline = scene.code(SHOP, "miguel", each -> in(each, browser, true));
    clock.move(Duration.ofSeconds(10));
    assertThat(error(scene.redeem(SHOP, code))).isEqualTo("400 invalid_grant");
    assertThat(error(scene.redeem(SHOP, offline))).isEqualTo("400 invalid_grant");
    server.runMaintenance();
    assertThat(error(scene.redeem(SHOP, code))).isEqualTo("400 invalid_grant");
  }

  @Test
  void endsWithItsClient() {
    List<String> tokens = List.of(begin(), begin());
    String other = calls.token("miguel", "python");
    int ended =
        server
            .notifyingStore()
            .<Integer>inTransaction(tx -> server.clientSessions().endOfClient(tx, SHOP));
    assertThat(ended).isEqualTo(2);
    tokens.forEach(token -> assertThat(isActive(token)).isFalse());
    assertThat(ended()).isEqualTo(2);
    assertThat(calls.get("/api/resource", "Authorization: Bearer " + other).status())
        .isEqualTo(200);
  }

  @Test
  void oneHundredAreCountedApart() {
    String own = calls.token("miguel", "python");
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      tokens.add(begin());
      clock.move(Duration.ofMillis(1));
    }
    assertThat(isActive(tokens.getFirst())).isFalse();
    assertThat(isActive(tokens.get(1))).isTrue();
    assertThat(calls.get("/api/resource", "Authorization: Bearer " + own).status()).isEqualTo(200);
    assertThat(good(calls.get(SESSIONS, MIGUEL)).json().get("sessions")).hasSize(101);
  }
}
