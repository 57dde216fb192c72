package dev.restauth.oidc;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.SessionRevoked;
import dev.restauth.crypto.TestCertificate;
import dev.restauth.oauth.client.TestClients;
import dev.restauth.outbound.ClientServer;
import dev.restauth.outbound.TestAuthority;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications of revoked sessions. A client whose server was down receives them later. */
class BackchannelLogoutTest {
  private static final String ISSUER = "https://accounts.example.com";
  private static final ClientServer.Answer OK =
      ClientServer.answering("HTTP/1.1 200 OK\nContent-Length: 0", "");
  private static final ClientServer.Answer DOWN =
      ClientServer.answering("HTTP/1.1 503 Service Unavailable\nContent-Length: 0", "");

  private final SetClock clock = new SetClock();
  private final AtomicReference<ClientServer.Answer> answer = new AtomicReference<>(OK);

  @TempDir static Path authorityFolder;
  private static TestAuthority authority;

  @TempDir Path folder;

  private ClientServer shop;
  private TestServer server;

  /** Generating keys takes longer than most of the tests. */
  @BeforeAll
  static void certify() throws Exception {
    authority = TestAuthority.in(authorityFolder).with("shop", TestCertificate.ip("127.0.0.1"));
  }

  @BeforeEach
  void start() throws Exception {
    shop =
        new ClientServer(
            authority.server("shop"), out -> Objects.requireNonNull(answer.get()).write(out));
    server =
        TestServer.start(
            folder.resolve("server"),
            clock,
            Map.of(
                "public-url",
                ISSUER,
                "outbound-networks",
                "127.0.0.0/8",
                "outbound-ca-file",
                authority.file().toString()));
    server.calls().register("miguel", "python");
    TestClients clients = new TestClients(server);
    var _ =
        clients.add(
            "shop",
            """
            {'redirect_uris':['https://shop.example/cb'],'id_token_signed_response_alg':'ES256',
             'backchannel_logout_uri':'https://127.0.0.1:%d/logout?a=b'}"""
                .formatted(shop.port()));
    clients.addPublic("silent", "https://silent.example/cb");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    shop.close();
  }

  /**
   * Revokes a client's session, and adds the notification in the same transaction, as features do.
   */
  private void end(String session, String client) {
    server
        .notifyingStore()
        .inTransaction(
            tx -> {
              int added =
                  tx.sql()
                      .change(
                          "INSERT INTO ended_client_session (session_id, client_id, account_id, ended_at)"
                              + " VALUES (?, ?, 1, ?)",
                          session,
                          client,
                          tx.now());
              tx.announce(new SessionRevoked(session, tx.now().plusSeconds(600)).change());
              return added;
            });
  }

  private long count(boolean ended) {
    return server
        .store()
        .reading(
            tx ->
                ended
                    ? tx.sql()
                        .all(
                            "SELECT session_id FROM ended_client_session",
                            row -> row.text("session_id"))
                        .size()
                    : tx.sql()
                        .all(
                            "SELECT id FROM outbox WHERE state = 'waiting' AND tries > 0",
                            row -> row.text("id"))
                        .size());
  }

