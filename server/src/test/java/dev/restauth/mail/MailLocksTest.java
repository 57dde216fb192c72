package dev.restauth.mail;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions that add mails. All of them acquire their locks in the same order, because a
 * deadlock would delay other requests. On PostgreSQL, the test fails if a transaction locks the
 * account or a name before it locks the mails.
 */
class MailLocksTest {
  private static final int ROUNDS = 6;
  private static final int MOST_ROUNDS = 100;

  /** A request for a mail, a log-in, a registration and a change. */
  private static final List<Integer> SUCCESSES = List.of(202, 200, 201, 204);

  private static final String ADDRESS = "anna@example.com";

  @TempDir private static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings =
        new HashMap<>(TestServer.sharing(folder, TestDatabase.postgresUrl()));
    settings.putAll(MailCalls.SETTINGS);
    settings.put("trusted-proxies", "127.0.0.1");
    settings.put("email-login", "on");
    server = TestServer.start(folder, InstantSource.system(), settings);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void nobodyIsRefusedBecauseOfTransactionsThatWaitForEachOther() throws Exception {
    server.calls().register("anna", "python");
    confirmed(server, "anna", ADDRESS);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // In most rounds, the change of the name comes before all log-ins.
      for (int round = 0; round < ROUNDS || !hasAll(statuses, round); round++) {
        for (Future<HttpCalls.Reply> reply : threads.invokeAll(calls(server, round))) {
          statuses.add(reply.get().status());
        }
      }
    }
    assertThat(statuses).doesNotContain(500, 503, 415).containsAll(SUCCESSES);
    // After a deadlock, a transaction would run again.
    assertThat(
            Rows.count(
                server,
                "SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()"))
        .isZero();
  }

  /** Returns whether a call of each kind has succeeded, or there have been too many rounds. */
  private static boolean hasAll(List<Integer> statuses, int round) {
    return round >= MOST_ROUNDS || statuses.containsAll(SUCCESSES);
  }

  /**
   * If these log-ins waited for the lock, a cluster would process log-ins from new addresses one by
   * one.
   */
  @Test
  void logInsThatMailNothingDoNotWaitForTransactionsThatMail() throws Exception {
    server.calls().register("bert", "python");
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch loggedIn = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> mailing =
          threads.submit(
              () ->
                  server
                      .store()
                      .inTransaction(
                          tx -> {
                            var _ = tx.properties().findForUpdate("master_key_id");
                            locked.countDown();
                            return await(loggedIn);
                          }));
      locked.await();
      HttpCalls.Reply reply =
          server.calls().get("/api/token", basic("bert", "python"), "X-Forwarded-For: 192.0.2.1");
      long stored =
          Rows.count(
              server,
              "SELECT count(*) AS n FROM known_address JOIN account ON account.id = account_id"
                  + " WHERE username = 'bert'");
      loggedIn.countDown();
      assertThat(mailing.get()).isTrue();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(stored).as("addresses and networks of registration and log-in").isEqualTo(4);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void confirmed(TestServer server, String username, String address) {
    int changed =
        server
            .store()
            .inTransaction(
                tx ->
                    tx.sql()
                        .change(
                            "UPDATE account SET email = ?, verified_email = ? WHERE username = ?",
                            address,
                            address,
                            username));
    assertThat(changed).isEqualTo(1);
  }

  private static String name(TestServer server) {
    return server
        .store()
        .reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT username FROM account WHERE verified_email = ?",
                        row -> row.text("username"),
                        ADDRESS))
        .orElseThrow();
  }

  /**
   * Returns calls about one account, and registrations of the name that the account is about to
   * get.
   */
  private static List<Callable<HttpCalls.Reply>> calls(TestServer server, int round) {
    HttpCalls calls = server.calls();
    String anna = basic(name(server), "python");
    String next = "anna" + round;
    List<Callable<HttpCalls.Reply>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String from = "X-Forwarded-For: 10." + round + "." + i + ".1";
      String other = "X-Forwarded-For: 10." + round + "." + (100 + i) + ".1";
      String address = "{\"email\":\"a" + round + i + "@example.com\"}";
      String registration =
          "{\"username\":\"%s\",\"password\":\"python\",\"email\":\"b%s@example.com\"}"
              .formatted(i == 0 ? next : next + i, next);
      all.add(() -> put(calls, "/api/me/email", address, anna, from));
      all.add(() -> calls.get("/api/token", anna, other));
      all.add(() -> calls.post("/api/login-codes", "{\"email\":\"" + ADDRESS + "\"}", from));
      all.add(() -> calls.post("/api/users", registration, other));
    }
    all.add(() -> put(calls, "/api/me/username", "{\"username\":\"" + next + "\"}", anna));
    String password = "{\"current_password\":\"python\",\"new_password\":\"python\"}";
    all.add(() -> calls.post("/api/me/password", password, anna));
    return all;
  }

  private static HttpCalls.Reply put(HttpCalls calls, String path, String body, String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add("Content-Type: application/json");
    return calls.call("PUT", path, Optional.of(body), all.toArray(String[]::new));
  }
}
