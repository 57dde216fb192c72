package dev.restauth.factor;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Repeats;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An attacker who has the right password and guesses 10,000 codes in a day, from 100 addresses, at
 * every call and page that accepts a code.
 */
@Tag("long")
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class FactorGuessingTest {
  private static final int GUESSES = 10_000;
  private static final int ADDRESSES = 100;
  private static final int LOOKED_AT_MOST = 100;
  private static final Duration BETWEEN = Duration.ofDays(1).dividedBy(GUESSES);
  private static final int OWNER_EVERY = 400;
  private static final String HOME = "X-Forwarded-For: 192.0.2.1";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("trusted-proxies", "127.0.0.1", "account-failures", "5"))
          .on(() -> database)
          .withAccount("susan", "python");

  private final FactorScene scene = new FactorScene(server, clock);

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES) // each guess costs a hash
  void fewAreLookedAtAndTheOwnerGetsIn() {
    App app = scene.enrol("susan");
    // After this log-in, the address is a known address of the account.
    ok(scene.logIn("susan", scene.code(app.totp()), HOME));
    scene.nextStep();
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < GUESSES; i++) {
      String from = "X-Forwarded-For: 198.51.100." + i % ADDRESSES;
      outcomes.merge(outcome(answered(i, wrong(app, i), from)), 1, Integer::sum);
      clock.move(BETWEEN);
      if (i % OWNER_EVERY == 0) {
        scene.nextStep();
        ok(scene.logIn("susan", scene.code(app.totp()), HOME));
      }
      if (i % 1_000 == 0) {
        server.runMaintenance();
      }
    }
    assertThat(outcomes.keySet()).containsOnly("looked at", "429 too-many-attempts");
    assertThat(outcomes.get("looked at")).as(outcomes.toString()).isBetween(5, LOOKED_AT_MOST);
  }

  /**
   * Returns a code that is certainly wrong: it is not the app's code, and lacks the form of a
   * recovery code.
   */
  private String wrong(App app, int i) {
    String guess = "%06d".formatted(i * 97 % 1_000_000);
    boolean right =
        Stream.of(-30, 0, 30)
            .map(seconds -> FactorScene.code(app.totp(), clock.instant().plusSeconds(seconds)))
            .anyMatch(guess::equals);
    return right ? "0000000" : guess;
  }

  /**
   * Guesses until the answer is not 503: on a busy machine, PostgreSQL sometimes answers too late.
   */
  private Reply answered(int i, String code, String from) {
    return Repeats.whileUnavailable(() -> guess(i, code, from));
  }

  private Reply guess(int i, String code, String from) {
    return switch (i % 3) {
      case 0 -> scene.logIn("susan", code, from);
      case 1 ->
          scene.call(
              "GET",
              "/api/token",
              Optional.empty(),
              basic("susan", "python"),
              "OTP: " + code,
              from);
      default -> byChallenge(code, from);
    };
  }

  private Reply byChallenge(String code, String from) {
    Reply half = scene.post("/api/login", "{\"username\":\"susan\",\"password\":\"python\"}", from);
    return half.status() == 429 || half.status() == 503
        ? half
        : scene.post(
            "/api/login/factor",
            "{\"challenge\":\"%s\",\"code\":\"%s\"}"
                .formatted(half.json().get("challenge").asText(), code),
            from);
  }

  private static String outcome(Reply reply) {
    String problem = problem(reply);
    return problem.equals("403 invalid-code") || problem.equals("401 factor-required")
        ? "looked at"
        : problem;
  }
}
