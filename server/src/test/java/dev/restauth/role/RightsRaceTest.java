package dev.restauth.role;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.http.AdministrativeScope;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.operator.Reply.Done;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.trial.AdministrativeRoutes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rights that one server withdraws while another server of the same database issues tokens with
 * these rights.
 */
@ExtendWith(QuietLogs.class)
class RightsRaceTest {
  private static final String ADMIN = AdministrativeScope.EVENTS_READ.text();
  private static final String PATH = AdministrativeRoutes.path(AdministrativeScope.EVENTS_READ);
  private static final String WRITE = "posts:write";
  private static final String EDIT = "posts:edit";
  private static final int SHORT = 4;
  private static final int LONG = 24;
  private static final int MOST = 100;

  @TempDir Path folder;

  private static void operate(TestServer server, String operation, Map<String, String> arguments) {
    assertThat(server.operate(operation, arguments)).isInstanceOf(Done.class);
  }

  private static boolean hasScope(String token, String scope) {
    return RoleScene.scopes(token).contains(scope);
  }

  @Test
  void noTokenKeepsARightThatWasWithdrawnDuringItsIssue() throws Exception {
    race(SHORT);
  }

  @Test
  @Tag("long")
  void noTokenKeepsARightAfterManyWithdrawals() throws Exception {
    race(LONG);
  }

  /** Withdraws rights a number of times, and until clients have got tokens with both of them. */
  private void race(int rounds) throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    try (TestServer one = start(folder, settings);
        TestServer other = start(elsewhere, settings);
        ExecutorService threads = Executors.newFixedThreadPool(3)) {
      one.calls().register("miguel", "python");
      operate(one, "role.define", Map.of("role", "writer", "scopes", WRITE));
      operate(one, "role.define", Map.of("role", "editor", "scopes", EDIT));
      operate(one, "role.define", Map.of("role", "auditor", "scopes", ADMIN));
      operate(one, "role.assign", Map.of("role", "editor", "username", "miguel"));
      Set<String> tokens = ConcurrentHashMap.newKeySet();
      AtomicBoolean done = new AtomicBoolean();
      List<Future<?>> clients = new ArrayList<>();
      for (TestServer server : List.of(one, other, other)) {
        String first = server.calls().token("miguel", "python");
        clients.add(threads.submit(() -> renewUntil(done, server, first, tokens)));
      }
      for (int i = 0; i < rounds || (i < MOST && !hasBoth(tokens)); i++) {
        operate(one, "role.assign", Map.of("role", "writer", "username", "miguel"));
        operate(one, "role.define", Map.of("role", "editor", "scopes", EDIT));
        operate(one, "role.take", Map.of("role", "writer", "username", "miguel"));
        operate(one, "role.define", Map.of("role", "editor", "scopes", "posts:list"));
      }
      done.set(true);
      for (Future<?> client : clients) {
        client.get();
      }
      assertThat(tokens).anyMatch(token -> hasScope(token, WRITE));
      assertThat(tokens).anyMatch(token -> hasScope(token, EDIT));
      for (TestServer server : List.of(one, other)) {
        eventually("it was notified of the last change", () -> none(server, tokens));
        assertThat(status(server, server.calls().token("miguel", "python"))).isEqualTo(200);
      }
      administrationStopsImmediately(one, other);
    }
  }

  private static boolean hasBoth(Set<String> tokens) {
    return tokens.stream().anyMatch(token -> hasScope(token, WRITE))
        && tokens.stream().anyMatch(token -> hasScope(token, EDIT));
  }

  private TestServer start(Path home, Map<String, String> settings) {
    return TestServer.start(home, InstantSource.system(), settings, new AdministrativeRoutes());
  }

  private static int renewUntil(
      AtomicBoolean done, TestServer server, String first, Set<String> tokens) {
    String token = first;
    while (!done.get()) {
      Reply reply = server.calls().get("/api/token", "Authorization: Bearer " + token);
      assertThat(reply.status()).as("a change of rights logs nobody out").isEqualTo(200);
      token = reply.json().get("token").asText();
      tokens.add(token);
    }
    return tokens.size();
  }

  /** Returns whether a server refuses all tokens that contain a withdrawn scope. */
  private static boolean none(TestServer server, Set<String> tokens) {
    return tokens.stream()
        .filter(token -> hasScope(token, WRITE) || hasScope(token, EDIT))
        .allMatch(token -> status(server, token) == 401);
  }

  private static int status(TestServer server, String token) {
    return server
        .calls()
        .call("HEAD", "/api/resource", Optional.empty(), "Authorization: Bearer " + token)
        .status();
  }

  /**
   * Administrative routes read the rights from the database, so they refuse a caller before the
   * server is notified of the withdrawal.
   */
  private static void administrationStopsImmediately(TestServer one, TestServer other) {
    for (int i = 0; i < 3; i++) {
      operate(one, "role.assign", Map.of("role", "auditor", "username", "miguel"));
      Reply begun = other.calls().get("/api/token?scope=" + ADMIN, basic("miguel", "python"));
      String token = begun.json().get("token").asText();
      eventually(
          "it was notified that the right was given",
          () -> other.calls().get(PATH, "Authorization: Bearer " + token).status() == 204);
      operate(one, "role.take", Map.of("role", "auditor", "username", "miguel"));
      assertThat(other.calls().get(PATH, "Authorization: Bearer " + token).status()).isIn(401, 403);
      assertThat(other.calls().get(PATH, basic("miguel", "python")).status()).isEqualTo(403);
      assertThat(other.calls().get("/api/token", "Authorization: Bearer " + token).status())
          .isEqualTo(403);
    }
  }
}
