package dev.restauth.token;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.LogCatcher;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.session.RevocationRows;
import dev.restauth.session.SessionRow;
import dev.restauth.session.SessionRows;
import dev.restauth.token.AdoptedTokenKey.Algorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session of an adopted application's token, and the log-out from that session. */
class AdoptedSessionTest {
  private static final String MIGUEL = basic("miguel", "python");

  @TempDir Path folder;

  @AutoClose private AdoptedScene scene;
  private String old;

  @BeforeEach
  void start() {
    scene = AdoptedScene.ofMiguel(folder);
    old = scene.application.token("{\"id\":1,\"exp\":4102444800.25}");
  }

  private Reply delete(String path, String authorization) {
    return scene.calls().call("DELETE", path, Optional.empty(), authorization);
  }

  private int logOut(String token) {
    return delete("/api/token", basic(token, "")).status();
  }

  private String trade() {
    return scene.calls().token(old, "");
  }

  private List<SessionRow> rows() {
    return scene.server().store().reading(tx -> new SessionRows(tx).live(1, Instant.EPOCH));
  }

  private Map<String, Instant> revoked() {
    return scene
        .server()
        .store()
        .reading(tx -> new RevocationRows(tx).revokedSessions(Instant.EPOCH));
  }

  private void assertEnded(String... tokens) {
    for (String token : tokens) {
      assertThat(scene.status(token)).isEqualTo(401);
      assertThat(logOut(token)).isEqualTo(401);
    }
    assertThat(rows()).isEmpty();
  }

  @Test
  void eventIsWrittenWhenItBeginsButNotAtRenewal() {
    try (LogCatcher log = new LogCatcher("dev.restauth.event")) {
      trade();
      scene.clock.move(Duration.ofMinutes(2));
      trade();
      assertThat(log.all())
          .singleElement()
          .asString()
          .startsWith("INFO event=user.logged_in account=1 network=127.0.0.0/24 session=")
          .contains(" method=adopted-token request=");
    }
  }