  private static SignedJWT token(String request) {
    String[] parts = request.split("\r\n\r\n", -1);
    assertThat(parts[0]).startsWith("POST /logout?a=b HTTP/1.1\r\n");
    assertThat(parts[0].toLowerCase(Locale.ROOT))
        .contains("content-type: application/x-www-form-urlencoded")
        .doesNotContain("cookie", "authorization");
    assertThat(parts[1]).matches("logout_token=[A-Za-z0-9._-]+");
    try {
      return SignedJWT.parse(parts[1].substring("logout_token=".length()));
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void clientGetsALogoutTokenAndNothingElse() throws ParseException, JOSEException {
    end("s".repeat(22), "shop");
    eventually("the client is notified", () -> !shop.requests().isEmpty());

    SignedJWT token = token(shop.requests().getFirst());
    assertThat(token.getHeader().getType().getType()).isEqualTo("logout+jwt");
    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
    JWKSet keys = JWKSet.parse(server.calls().get("/.well-known/jwks.json").body());
    assertThat(
            token.verify(
                new ECDSAVerifier(
                    keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey().toECPublicKey())))
        .isTrue();
    JWTClaimsSet claims = token.getJWTClaimsSet();
    long now = clock.instant().getEpochSecond();
    assertThat(claims.getClaims().keySet())
        .containsExactlyInAnyOrder("iss", "sub", "aud", "iat", "exp", "jti", "sid", "events");
    assertThat(claims.getIssuer()).isEqualTo(ISSUER);
    assertThat(claims.getAudience()).containsExactly("shop");
    assertThat(claims.getSubject()).isEqualTo("1");
    assertThat(claims.getStringClaim("sid")).isEqualTo("s".repeat(22));
    assertThat(claims.getIssueTime().toInstant().getEpochSecond()).isEqualTo(now);
    assertThat(claims.getExpirationTime().toInstant().getEpochSecond()).isEqualTo(now + 120);
    assertThat(claims.getJSONObjectClaim("events"))
        .isEqualTo(Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    assertThat(count(true)).isZero();
  }

  @Test
  void clientThatWasDownIsNotifiedLaterWithANewToken() throws ParseException {
    answer.set(DOWN);
    end("s".repeat(22), "shop");
    eventually("the first try has failed", () -> count(false) == 1);
    assertThat(shop.requests()).hasSize(1);

    answer.set(OK);
    clock.move(Duration.ofMinutes(3));
    end("t".repeat(22), "silent"); // wakes the worker, which otherwise looks every ten seconds
    eventually("the client is notified", () -> shop.requests().size() == 2);

    List<SignedJWT> tokens = shop.requests().stream().map(BackchannelLogoutTest::token).toList();
    JWTClaimsSet first = tokens.getFirst().getJWTClaimsSet();
    JWTClaimsSet second = tokens.getLast().getJWTClaimsSet();
    assertThat(second.getStringClaim("sid")).isEqualTo(first.getStringClaim("sid"));
    assertThat(second.getJWTID()).isNotEqualTo(first.getJWTID());
    assertThat(second.getIssueTime().toInstant())
        .isEqualTo(first.getIssueTime().toInstant().plusSeconds(180));
    eventually("nothing waits", () -> count(false) == 0);
  }

  /** The client has received the request, so only the status of its response counts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\nContent-Length: 100000",
        "HTTP/1.1 204 No Content\nContent-Encoding: gzip",
        "HTTP/1.1 202 Accepted\nContent-Type: text/html\nTransfer-Encoding: chunked"
      })
  void anySuccessStatusCountsAsNotified(String head) {
    answer.set(ClientServer.answering(head, "cut"));
    end("s".repeat(22), "shop");
    eventually("the message counts as delivered", () -> delivered() == 1);
    assertThat(shop.requests()).hasSize(1);
  }

  private int delivered() {
    return server
        .store()
        .<Integer>reading(
            tx ->
                tx.sql()
                    .all("SELECT id FROM outbox WHERE state = 'delivered'", row -> row.text("id"))
                    .size());
  }

  @Test
  void sessionsOfOtherClientsAreOnlyForgotten() {
    end("s".repeat(22), "silent");
    end("t".repeat(22), "removed");

    eventually("the rows are gone", () -> count(true) == 0);
    assertThat(
            server
                .store()
                .<Integer>reading(
                    tx -> tx.sql().all("SELECT id FROM outbox", row -> row.text("id")).size()))
        .isZero();
  }

  @Test
  void rowsOfAServerThatHasStoppedAreFoundByTheUpkeep() {
    server
        .store()
        .inTransaction(
            tx ->
                tx.sql()
                    .change(
                        "INSERT INTO ended_client_session (session_id, client_id, account_id, ended_at)"
                            + " VALUES (?, 'shop', 1, ?)",
                        "s".repeat(22),
                        tx.now()));
    assertThat(shop.requests()).isEmpty();

    server.runMaintenance();

    eventually("the client is notified", () -> shop.requests().size() == 1);
  }

  @Test
  void clientIsNotifiedWhenTheBrowserSessionExpires() throws ParseException {
    OidcScene scene =
        new OidcScene(server)
            .client(
                "app",
                ",'backchannel_logout_uri':'https://127.0.0.1:%d/logout?a=b'"
                    .formatted(shop.port()))
            .browser();
    var _ = scene.tokens("app", "openid", code -> OidcScene.inBrowser(code, true));
    String online =
        scene.tokens("app", "openid", code -> OidcScene.inBrowser(code, false)).access();

    clock.move(Duration.ofDays(1));
    server.runMaintenance();

    eventually("the client is notified", () -> !shop.requests().isEmpty());
    assertThat(token(shop.requests().getFirst()).getJWTClaimsSet().getStringClaim("sid"))
        .isEqualTo(SignedJWT.parse(online).getJWTClaimsSet().getStringClaim("sid"));
    assertThat(scene.isLoggedIn()).isFalse();
  }

  /**
   * The client continues to use its refresh token, although its user has logged out (section 2.7).
   */
  @Test
  void clientWithOfflineAccessIsNotifiedOfTheLogOutAndItsTokensStayValid() throws ParseException {
    OidcScene scene =
        new OidcScene(server)
            .client(
                "app",
                ",'backchannel_logout_uri':'https://127.0.0.1:%d/logout?a=b'"
                    .formatted(shop.port()))
            .browser();
    OidcScene.Tokens offline =
        scene.tokens("app", "openid", code -> OidcScene.inBrowser(code, true));

    assertThat(
            server
                .calls()
                .call(
                    "DELETE",
                    "/api/me/sessions/" + OidcScene.BROWSER_SESSION,
                    Optional.empty(),
                    basic("miguel", "python"))
                .status())
        .isEqualTo(204);

    eventually("the client is notified", () -> !shop.requests().isEmpty());
    assertThat(token(shop.requests().getFirst()).getJWTClaimsSet().getStringClaim("sid"))
        .isEqualTo(SignedJWT.parse(offline.access()).getJWTClaimsSet().getStringClaim("sid"));
    assertThat(scene.userinfo(offline.access()).status()).isEqualTo(200);
    var _ = scene.refreshed("app", offline.refresh().orElseThrow());
    eventually("nothing else waits", () -> count(true) == 0 && count(false) == 0);
    assertThat(shop.requests()).hasSize(1);
  }
}
