package dev.restauth.mail;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that add mails take their locks in one order: none ends in a deadlock, which would hold others up. */
class MailLocksTest {
  private static final int ROUNDS = 4;

  @TempDir Path folder;

  @Test
  void nobodyIsRefusedBecauseOfTransactionsThatWaitForEachOther() throws Exception {
    Map<String, String> settings =
        new HashMap<>(TestServer.sharing(folder, TestDatabase.postgresUrl()));
    settings.putAll(MailCalls.SETTINGS);
    settings.put("trusted-proxies", "127.0.0.1");
    settings.put("email-login", "on");
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.calls().register("anna", "python");
      confirmed(server, "anna", "anna@example.com");
      List<HttpCalls.Reply> replies = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Future<HttpCalls.Reply> reply : threads.invokeAll(calls(server, round))) {
          replies.add(reply.get());
        }
      }
      assertThat(replies).extracting(HttpCalls.Reply::status).isNotEmpty().doesNotContain(500, 503);
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

  private static List<Callable<HttpCalls.Reply>> calls(TestServer server, int round) {
    HttpCalls calls = server.calls();
    List<Callable<HttpCalls.Reply>> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String from = "X-Forwarded-For: 10." + round + "." + i + ".1";
      String other = "X-Forwarded-For: 10." + round + "." + (100 + i) + ".1";
      String anna = basic("anna", "python");
      String address = "{\"email\":\"a" + round + i + "@example.com\"}";
      all.add(() -> calls.call("PUT", "/api/me/email", Optional.of(address), json(anna, from)));
      all.add(() -> calls.get("/api/token", anna, other));
      all.add(() -> calls.post("/api/login-codes", "{\"email\":\"anna@example.com\"}", json(from)));
      String name = "{\"username\":\"user" + round + i + "\",\"password\":\"python\"}";
      all.add(() -> calls.post("/api/users", name, json(other)));
    }
    String rename = "{\"username\":\"" + (round % 2 == 0 ? "anne" : "anna") + "\"}";
    String before = basic(round % 2 == 0 ? "anna" : "anne", "python");
    all.add(() -> calls.call("PUT", "/api/me/username", Optional.of(rename), json(before)));
    return all;
  }

  private static String[] json(String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add("Content-Type: application/json");
    return all.toArray(String[]::new);
  }
}