  @Test
  void sessionIsStoredOnceTheTokenIsTraded() {
    assertThat(scene.calls().get("/api/resource", basic(old, "")).status()).isEqualTo(200);
    scene.calls().call("HEAD", "/api/token", Optional.empty(), basic(old, ""));
    assertThat(rows()).isEmpty();
    String ours = trade();
    scene.clock.move(Duration.ofMinutes(2));
    trade();

    assertThat(rows()).hasSize(1);
    SessionRow row = rows().getFirst();
    assertThat(row.method()).isEqualTo("adopted-token");
    assertThat(row.adoptedUntil()).contains(Instant.ofEpochSecond(4102444801L));
    assertThat(row.renewedAt()).isEqualTo(scene.clock.instant());
    JsonNode listed = scene.calls().get("/api/me/sessions", basic(ours, "")).json().get("sessions");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("method").asText()).isEqualTo("adopted-token");
    assertThat(listed.get(0).get("current").asBoolean()).isTrue();
    assertThat(listed.get(0).get("id").asText()).isEqualTo(row.id());
  }

  @Test
  void answersHeadAsItAnswersGet() {
    Reply head = scene.calls().call("HEAD", "/api/token", Optional.empty(), basic(old, ""));
    Reply get = scene.calls().get("/api/token", basic(old, ""));
    assertThat(head.status()).isEqualTo(get.status());
    assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
  }

  @Test
  void logOutWithTheNewTokenRevokesBoth() {
    String ours = trade();
    assertThat(logOut(ours)).isEqualTo(204);

    assertEnded(ours, old);
    assertThat(revoked().values()).containsExactly(Instant.ofEpochSecond(4102444801L));
    scene.restart();
    assertEnded(ours, old);
  }

  @Test
  void logOutWithTheOldTokenRevokesBoth() {
    String ours = trade();
    assertThat(logOut(old)).isEqualTo(204);

    assertEnded(ours, old);
    scene.restart();
    assertEnded(ours, old);
  }

  @Test
  void logOutRevokesATokenThatWasNeverTraded() {
    assertThat(delete("/api/token", "Authorization: Bearer " + old).status()).isEqualTo(204);

    assertEnded(old);
    scene.restart();
    assertEnded(old);
    String another = scene.application.token("{\"id\":1,\"exp\":4102444800}");
    assertThat(scene.status(another)).as("of another session").isEqualTo(200);
  }

  @Test
  void endingTheSessionByIdRevokesTheOldToken() {
    String ours = trade();
    String id = rows().getFirst().id();
    String second = scene.calls().token("miguel", "python");
    assertThat(delete("/api/me/sessions/" + id, MIGUEL).status()).isEqualTo(204);

    assertThat(scene.status(old)).isEqualTo(401);
    assertThat(scene.status(ours)).isEqualTo(401);
    assertThat(scene.status(second)).isEqualTo(200);
  }

  @Test
  void endingAllSessionsIncludesTradedOnes() {
    trade();
    String untraded = scene.application.token("{\"id\":1,\"exp\":4102444800}");
    String second = scene.calls().token("miguel", "python");
    assertThat(
            scene
                .calls()
                .call(
                    "DELETE",
                    "/api/me/sessions",
                    Optional.of("{\"current_password\":\"python\"}"),
                    basic(second, ""),
                    "Content-Type: application/json")
                .status())
        .isEqualTo(204);

    assertThat(scene.status(old)).isEqualTo(401);
    assertThat(scene.status(second)).isEqualTo(200);
    assertThat(scene.status(untraded)).as("it has no session yet").isEqualTo(200);
  }

  @Test
  void staysRevokedIfTokensAreAcceptedForLonger() {
    scene.accept(
        "rest-auth",
        Algorithm.HS256,
        AdoptedScene.SECRET,
        scene.clock.instant().plus(Duration.ofHours(1)));
    assertThat(logOut(trade())).isEqualTo(204);
    scene.clock.move(Duration.ofHours(2));
    scene.server().runMaintenance();

    scene.accept("rest-auth", Algorithm.HS256, AdoptedScene.SECRET, AdoptedScene.FAR);
    assertEnded(old);
  }

  @Test
  void revocationIsRemovedWhenTheOldTokenHasExpired() {
    old = scene.application.token("{\"id\":1,\"exp\":%d.5}".formatted(now() + 200_000));
    assertThat(logOut(old)).isEqualTo(204);
    scene.clock.move(Duration.ofSeconds(200_001).minusNanos(1_000));
    scene.server().runMaintenance();
    assertThat(revoked()).hasSize(1);
    scene.clock.move(Duration.ofNanos(1_000));
    scene.server().runMaintenance();

    assertThat(revoked()).isEmpty();
    assertEnded(old);
  }

  private long now() {
    return scene.clock.instant().getEpochSecond();
  }

  @Test
  void tokenWithoutAnEndStaysRevoked() {
    old = scene.application.token("{\"id\":1,\"exp\":1e300}");
    assertThat(scene.status(old)).isEqualTo(200);
    assertThat(logOut(old)).isEqualTo(204);

    assertEnded(old);
    scene.restart();
    assertEnded(old);
  }

  @Test
  void concurrentTradeDoesNotUndoALogOut() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 10; round++) {
      old = scene.application.token("{\"id\":1,\"exp\":%d}".formatted(4102444800L + round));
      List<String> traded = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Reply>> trades = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          trades.add(threads.submit(() -> scene.calls().get("/api/token", basic(old, ""))));
        }
        Future<Integer> loggedOut = threads.submit(() -> logOut(old));
        for (Future<Reply> trade : trades) {
          if (trade.get().status() == 200) {
            traded.add(trade.get().json().get("token").asText());
          } else {
            assertThat(trade.get().status()).isEqualTo(401);
          }
        }
        assertThat(loggedOut.get()).isEqualTo(204);
      }
      traded.add(old);
      assertEnded(traded.toArray(String[]::new));
    }
  }

  @Test
  void oldTokenCannotManageSessions() {
    trade();
    for (String method : List.of("GET", "DELETE")) {
      Reply reply =
          scene.calls().call(method, "/api/me/sessions", Optional.empty(), basic(old, ""));
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.json().get("type").asText()).endsWith("/password-required");
    }
    assertThat(delete("/api/me/sessions/" + rows().getFirst().id(), basic(old, "")).status())
        .isEqualTo(403);
    Reply refresh = scene.calls().get("/api/token?refresh=true", basic(old, ""));
    assertThat(refresh.status()).isEqualTo(403);
    assertThat(rows()).hasSize(1);
  }

  @Test
  void passwordCanEndAllSessionsTradedOrNot() {
    String ours = trade();
    String another = scene.application.token("{\"id\":1,\"exp\":4102444800}");
    assertThat(delete("/api/me/sessions", MIGUEL).status()).isEqualTo(204);

    assertEnded(ours, old, another);
  }
}
