package dev.restauth.session;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Log-outs of the caller's own session and of other sessions, over HTTP. */
class LogOutTest {
  private static final String SESSIONS = "/api/me/sessions";
  private static final String MIGUEL = basic("miguel", "python");

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock).withAccount("miguel", "python").withAccount("susan", "monty");

  private final HttpCalls calls = server.calls();

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private Reply delete(String path, String... headers) {
    return calls.call("DELETE", path, Optional.empty(), headers);
  }

  /** Sends the token together with the password. */
  private Reply confirmed(String path, String token, String password) {
    return calls.call(
        "DELETE",
        path,
        Optional.of("{\"current_password\":\"" + password + "\"}"),
        bearer(token),
        "Content-Type: application/json");
  }

  private int logOut(String token) {
    return delete("/api/token", bearer(token)).status();
  }

  /**
   * Returns whether GET /api/resource accepts a token. Checks that a renewal accepts the token if,
   * and only if, the resource does.
   */
  private boolean isValid(String token) {
    int resource = calls.get("/api/resource", bearer(token)).status();
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(resource);
    assertThat(calls.get("/api/token", bearer(token)).status()).isEqualTo(resource);
    assertThat(resource).isIn(200, 401);
    return resource == 200;
  }

  private String logIn() {
    return calls.token("miguel", "python");
  }

  private static String sid(String token) {
    try {
      return new JsonMapper()
          .readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]))
          .get("sid")
          .asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> listed(String authorization) {
    List<String> ids = new ArrayList<>();
    Reply reply = calls.get(SESSIONS, authorization);
    assertThat(reply.status()).isEqualTo(200);
    reply.json().get("sessions").forEach(session -> ids.add(session.get("id").asText()));
    return ids;
  }

  private Map<String, Instant> revoked() {
    return server.store().reading(tx -> new RevocationRows(tx).revokedSessions(Instant.EPOCH));
  }

  /** Runs only on SQLite: on PostgreSQL, so many rows take longer than a server waits. */
  @Test
  @Tag("sqlite")
  @Tag("unhurried")
  void repeatedLogInsDoNotFillTheMemory() {
    String before = logIn();
    assertThat(isValid(before)).as("and the account is cached").isTrue();
    server
        .store()
        .inTransaction(
            tx -> {
              new RevocationRows(tx).revokeSession("s", 1, clock.instant().plusSeconds(600));
              return tx.sql()
                  .change(
                      "INSERT INTO revoked_session (session_id, account_id, tokens_until)"
                          + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                          + " WHERE i < ?) SELECT printf('s%07d', i), account_id, tokens_until"
                          + " FROM revoked_session CROSS JOIN n WHERE session_id = 's'",
                      (long) Revocations.FULL);
            });
    server.runMaintenance(); // loads the revocations into memory

    String after = logIn();

    assertThat(isValid(before)).isFalse();
    assertThat(isValid(after)).isTrue();
    assertThat(revoked()).isEmpty();
    assertThat(server.account("miguel").generation()).isEqualTo(2);
    assertThat(isValid(calls.token("susan", "monty"))).isTrue();
  }

  @Test
  void revokesTheTokenAndAllRenewedFromIt() {
    String first = logIn();
    clock.move(Duration.ofSeconds(100));
    String renewed = calls.token(first, "");
    String later = calls.token(renewed, "");
    String elsewhere = logIn();

    Reply reply = delete("/api/token", basic(renewed, "unused"));
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
    for (String token : List.of(first, renewed, later)) {
      assertThat(isValid(token)).isFalse();
    }
    assertThat(isValid(elsewhere)).isTrue();
    assertThat(listed(bearer(elsewhere))).containsExactly(sid(elsewhere));
    assertThat(revoked()).containsOnlyKeys(sid(first));
  }

  @Test
  void succeedsOnce() {
    String token = logIn();
    assertThat(logOut(token)).isEqualTo(204);

    Reply again = delete("/api/token", bearer(token));
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.all("WWW-Authenticate")).hasSize(2);
    assertThat(delete("/api/token", basic(token, "")).all("WWW-Authenticate")).hasSize(1);
    assertThat(delete("/api/token").status()).isEqualTo(401);
  }

  @Test
  void acceptsATokenAndNoPassword() {
    String token = logIn();
    Reply reply = delete("/api/token", MIGUEL);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("type").asText())
        .isEqualTo("https://restauth.dev/errors/token-required");
    assertThat(delete("/api/token", basic("miguel", "wrong")).status()).isEqualTo(401);

    assertThat(isValid(token)).isTrue();
  }

  @Test
  void isStoredUntilTheLastTokenHasExpired() {
    String token = logIn();
    logOut(token);
    server.restart();
    assertThat(isValid(token)).isFalse();

    Instant until = revoked().get(sid(token));
    assertThat(until).isAfterOrEqualTo(clock.instant().plus(Duration.ofMinutes(11)));
    clock.move(Duration.between(clock.instant(), until).minusNanos(1_000));
    server.runMaintenance();
    assertThat(revoked()).containsOnlyKeys(sid(token));
    clock.move(Duration.ofNanos(1_000));
    server.runMaintenance();
    assertThat(revoked()).isEmpty();
    assertThat(isValid(token)).isFalse();
  }

  @Test
  void appliesToATokenIssuedUnderALongerDuration() {
    server.restart(Map.of("token-duration", "24h"));
    String token = logIn();
    server.restart(Map.of("token-duration", "10m"));
    assertThat(isValid(token)).isTrue();
    assertThat(logOut(token)).isEqualTo(204);

    clock.move(Duration.ofMinutes(12));
    server.runMaintenance();
    assertThat(isValid(token)).as("over by the shorter duration").isFalse();
    server.restart(Map.of("token-duration", "24h"));
    assertThat(isValid(token)).as("alive again by the longer one, but logged out").isFalse();
  }

  @Test
  void isNotUndoneByAParallelRenewal() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 10; round++) {
      String token = logIn();
      clock.move(Duration.ofMinutes(2)); // so that the server must store each renewal
      List<String> renewed = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Reply>> renewals = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          renewals.add(threads.submit(() -> calls.get("/api/token", bearer(token))));
        }
        Future<Integer> loggedOut = threads.submit(() -> logOut(token));
        for (Future<Reply> renewal : renewals) {
          if (renewal.get().status() == 200) {
            renewed.add(renewal.get().json().get("token").asText());
          } else {
            assertThat(renewal.get().status()).isEqualTo(401);
          }
        }
        assertThat(loggedOut.get()).isEqualTo(204);
      }
      renewed.add(token);
      assertThat(renewed).noneMatch(this::isValid);
      assertThat(listed(MIGUEL)).isEmpty();
    }
  }

  @Test
  void succeedsForOneOfManyInParallel() throws InterruptedException, ExecutionException {
    String token = logIn();
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> logOut(token)));
      }
      for (Future<Integer> one : all) {
        statuses.add(one.get());
      }
    }
    assertThat(statuses).containsOnlyOnce(204).containsOnly(204, 401);
  }

  @Test
  void listsTheCallersSessionsTheNewestFirst() {
    String first =
        calls.get("/api/token", MIGUEL, "User-Agent: curl/8.14.1").json().get("token").asText();
    clock.move(Duration.ofSeconds(90));
    String renewed = calls.token(first, "");
    clock.move(Duration.ofSeconds(5).plusMillis(700));
    String second =
        calls
            .get("/api/token", MIGUEL, "User-Agent: " + "M\u00f8zilla \u202e" + "x".repeat(300))
            .json()
            .get("token")
            .asText();
    calls.token("susan", "monty");

    Reply reply = calls.get(SESSIONS, bearer(renewed));
    assertThat(reply.header("cache-control")).hasValue("no-store");
    JsonNode sessions = reply.json().get("sessions");
    assertThat(sessions).hasSize(2);
    JsonNode newer = sessions.get(0);
    assertThat(newer.get("id").asText()).isEqualTo(sid(second));
    assertThat(newer.get("current").asBoolean()).isFalse();
    assertThat(newer.get("user_agent").asText()).hasSizeLessThanOrEqualTo(255).contains("xxx");
    assertThat(newer.get("authenticated_at").asText()).isEqualTo("2026-11-25T12:01:35Z");
    assertThat(sessions.get(1).toString())
        .isEqualTo(
            "{\"id\":\"%s\",\"current\":true,\"browser\":false,\"method\":\"password\",\"acr\":\"1\","
                    .formatted(sid(first))
                + "\"authenticated_at\":\"2026-11-25T12:00:00Z\","
                + "\"renewed_at\":\"2026-11-25T12:01:30Z\","
                + "\"ends_at\":\"2026-12-09T12:01:30Z\","
                + "\"address\":\"127.0.0.1\",\"user_agent\":\"curl/8.14.1\",\"organization\":null,"
                + "\"client_id\":null}");

    JsonNode byPassword = calls.get(SESSIONS, MIGUEL).json().get("sessions");
    assertThat(byPassword).hasSize(2).noneMatch(session -> session.get("current").asBoolean());
    assertThat(listed(basic("susan", "monty"))).hasSize(1);
    assertThat(calls.get(SESSIONS).status()).isEqualTo(401);
  }

  @Test
  void userAgentIsNullIfTheClientSentNone() {
    logIn();
    JsonNode session = calls.get(SESSIONS, MIGUEL).json().get("sessions").get(0);
    assertThat(session.get("user_agent").isNull()).isTrue();
  }

  @Test
  void listsNothingIfNoSessionWasBegun() {
    calls.get("/api/resource", MIGUEL);
    calls.call("HEAD", "/api/token", Optional.empty(), MIGUEL);

    assertThat(listed(MIGUEL)).isEmpty();
  }

  @Test
  void endsOneOfTheCallersSessions() {
    String here = logIn();
    String there = logIn();
    String path = SESSIONS + "/" + sid(there);

    assertThat(confirmed(path, here, "python").status()).isEqualTo(204);
    assertThat(isValid(there)).isFalse();
    assertThat(isValid(here)).isTrue();
    assertThat(confirmed(path, here, "python").status()).as("it has ended").isEqualTo(404);
    assertThat(delete(SESSIONS + "/" + sid(here), bearer(here)).status()).isEqualTo(204);
    assertThat(isValid(here)).as("her own").isFalse();
    String third = logIn();
    assertThat(delete(SESSIONS + "/" + sid(third), MIGUEL).status()).isEqualTo(204);
    assertThat(isValid(third)).isFalse();
  }

  @Test
  void doesNotRevealTheSessionsOfOthers() {
    String miguels = logIn();
    String susans = calls.token("susan", "monty");

    Reply others = confirmed(SESSIONS + "/" + sid(miguels), susans, "monty");
    Reply nobodys = confirmed(SESSIONS + "/" + "A".repeat(22), susans, "monty");
    assertThat(others.status()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(nobodys.body()).contains("/errors/not-found");
    assertThat(isValid(miguels)).isTrue();
    assertThat(revoked()).isEmpty();
  }

  @Test
  void refusesTextsThatAreNoIds() {
    String id = sid(logIn());
    for (String path : List.of(id + "A", id.substring(1), id.substring(1) + "=", id + "/", "1")) {
      Reply reply = delete(SESSIONS + "/" + path);
      assertThat(reply.status()).as(path).isEqualTo(404);
    }
    assertThat(delete(SESSIONS + "/" + id).status()).isEqualTo(401);
    Reply get = calls.get(SESSIONS + "/" + id);
    assertThat(get.status()).isEqualTo(405);
    assertThat(get.header("allow")).hasValue("DELETE, OPTIONS");
  }

  @Test
  void endsAllOthers() {
    String here = logIn();
    List<String> others = List.of(logIn(), logIn(), logIn());
    String susans = calls.token("susan", "monty");

    assertThat(confirmed(SESSIONS, here, "python").status()).isEqualTo(204);
    assertThat(others).noneMatch(this::isValid);
    assertThat(isValid(here)).isTrue();
    assertThat(isValid(susans)).isTrue();
    assertThat(listed(bearer(here))).containsExactly(sid(here));
    assertThat(revoked()).hasSize(3);
    assertThat(server.account("miguel").generation()).isEqualTo(1);
  }

  /** Otherwise a thief could log the owner out and stay logged in (OWASP ASVS 5.0, 7.5.2). */
  @Test
  void revokesNoOtherSessionWithOnlyAToken() {
    String stolen = logIn();
    String owners = logIn();
    for (String path : List.of(SESSIONS, SESSIONS + "/" + sid(owners))) {
      Reply alone = delete(path, bearer(stolen));
      assertThat(alone.status()).isEqualTo(403);
      assertThat(alone.body()).contains("/errors/password-required").contains("current_password");
      Reply wrong = confirmed(path, stolen, "wrong");
      assertThat(wrong.status()).isEqualTo(403);
      assertThat(wrong.body()).contains("/errors/wrong-password");
      Reply another = confirmed(path, calls.token("susan", "monty"), "python");
      assertThat(another.status()).as("of another account").isEqualTo(403);
      assertThat(
              calls.call("DELETE", path, Optional.of("{}"), bearer(stolen), "Content-Type: text/x"))
          .extracting(Reply::status)
          .isEqualTo(415);
    }
    assertThat(isValid(owners)).isTrue();
    assertThat(revoked()).isEmpty();
  }

  @Test
  void endsAllForAPassword() {
    List<String> all = List.of(logIn(), logIn());
    String susans = calls.token("susan", "monty");

    assertThat(delete(SESSIONS, MIGUEL).status()).isEqualTo(204);
    assertThat(all).noneMatch(this::isValid);
    assertThat(isValid(susans)).isTrue();
    assertThat(server.account("miguel").generation()).isEqualTo(2);
    assertThat(revoked()).as("the generation suffices").isEmpty();
    assertThat(isValid(logIn())).as("the password is as it was").isTrue();
  }

  @Test
  void endsAllForAnOperator() {
    List<String> all = List.of(logIn(), logIn());
    server.operate("user.end-sessions", Map.of("username", "miguel"));

    assertThat(all).noneMatch(this::isValid);
    assertThat(listed(MIGUEL)).isEmpty();
    assertThat(isValid(logIn())).isTrue();
  }

  @Test
  void expiredSessionIsRemoved() {
    String token = logIn();
    clock.move(Duration.ofDays(14).minusNanos(1_000));
    server.runMaintenance();
    assertThat(rows()).isEqualTo(1);
    clock.move(Duration.ofNanos(1_000));
    server.runMaintenance();

    assertThat(rows()).isZero();
    assertThat(isValid(token)).isFalse();
    assertThat(revoked()).isEmpty();
  }

  private int rows() {
    List<SessionRow> rows =
        server.store().reading(tx -> new SessionRows(tx).live(1, Instant.EPOCH));
    return rows.size();
  }
}
