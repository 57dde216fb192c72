package dev.restauth.account;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Repeats;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The life of an account from registration to closing. */
@ParameterizedClass
@EnumSource
class AccountLifeTest {
  @Parameter TestDatabase database;
  @RegisterExtension private final TestServer server = new TestServer().on(() -> database);

  private final HttpCalls calls = server.calls();

  @Test
  void storesAHashAndNeverThePassword() {
    calls.register("miguel", "python");

    String hash = server.account(1).passwordHash().orElseThrow();
    assertThat(hash).startsWith("$argon2id$v=19$m=64,t=1,p=1$").doesNotContain("python");
  }

  @Test
  void onlyOneOfManyRegistrationsGetsAName() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> attempts =
          IntStream.range(0, 16)
              .mapToObj(i -> threads.submit(() -> calls.register("same", "password " + i)))
              .toList();
      List<Integer> created = new ArrayList<>();
      List<Integer> undecided = new ArrayList<>();
      for (int i = 0; i < attempts.size(); i++) {
        int status = attempts.get(i).get().status();
        assertThat(status).isIn(201, 400, 503);
        if (status != 400) {
          (status == 201 ? created : undecided).add(i);
        }
      }
      List<Integer> winners =
          IntStream.range(0, 16).filter(i -> logsIn("same", "password " + i)).boxed().toList();
      assertThat(winners).hasSize(1);
      // A client that received 503 may have created the account.
      assertThat(created.isEmpty() ? undecided : created).containsAll(winners);
      assertThat(created).hasSizeLessThanOrEqualTo(1);
    }
  }

  private boolean logsIn(String username, String password) {
    Reply reply =
        Repeats.whileUnavailable(() -> calls.get("/api/resource", basic(username, password)));
    assertThat(reply.status()).isIn(200, 401);
    return reply.status() == 200;
  }

  @Test
  void preparesNamesTheSameAtRegistrationAndAtLogIn() {
    // "é" as one code point and as two, and full-width letters.
    assertThat(calls.register("Ren\u00e9", "python").json().get("username").asText())
        .isEqualTo("Ren\u00e9");
    assertThat(calls.register("Rene\u0301", "python").status()).isEqualTo(400);
    assertThat(calls.get("/api/resource", basic("Rene\u0301", "python")).status()).isEqualTo(200);
    assertThat(calls.register("\uff4d\uff49", "python").json().get("username").asText())
        .isEqualTo("mi");
    assertThat(calls.get("/api/resource", basic("\uff4d\uff49", "python")).status()).isEqualTo(200);
  }

  @Test
  void passwordChangeRevokesEveryToken() {
    calls.register("miguel", "python");
    String token = calls.token("miguel", "python");

    Reply changed =
        calls.post(
            "/api/me/password",
            "{\"current_password\":\"python\",\"new_password\":\"rattlesnake\"}",
            basic(token, "x"));

    assertThat(changed.status()).isEqualTo(204);
    assertThat(changed.body()).isEmpty();
    assertThat(calls.get("/api/resource", basic(token, "x")).status()).isEqualTo(401);
    assertThat(calls.get("/api/token", basic(token, "x")).status()).isEqualTo(401);
    assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(401);
    assertThat(calls.get("/api/resource", basic("miguel", "rattlesnake")).status()).isEqualTo(200);
    assertThat(server.account(1).generation()).isEqualTo(2);
  }

  @Test
  void changesNothingWithoutTheCurrentPassword() {
    calls.register("miguel", "python");
    String token = calls.token("miguel", "python");
    Account before = server.account(1);

    assertThat(change(token, "{\"current_password\":\"no\",\"new_password\":\"other\"}"))
        .isEqualTo(403);
    assertThat(change(token, "{\"current_password\":\"python\",\"new_password\":\"\"}"))
        .isEqualTo(400);
    assertThat(change(token, "{\"new_password\":\"other\"}")).isEqualTo(400);
    assertThat(change("nobody", "{\"current_password\":\"python\",\"new_password\":\"other\"}"))
        .isEqualTo(401);
    assertThat(server.account(1)).isEqualTo(before);
  }

  @Test
  void closesPermanentlyAndOnlyWithThePassword() {
    calls.register("miguel", "python");
    String token = calls.token("miguel", "python");

    assertThat(delete(basic(token, "x")).status()).isEqualTo(403);
    assertThat(delete("Authorization: Bearer " + token).status()).isEqualTo(403);
    assertThat(delete(basic("miguel", "wrong")).status()).isEqualTo(401);
    assertThat(server.account(1).active()).isTrue();

    assertThat(delete(basic("miguel", "python")).status()).isEqualTo(204);
    assertThat(server.account(1).state()).isEqualTo(Account.State.CLOSED);
    assertThat(server.account(1).passwordHash()).isEmpty();
    assertThat(calls.get("/api/resource", basic(token, "x")).status()).isEqualTo(401);
    assertThat(calls.get("/api/resource", basic("miguel", "python")).status()).isEqualTo(401);
    assertThat(calls.get("/api/users/1").status()).isEqualTo(400);
    assertThat(calls.register("miguel", "python").status()).isEqualTo(400);
    assertThat(calls.register("susan", "python").header("location").orElseThrow())
        .doesNotEndWith("/1");
  }

  @Test
  void refusesGuessablePasswordsUnderNist() {
    assertThat(calls.register("susan", "python").status()).isEqualTo(201);
    server.restart(Map.of("password-policy", "nist", "public-url", "https://accounts.example.com"));

    for (String password :
        List.of("password1234567", "Miguel-2026-miguel!", "accounts.example", "REST-auth 202611")) {
      Reply refused = calls.register("miguel", password);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().get("type").asText()).endsWith("/invalid-password");
      assertThat(refused.json().get("detail").asText())
          .startsWith("The password is ")
          .contains("guess", " to find it.")
          .doesNotContain(password);
    }
    assertThat(
            server
                .store()
                .<Boolean>reading(tx -> new AccountRows(tx).findByUsername("miguel").isPresent()))
        .isFalse();

    // The policy does not apply to the current password. It compares the new password with the user
    // name.
    String token = calls.token("susan", "python");
    assertThat(change(token, wish("susansusansusan"))).isEqualTo(400);
    assertThat(calls.get("/api/resource", basic("susan", "python")).status()).isEqualTo(200);
    assertThat(change(token, wish("migueltomiguel walks"))).isEqualTo(204);
  }

  private static String wish(String password) {
    return "{\"current_password\":\"python\",\"new_password\":\"" + password + "\"}";
  }

  @Test
  void refusesShortPasswordsUnderNist() {
    server.restart(Map.of("password-policy", "nist"));

    Reply refused = calls.register("miguel", "fourteen chars");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("detail").asText()).contains("15").doesNotContain("fourteen");
    assertThat(calls.register("miguel", "fifteen chars ok").status()).isEqualTo(201);
  }

  @Test
  void unknownUserWrongPasswordAndDisabledAccountGetTheSameAnswer() {
    calls.register("miguel", "python");
    calls.register("susan", "python");
    server.operate("user.disable", Map.of("username", "susan"));
    long before = server.hasher().computed();

    Reply unknown = calls.get("/api/resource", basic("nobody", "python"));
    Reply wrong = calls.get("/api/resource", basic("miguel", "wrong"));
    Reply disabled = calls.get("/api/resource", basic("susan", "python"));

    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body()).isEqualTo(disabled.body());
    assertThat(names(unknown)).isEqualTo(names(wrong)).isEqualTo(names(disabled));
    assertThat(server.hasher().computed()).isEqualTo(before + 3);
  }

  private static List<String> names(Reply reply) {
    return reply.headers().stream().map(Map.Entry::getKey).toList();
  }

  private int change(String token, String json) {
    return calls.post("/api/me/password", json, basic(token, "x")).status();
  }

  private Reply delete(String authorization) {
    return calls.call("DELETE", "/api/me", Optional.empty(), authorization);
  }
}
