package dev.restauth.factor;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.role.RoleScene;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * All ways to get a token, none of which bypasses the second factor. Calls that require the
 * password also require a fresh log-in.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FactorBypassTest {
  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings()).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    return settings;
  }

  @Test
  void aMailedCodeIsTheFirstFactorOnly() {
    String address = mail.withAddress("susan", "python");
    App app = scene.enrol("susan");
    assertThat(mails.next(address).text()).startsWith("A second factor was added");
    mail.later();
    String request = mail.askedToLogIn(address);
    Reply half =
        scene.post(
            "/api/login-codes/" + request,
            "{\"code\":\"%s\"}".formatted(mails.next(address).digits()));
    assertThat(problem(half)).isEqualTo("401 factor-required");
    Reply whole =
        ok(
            scene.post(
                "/api/login/factor",
                "{\"challenge\":\"%s\",\"code\":\"%s\"}"
                    .formatted(half.json().get("challenge").asText(), scene.code(app.totp()))));
    JsonNode claims = RoleScene.claims(whole.json().get("token").asText());
    assertThat(claims.get("acr").asText()).isEqualTo("2");
    assertThat(claims.get("amr").toString()).isEqualTo("[\"otp\",\"mfa\"]");
  }

  @Test
  void aResetSetsAPasswordAndLeavesTheFactor() {
    String address = mail.withAddress("susan", "python");
    App app = scene.enrol("susan");
    mails.next(address);
    mail.later();
    String request = mail.asked(address);
    assertThat(mail.reset(request, mails.next(address).digits(), "another python").status())
        .isEqualTo(204);
    mails.next(address);
    assertThat(
            problem(
                scene.call(
                    "GET", "/api/token", Optional.empty(), basic("susan", "another python"))))
        .isEqualTo("401 factor-required");
    ok(
        scene.call(
            "GET",
            "/api/token",
            Optional.empty(),
            basic("susan", "another python"),
            "OTP: " + scene.code(app.totp())));
  }

  @Test
  void theOwnerIsToldOfAllThatConcernsTheFactor() {
    String address = mail.withAddress("susan", "python");
    App app = scene.enrol("susan");
    mails.next(address);
    for (int i = 0; i < 5; i++) {
      assertThat(problem(scene.logIn("susan", "000000"))).isEqualTo("403 invalid-code");
    }
    assertThat(mails.next(address).text()).startsWith("Somebody knows your password");
    mail.later();
    clock.move(Duration.ofHours(2));
    ok(scene.logIn("susan", app.recoveryCodes().getFirst()));
    assertThat(mails.next(address).text()).contains(" left=9 ");
    mail.later();
    String token = bearer(scene.token("susan", app));
    ok(scene.post(FactorScene.FACTORS + "/recovery-codes", FactorScene.CONFIRMED, token));
    assertThat(mails.next(address).text()).startsWith("New recovery codes");
    scene.call("DELETE", FactorScene.TOTP, Optional.of(FactorScene.CONFIRMED), token);
    assertThat(mails.next(address).text()).startsWith("A second factor was removed");
  }

  /**
   * An old log-in does not suffice, even with the password. A fresh log-in without the password
   * does not suffice either, because its token may be stolen.
   */
  @Test
  void callsThatRequireThePasswordRequireAFreshLogInToo() {
    server.calls().register("susan", "python");
    App app = scene.enrol("susan");
    String password = "\"current_password\":\"python\"";
    String[][] calls = {
      {"POST", "/api/me/keys", "{\"name\":\"k\"," + password + "}", "201"},
      {"POST", "/api/me/password", "{\"new_password\":\"another python\"," + password + "}", "204"},
      {"PUT", "/api/me/username", "{\"username\":\"susanne\"," + password + "}", "204"},
      {"GET", "/api/me/export", "", "200"},
      {"DELETE", "/api/me/sessions", "{" + password + "}", "204"},
      {"DELETE", "/api/me", "{" + password + "}", "204"}
    };
    String name = "susan";
    String word = "python";
    for (String[] call : calls) {
      Optional<String> body =
          Optional.of(call[2].replace("python\"}", word + "\"}")).filter(text -> !text.isEmpty());
      String token = bearer(logIn(name, word, app));
      clock.move(Duration.ofMinutes(6));
      assertThat(problem(scene.call(call[0], call[1], body, token)))
          .as("%s %s", call[0], call[1])
          .isEqualTo("401 step-up-required");
      String fresh = bearer(logIn(name, word, app));
      if (body.isPresent()) {
        Optional<String> without =
            body.map(text -> text.replaceFirst(",?\"current_password\":\"[^\"]*\"", ""));
        assertThat(problem(scene.call(call[0], call[1], without, fresh)))
            .as("%s %s without the password", call[0], call[1])
            .isIn("403 password-required", "400 invalid-json");
      }
      Reply reply = scene.call(call[0], call[1], body, fresh);
      assertThat(Integer.toString(reply.status()))
          .as("%s %s: %s", call[0], call[1], reply.body())
          .isEqualTo(call[3]);
      name = call[1].endsWith("username") ? "susanne" : name;
      word = call[1].endsWith("password") ? "another python" : word;
    }
  }

  @Test
  void eventsOfLogInsAndStepUpsSayHowWellTheUserWasAuthenticated() {
    server.calls().register("susan", "python");
    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      ok(scene.call("GET", "/api/token", Optional.empty(), basic("susan", "python")));
      assertThat(events.takeAll())
          .anyMatch(
              line -> line.contains("event=user.logged_in") && line.contains("acr=1 amr=pwd"));
      App app = scene.enrol("susan");
      String token = bearer(scene.token("susan", app));
      scene.nextStep();
      assertThat(events.takeAll()).anyMatch(FactorBypassTest::isOfBothFactors);
      ok(
          scene.post(
              "/api/login",
              "{\"password\":\"python\",\"code\":\"%s\"}".formatted(scene.code(app.totp())),
              token));
      assertThat(events.takeAll())
          .anyMatch(FactorBypassTest::isOfBothFactors)
          .anyMatch(line -> line.contains("reason=stepped_up"));
    }
  }

  private static boolean isOfBothFactors(String line) {
    return line.contains("event=user.logged_in")
        && line.contains("acr=2")
        && line.contains("pwd otp mfa");
  }

  private String logIn(String name, String password, App app) {
    scene.nextStep();
    Reply reply =
        scene.post(
            "/api/login",
            "{\"username\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}"
                .formatted(name, password, scene.code(app.totp())));
    return RoleScene.tokenOf(reply);
  }
}
