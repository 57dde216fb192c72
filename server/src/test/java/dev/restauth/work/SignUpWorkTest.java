package dev.restauth.work;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.email.MailCalls.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The proof of work before calls that need no log-in. */
class SignUpWorkTest {
  private static final int BITS = 8;
  private static final String REQUIRED = "403 work-required";
  private static final String ANNA = "{\"username\":\"anna\",\"password\":\"python\"}";

  private final SetClock clock = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings("open", BITS));

  private static Map<String, String> settings(String registration, int bits) {
    return Map.of(
        "registration",
        registration,
        "sign-up-work",
        "" + bits,
        "mail-log",
        "true",
        "public-url",
        "https://accounts.example");
  }

  private String challenge() {
    Reply reply = server.calls().get("/api/sign-up-work");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("cache-control")).hasValue("no-store");
    JsonNode json = reply.json();
    assertThat(json.get("expires_in").asInt()).isEqualTo(300);
    assertThat(json.get("difficulty").asInt()).isPositive();
    return json.get("challenge").asText();
  }

  private String proof() {
    return SolvedWork.header(server.calls());
  }

  private Reply register(String username, String... headers) {
    return server.calls().post("/api/users", ANNA.replace("anna", username), headers);
  }

  @Test
  void isRequiredOnceBeforeARegistration() {
    Reply missing = register("anna");
    assertThat(problem(missing)).isEqualTo(REQUIRED);
    assertThat(missing.json().get("detail").asText())
        .contains("GET /api/sign-up-work", "Sign-Up-Work");
    String challenge = challenge();
    String right = "Sign-Up-Work: " + SolvedWork.of(challenge, BITS);
    String tampered = (challenge.startsWith("AAAAA") ? "BAAAA" : "AAAAA") + challenge.substring(5);
    for (String each :
        List.of(
            SolvedWork.wrong(challenge, BITS),
            challenge,
            challenge + ":",
            challenge + ":-1",
            challenge + ":" + "1".repeat(21),
            right,
            ":1",
            "x".repeat(8_000),
            SolvedWork.of(tampered, BITS),
            SolvedWork.of("x".repeat(challenge.length()), BITS))) {
      assertThat(problem(register("anna", "Sign-Up-Work: " + each))).as(each).isEqualTo(REQUIRED);
    }
    assertThat(problem(register("anna", right, right))).isEqualTo(REQUIRED);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM account")).isZero();

    assertThat(register("anna", right).status()).isEqualTo(201);
    assertThat(problem(register("bert", right))).isEqualTo(REQUIRED);
    // A malformed request does not use up the proof of work, but a request that is refused for
    // another reason does.
    String next = proof();
    assertThat(problem(server.calls().post("/api/users", "{}", next)))
        .isEqualTo("400 invalid-json");
    assertThat(problem(register("anna", next))).isEqualTo("400 username-taken");
    assertThat(problem(register("bert", next))).isEqualTo(REQUIRED);
  }

  @Test
  void endsAfterFiveMinutes() {
    String late = proof();
    clock.move(Duration.ofMinutes(5).minusMillis(1));
    assertThat(register("anna", late).status()).isEqualTo(201);
    String tooLate = proof();
    clock.move(Duration.ofMinutes(5));
    assertThat(problem(register("bert", tooLate))).isEqualTo(REQUIRED);
  }

  @Test
  void letsOneOfManyPass() throws Exception {
    String proof = proof();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> replies =
          IntStream.range(0, 20)
              .mapToObj(i -> threads.submit(() -> register("user" + i, proof)))
              .toList();
      int made = 0;
      for (Future<Reply> each : replies) {
        made += each.get().status() == 201 ? 1 : 0;
      }
      assertThat(made).isEqualTo(1);
    }
  }

  @Test
  void isRequiredBeforeMailsThatNeedNoLogIn() {
    String reset = "{\"email\":\"" + freshAddress() + "\"}";
    assertThat(problem(server.calls().post("/api/password-resets", reset))).isEqualTo(REQUIRED);
    assertThat(server.calls().post("/api/password-resets", reset, proof()).status()).isEqualTo(202);

    server.restart(settings("verified", BITS));
    String address = freshAddress();
    String ask = "{\"email\":\"" + address + "\"}";
    assertThat(problem(server.calls().post("/api/registrations", ask))).isEqualTo(REQUIRED);
    String request =
        server.calls().post("/api/registrations", ask, proof()).json().get("request").asText();
    // A mailed code needs no further proof of work.
    String code = mails.next(address).digits();
    assertThat(
            server
                .calls()
                .post(
                    "/api/registrations/" + request,
                    ANNA.replace("{", "{\"code\":\"" + code + "\","))
                .status())
        .isEqualTo(201);
    String invitee = freshAddress();
    server.operate("user.invite", Map.of("email", invitee, "language", "en", "expires", "1h"));
    String[] fragment = mails.next(invitee).fragment().split("\\.", 2);
    assertThat(
            server
                .calls()
                .post(
                    "/api/invitations/" + fragment[0],
                    ANNA.replace("anna", "bert").replace("{", "{\"code\":\"" + fragment[1] + "\","))
                .status())
        .isEqualTo(201);
    assertThat(server.calls().get("/api/me", "Sign-Up-Work: x").status()).isEqualTo(401);
  }

  /**
   * If a solved challenge is hard enough for the new setting, it stays valid after a restart. A
   * server with another key refuses it.
   */
  @Test
  void acceptsChallengesOfTheSameKeyThatAreHardEnough(@TempDir Path other) {
    String easy = proof();
    server.restart(settings("open", BITS + 1));
    assertThat(problem(register("anna", easy))).isEqualTo(REQUIRED);
    String hard = "Sign-Up-Work: " + SolvedWork.of(challenge(), BITS + 1);
    server.restart(settings("open", BITS));
    assertThat(register("anna", hard).status()).isEqualTo(201);
    try (TestServer stranger =
        TestServer.start(other, clock, new HashMap<>(settings("open", BITS)))) {
      assertThat(
              problem(
                  stranger
                      .calls()
                      .post(
                          "/api/users", ANNA, "Sign-Up-Work: " + SolvedWork.of(challenge(), BITS))))
          .isEqualTo(REQUIRED);
    }
  }

  @Test
  void isOffUnlessItIsSet() {
    server.restart(Map.of());
    Reply none = server.calls().get("/api/sign-up-work");
    assertThat(problem(none)).isEqualTo("404 not-found");
    assertThat(register("anna").status()).isEqualTo(201);
  }

  @Test
  void forgetsExpiredChallengesAndTheFirstIfThereAreTooMany() {
    UsedChallenges used = new UsedChallenges();
    Challenge first = new Challenge(clock.instant().plusSeconds(300), 1, "first");
    assertThat(used.add(first, clock.instant())).isTrue();
    assertThat(used.add(first, clock.instant())).isFalse();
    for (int i = 0; i < 99_999; i++) {
      used.add(new Challenge(clock.instant().plusSeconds(300), 1, "n" + i), clock.instant());
    }
    assertThat(used.size()).isEqualTo(100_000);
    assertThat(used.add(first, clock.instant())).isFalse();
    used.add(new Challenge(clock.instant().plusSeconds(300), 1, "last"), clock.instant());
    assertThat(used.size()).isLessThanOrEqualTo(100_000);
    assertThat(used.add(first, clock.instant().plusSeconds(300))).isTrue();
    assertThat(used.size()).isEqualTo(1);
  }
}
