package dev.restauth.login;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The length limits of names and passwords, which the server checks in every request before it
 * normalizes the text. The time of normalization grows with the square of the length, and a body
 * may have 64 KB. The responses show that no text was normalized.
 */
class LongPasswordsTest {
  /**
   * 60 KB. If the server normalized this text first, it would refuse the mix of two kinds of
   * digits.
   */
  private static final String DIGITS = "\u0661".repeat(30_000) + "\u06f1";

  /** 60 KB, in the order that takes the longest to normalize. */
  private static final String MARKS = "a" + "\u0345".repeat(15_000) + "\u0334".repeat(15_000);

  /** 1,026 bytes. If the server normalized this text first, it would have 684 bytes. */
  private static final String DECOMPOSED = "e\u0301".repeat(342);

  @TempDir Path folder;
  private TestServer server;
  private HttpCalls calls;

  @BeforeEach
  void start() {
    server = TestServer.start(folder);
    calls = server.calls();
    calls.register("miguel", "python");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void lengthOfANewPasswordIsCheckedFirst() {
    for (String tooLong : List.of(DIGITS, MARKS, DECOMPOSED)) {
      refusedAsTooLong(calls.register("susan", tooLong));
      refusedAsTooLong(change("python", tooLong));
    }
    assertThat(calls.register("susan", "e\u0301".repeat(341)).status()).isEqualTo(201);
  }

  private static void refusedAsTooLong(HttpCalls.Reply reply) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("invalid-password", "longer than 1024 bytes");
  }

  @Test
  void tooLongPresentedPasswordIsWrong() {
    for (String name : List.of("miguel", "nobody")) {
      Seen wrong = seen(() -> calls.get("/api/token", basic(name, "wrong")));
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.hashed()).isEqualTo(1);
      for (String tooLong : List.of("p".repeat(1025), "\u0661".repeat(2_000), DECOMPOSED)) {
        assertThat(seen(() -> calls.get("/api/token", basic(name, tooLong)))).isEqualTo(wrong);
      }
    }
    calls.token("miguel", "python"); // from now on the server hashes only the password in the body
    Seen wrong = seen(() -> change("wrong", "rattlesnake"));
    assertThat(wrong.status()).isEqualTo(403);
    for (String tooLong : List.of("p".repeat(1025), DIGITS, MARKS, DECOMPOSED)) {
      assertThat(seen(() -> change(tooLong, "rattlesnake"))).isEqualTo(wrong);
    }
    assertThat(change("python", "rattlesnake").status()).isEqualTo(204);
  }

  @Test
  void loginByJsonTreatsTooLongPasswordsAsWrong() {
    for (String name : List.of("miguel", "nobody")) {
      Seen wrong = seen(() -> login(name, "wrong"));
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(wrong.hashed()).isEqualTo(1);
      for (String tooLong : List.of("p".repeat(1025), DIGITS, MARKS, DECOMPOSED)) {
        assertThat(seen(() -> login(name, tooLong))).isEqualTo(wrong);
      }
    }
    assertThat(login("miguel", "python").status()).isEqualTo(200);
  }

  private HttpCalls.Reply login(String name, String password) {
    return calls.post(
        "/api/login",
        JsonMapper.builder()
            .build()
            .createObjectNode()
            .put("username", name)
            .put("password", password)
            .toString());
  }

  /**
   * The number of computed hashes, and everything in a response that a client sees except the time
   * of day.
   *
   * @param hashed the number of hashes computed during the request
   */
  private record Seen(
      int status, List<Map.Entry<String, String>> headers, String body, long hashed) {}

  private Seen seen(Supplier<HttpCalls.Reply> call) {
    long before = server.hasher().computed();
    HttpCalls.Reply reply = call.get();
    return new Seen(
        reply.status(),
        reply.headers().stream().filter(header -> !header.getKey().equals("date")).toList(),
        reply.body(),
        server.hasher().computed() - before);
  }

  @Test
  void tooLongNameIsNotLookedUp() {
    calls.register("A".repeat(86), "python");
    String wide = "\uff21".repeat(86);

    assertThat(calls.get("/api/resource", basic(wide, "python")).status()).isEqualTo(401);
    assertThat(calls.register(wide, "python").body()).contains("at most 255 bytes");
    for (String command : List.of("show", "disable", "enable", "end-sessions", "close")) {
      assertThat(TestServer.operate(folder, "user." + command, Map.of("username", wide)))
          .isEqualTo(new Reply.Failed("No account has this user name."));
    }
    assertThat(
            TestServer.operate(
                folder, "user.create", Map.of("username", "susan", "password", DECOMPOSED)))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.toString()).contains("longer than 1024 bytes"));
    assertThat(calls.get("/api/resource", basic("A".repeat(86), "python")).status()).isEqualTo(200);
  }

  private HttpCalls.Reply change(String current, String wish) {
    return calls.post(
        "/api/me/password",
        JsonMapper.builder()
            .build()
            .createObjectNode()
            .put("current_password", current)
            .put("new_password", wish)
            .toString(),
        basic("miguel", "python"));
  }
}
