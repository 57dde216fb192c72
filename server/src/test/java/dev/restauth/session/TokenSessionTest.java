package dev.restauth.session;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.RevokingAccountRows;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.session.RefreshTokenRows.RefreshTokenRow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Effects of {@code GET} and {@code HEAD /api/token} on sessions. */
class TokenSessionTest {
  private static final String MIGUEL = basic("miguel", "python");

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("trusted-proxies", "127.0.0.1")).withAccount("miguel", "python");

  private final HttpCalls calls = server.calls();

  private List<SessionRow> rows() {
    return server.store().reading(tx -> new SessionRows(tx).live(1, Instant.EPOCH));
  }

  private Reply head(String path, String... headers) {
    return calls.call("HEAD", path, Optional.empty(), headers);
  }

  private static List<Map.Entry<String, String>> without(Reply reply, String name) {
    return reply.headers().stream().filter(header -> !header.getKey().equals(name)).toList();
  }

  private void answersHeadLikeGet(String path, String... headers) {
    Reply head = head(path, headers);
    Reply get = calls.get(path, headers);
    assertThat(head.status()).as(path).isEqualTo(get.status());
    assertThat(without(head, "date")).isEqualTo(without(get, "date"));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void passwordBeginsASessionWithAddressAndUserAgent() {
    calls.get(
        "/api/token",
        MIGUEL,
        "X-Forwarded-For: 192.0.2.7",
        "User-Agent: curl/8.14.1",
        "User-Agent: second");

    assertThat(rows()).hasSize(1);
    SessionRow row = rows().getFirst();
    assertThat(row.accountId()).isEqualTo(1);
    assertThat(row.generation()).isEqualTo(1);
    assertThat(row.address()).isEqualTo("192.0.2.7");
    assertThat(row.userAgent()).contains("curl/8.14.1");
    assertThat(row.authenticatedAt()).isEqualTo(clock.instant());
    assertThat(row.id()).hasSize(22);
  }

  @Test
  void otherRequestsAndTokensBeginNoSession() {
    String token = calls.token("miguel", "python");
    calls.get("/api/resource", MIGUEL);
    calls.get("/api/me/sessions", MIGUEL);
    calls.token(token, "");

    assertThat(rows()).hasSize(1);
  }

  @Test
  void headIsAnsweredLikeGetAndStoresNothing() {
    head("/api/token", MIGUEL);
    head("/api/token?refresh=true", MIGUEL);
    assertThat(rows()).isEmpty();

    answersHeadLikeGet("/api/token", MIGUEL);
    answersHeadLikeGet("/api/token?refresh=true", MIGUEL);
    String token = calls.token("miguel", "python");
    Instant before = clock.instant();
    clock.move(Duration.ofMinutes(2));
    head("/api/token", basic(token, ""));
    assertThat(rows()).hasSize(3).allMatch(row -> row.renewedAt().equals(before));
    answersHeadLikeGet("/api/token", basic(token, ""));
    answersHeadLikeGet("/api/token?refresh=true", basic(token, ""));
    answersHeadLikeGet("/api/token?refresh=maybe", basic(token, ""));
    server.store().inTransaction(tx -> new RevokingAccountRows(tx).revokeAllTokens(1, 1));
    // The server learns of the change with a delay, which could otherwise end between the two
    // requests that the test compares.
    eventually("it has heard", () -> calls.get("/api/resource", basic(token, "")).status() == 401);
    answersHeadLikeGet("/api/token", basic(token, ""));
    answersHeadLikeGet("/api/token", "Authorization: Bearer " + token);
    answersHeadLikeGet("/api/token", MIGUEL);
  }

  /**
   * The account is changed directly in the database, while the server's cache still contains the
   * verified password.
   */
  @Test
  @Tag("sqlite")
  void tokenIsRefusedIfTheAccountChangedAfterThePasswordCheck() throws SQLException {
    calls.get("/api/resource", basic(calls.token("miguel", "python"), ""));
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:sqlite:" + server.folder().resolve("data/restauth.sqlite"));
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE account SET generation = 2");
      statement.execute("DELETE FROM session");
    }

    Reply reply = calls.get("/api/token", MIGUEL);
    Reply wrong = calls.get("/api/token", basic("miguel", "wrong"));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(without(reply, "date")).isEqualTo(without(wrong, "date"));
    assertThat(reply.body()).isEqualTo(wrong.body()).isEqualTo("Unauthorized Access");
    assertThat(rows()).isEmpty();
    assertThat(head("/api/token", MIGUEL).status()).isEqualTo(401);
    assertThat(calls.call("DELETE", "/api/me/sessions", Optional.empty(), MIGUEL).status())
        .isEqualTo(401);
    assertThat(server.account(1).generation()).as("not ended by an old proof").isEqualTo(2);
  }

  /** Another server has ended the session, and this server was not notified yet. */
  @Test
  void renewalIsRefusedIfTheSessionEndedOnAnotherServer() {
    String token = calls.token("miguel", "python");
    SessionRow row = rows().getFirst();
    server.store().inTransaction(tx -> new SessionRows(tx).end(row.id()));

    for (String accept : List.of("Accept: */*", "Accept: application/json")) {
      for (boolean bearer : new boolean[] {true, false}) {
        Reply ended =
            calls.get(
                "/api/token", bearer ? "Authorization: Bearer " + token : basic(token, ""), accept);
        Reply never =
            calls.get(
                "/api/token",
                bearer ? "authorization:  bEARER x" : basic("a.b.c" + "x".repeat(300), ""),
                accept);
        assertThat(ended.status()).isEqualTo(401);
        assertThat(without(ended, "date")).isEqualTo(without(never, "date"));
        assertThat(ended.body()).isEqualTo(never.body());
        assertThat(ended.all("www-authenticate")).hasSize(bearer ? 2 : 1);
      }
    }
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(200);
  }

  @Test
  void passwordGetsARefreshTokenIfRequested() {
    Reply reply = calls.get("/api/token?refresh=true", MIGUEL);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().size()).isEqualTo(3);
    String token = reply.json().get("refresh_token").asText();
    assertThat(RefreshTokens.isRefreshToken(token)).isTrue();
    assertThat(calls.get("/api/resource", basic(reply.json().get("token").asText(), "")).status())
        .isEqualTo(200);
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(401);

    for (String path : List.of("/api/token", "/api/token?refresh=false", "/api/token?Refresh=1")) {
      assertThat(calls.get(path, MIGUEL).json().size()).as(path).isEqualTo(2);
    }
    for (String query : List.of("x=%zz", "x=%zz&refresh=true", "=&&_=17", "x=1&x=2", "%")) {
      assertThat(calls.get("/api/token?" + query, MIGUEL).status())
          .as("as other calls have it: " + query)
          .isEqualTo(calls.get("/api/resource?" + query, MIGUEL).status());
    }
  }

  @Test
  void tokenOrInvalidParameterGetsNoRefreshToken() {
    String token = calls.token("miguel", "python");
    Reply forToken = calls.get("/api/token?refresh=true", basic(token, ""));
    assertThat(forToken.status()).isEqualTo(403);
    assertThat(forToken.json().get("type").asText()).endsWith("/password-required");
    for (String query :
        List.of(
            "refresh", "refresh=", "refresh=yes", "refresh=TRUE", "refresh=true&refresh=true")) {
      for (String field : List.of(MIGUEL, basic(token, ""))) {
        Reply reply = calls.get("/api/token?" + query, field);
        assertThat(reply.status()).as(query).isEqualTo(400);
        assertThat(reply.json().get("type").asText()).endsWith("/invalid-parameter");
      }
    }
    assertThat(calls.get("/api/token?refresh=yes").status())
        .as("authentication comes first")
        .isEqualTo(401);
    assertThat(rows()).hasSize(1);
  }

  @Test
  void sealedRefreshTokenIsRemovedAfterAMinute() {
    calls.get("/api/token?refresh=true", MIGUEL);
    String refreshToken =
        calls.get("/api/token?refresh=true", MIGUEL).json().get("refresh_token").asText();
    byte[] family = dev.restauth.crypto.Sha256.of(refreshToken.substring(0, 12 + 22));
    byte[] current = dev.restauth.crypto.Sha256.of(refreshToken);
    assertThat(
            server
                .store()
                .<Boolean>inTransaction(
                    tx ->
                        new RefreshTokenRows(tx)
                            .rotate(family, current, new byte[] {1}, new byte[] {2}, tx.now())))
        .isTrue();

    clock.move(Duration.ofSeconds(60));
    server.runMaintenance();
    assertThat(sealed(family)).isPresent();
    clock.move(Duration.ofNanos(1_000));
    server.runMaintenance();
    assertThat(sealed(family)).isEmpty();
  }

  private Optional<byte[]> sealed(byte[] family) {
    Optional<RefreshTokenRow> row =
        server.store().reading(tx -> new RefreshTokenRows(tx).find(family));
    return row.orElseThrow().sealedCurrent();
  }

  @Test
  void hundredAndFirstSessionEndsTheOldest() {
    String first = calls.token("miguel", "python");
    for (int i = 0; i < 100; i++) {
      clock.move(Duration.ofSeconds(1));
      calls.token("miguel", "python");
    }

    assertThat(rows()).hasSize(100);
    assertThat(calls.get("/api/resource", basic(first, "")).status()).isEqualTo(401);
  }
}
