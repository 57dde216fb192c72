package dev.restauth.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guesses that are answered with 429, over HTTP. A trusted proxy sends the addresses. */
class ThrottledLoginTest {
  private static final int FREE = 3;

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(
              clock,
              Map.of(
                  "trusted-proxies", "127.0.0.1",
                  "account-failures", String.valueOf(FREE),
                  "address-failures", "20",
                  "verified-password-duration", "0"))
          .withAccount("miguel", "python");

  @Test
  void strangersMustWaitAndNothingIsHashed() {
    for (int i = 0; i < FREE; i++) {
      assertThat(logIn("miguel", "wrong", "192.0.2." + i).status()).isEqualTo(401);
    }
    long computed = server.hasher().computed();

    HttpCalls.Reply refused = logIn("miguel", "python", "198.51.100.1");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).contains("1");
    assertThat(refused.body()).contains("too-many-attempts");
    assertThat(server.hasher().computed()).isEqualTo(computed);
    clock.move(Duration.ofSeconds(1));
    assertThat(logIn("miguel", "python", "198.51.100.1").status()).isEqualTo(200);
  }

  @Test
  void unknownNamesAreTreatedTheSame() {
    for (int i = 0; i <= FREE; i++) {
      HttpCalls.Reply ofAccount = logIn("miguel", "wrong", "192.0.2." + i);
      HttpCalls.Reply ofNobody = logIn("nobody", "wrong", "192.0.2." + (100 + i));
      assertThat(ofNobody.status()).isEqualTo(ofAccount.status()).isEqualTo(i < FREE ? 401 : 429);
      assertThat(ofNobody.body()).isEqualTo(ofAccount.body());
      assertThat(ofNobody.header("Retry-After")).isEqualTo(ofAccount.header("Retry-After"));
    }
  }

  @Test
  void ownerCanLogInFromAKnownAddress() {
    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      logIn("miguel", "wrong", "192.0.2." + i);
    }
    assertThat(logIn("miguel", "python", "198.51.100.1").status()).isEqualTo(429);
    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(200);

    clock.move(Duration.ofDays(91));
    for (int i = 0; i < 10; i++) {
      logIn("miguel", "wrong", "192.0.2." + i);
    }
    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(429);
  }

  @Test
  void unlockResetsTheFailures() {
    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      logIn("miguel", "wrong", "192.0.2." + i);
      logIn("miguel", "wrong", "203.0.113.7");
    }
    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(429);
    assertThat(logIn("miguel", "python", "198.51.100.1").status()).isEqualTo(429);

    assertThat(server.operate("user.unlock", Map.of("username", "miguel")))
        .isInstanceOf(Reply.Done.class);

    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(200);
    assertThat(logIn("miguel", "python", "198.51.100.1").status()).isEqualTo(200);
    for (int i = 0; i <= FREE; i++) {
      assertThat(logIn("miguel", "wrong", "192.0.2." + (50 + i)).status())
          .as("counting has begun anew")
          .isEqualTo(i < FREE ? 401 : 429);
    }
  }

  @Test
  void unlockWorksWithoutAServer() {
    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      logIn("miguel", "wrong", "192.0.2." + i);
      logIn("miguel", "wrong", "203.0.113.7");
    }
    server.close();
    clock.move(Duration.ofMillis(1));
    assertThat(server.operate("user.unlock", Map.of("username", "miguel")))
        .isInstanceOf(Reply.Done.class);
    server.restart();

    assertThat(logIn("miguel", "python", "203.0.113.7").status()).isEqualTo(200);
    assertThat(logIn("miguel", "python", "198.51.100.1").status()).isEqualTo(200);
  }

  @Test
  void anAddressThatTriesManyNamesIsThrottled() {
    for (int i = 0; i < 20; i++) {
      assertThat(logIn("name-" + i, "password", "192.0.2.1").status()).isEqualTo(401);
    }
    HttpCalls.Reply refused = logIn("another", "password", "192.0.2.1");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).contains("6");
    assertThat(logIn("miguel", "python", "192.0.2.2").status()).isEqualTo(200);
  }

  @Test
  void currentPasswordIsThrottled() {
    String token = server.calls().token("miguel", "python");
    for (int i = 0; i < FREE; i++) {
      assertThat(changePassword(token, "wrong").status()).isEqualTo(403);
    }
    assertThat(changePassword(token, "wrong").status()).isEqualTo(429);
    assertThat(server.calls().get("/api/resource", "Authorization: Bearer " + token).status())
        .isEqualTo(200);
  }

  /** All attempts in progress count as failures. */
  @Test
  void onlyTheFreeAttemptsOfManyParallelGuessesAreChecked() throws Exception {
    long computed = server.hasher().computed();
    List<Integer> statuses = inParallel(60, i -> logIn("miguel", "guess-" + i, "192.0.2." + i));
    assertThat(statuses).containsOnly(401, 429);
    assertThat(statuses).filteredOn(status -> status == 401).hasSize(FREE);
    assertThat(server.hasher().computed()).isEqualTo(computed + FREE);
  }

  /**
   * More log-ins begin at the same time than may fail without a delay. The additional log-ins wait
   * until other log-ins succeed, and none is refused.
   */
  @Test
  void manyParallelLogInsWithTheRightPasswordSucceed() throws Exception {
    assertThat(inParallel(30, i -> logIn("miguel", "python", "192.0.2." + i))).containsOnly(200);
  }

  @Test
  void ownerCanLogInFromTheAddressOfTheRegistration() {
    assertThat(
            server
                .calls()
                .post(
                    "/api/users",
                    "{\"username\":\"susan\",\"password\":\"cat\"}",
                    "X-Forwarded-For: 203.0.113.9")
                .status())
        .isEqualTo(201);
    for (int i = 0; i < 10; i++) {
      logIn("susan", "wrong", "192.0.2." + i);
    }
    assertThat(logIn("susan", "cat", "198.51.100.1").status()).isEqualTo(429);
    assertThat(logIn("susan", "cat", "203.0.113.9").status()).isEqualTo(200);
  }

  private static List<Integer> inParallel(int many, IntFunction<HttpCalls.Reply> call)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpCalls.Reply>> replies = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int number = i;
        replies.add(threads.submit(() -> call.apply(number)));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<HttpCalls.Reply> reply : replies) {
        statuses.add(reply.get().status());
      }
      return statuses;
    }
  }

  private HttpCalls.Reply logIn(String username, String password, String address) {
    return server
        .calls()
        .get(
            "/api/resource",
            HttpCalls.basic(username, password),
            "Accept: application/json",
            "X-Forwarded-For: " + address);
  }

  private HttpCalls.Reply changePassword(String token, String current) {
    return server
        .calls()
        .post(
            "/api/me/password",
            "{\"current_password\":\"" + current + "\",\"new_password\":\"monty\"}",
            "Authorization: Bearer " + token,
            "X-Forwarded-For: 198.51.100.9");
  }
}
