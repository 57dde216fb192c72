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
import dev.restauth.passkey.PasskeyScene;
import dev.restauth.passkey.SoftAuthenticator;
import dev.restauth.role.RoleScene;
import dev.restauth.store.Table;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Attackers who know the password of an account with a second factor, or who had a session of the
 * account.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class FactorAttackTest {
  private static final String HOME = "X-Forwarded-For: 192.0.2.1";
  private static final String THIEF = "X-Forwarded-For: 198.51.100.7";
  private static final String TOLD = "Somebody knows your password";

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings(Map.of())).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private App app = new App(new Totp(new byte[1], Totp.Algorithm.SHA1, 6, 30), List.of(), "");
  private String address = "";

  private static Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("trusted-proxies", "127.0.0.1");
    settings.putAll(more);
    return settings;
  }

  @BeforeEach
  void enrol() {
    address = mail.withAddress("susan", "python");
    app = scene.enrol("susan");
    assertThat(mails.next(address).text()).startsWith("A second factor was added");
    // After this log-in, HOME is a known address of the account.
    ok(scene.logIn("susan", scene.code(app.totp()), HOME));
    scene.nextStep();
    mails.all(server, address);
  }

  private Reply half(String from) {
    return scene.post("/api/login", "{\"username\":\"susan\",\"password\":\"python\"}", from);
  }

  private static String challenge(Reply half) {
    assertThat(problem(half)).isEqualTo("401 factor-required");
    return half.json().get("challenge").asText();
  }

  private Reply complete(String challenge, String code, String... headers) {
    return scene.post(
        "/api/login/factor",
        "{\"challenge\":\"%s\",\"code\":\"%s\"}".formatted(challenge, code),
        headers);
  }

  private String present() {
    return scene.code(app.totp());
  }

  @Test
  void theOperatorResetsTheCountOfWrongCodes() {
    for (int i = 0; i < 5; i++) {
      assertThat(problem(scene.logIn("susan", "000000", THIEF))).isEqualTo("403 invalid-code");
    }
    assertThat(problem(scene.logIn("susan", present(), THIEF))).isEqualTo("429 too-many-attempts");
    assertThat(RoleScene.failure(server.operate("user.unlock", Map.of("username", "susan"))))
        .isEmpty();
    ok(scene.logIn("susan", present(), THIEF));
  }

  @Test
  void theOwnerLearnsOnceADayThatSomebodyHasTheirPassword() throws InterruptedException {
    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      half(THIEF);
      assertThat(events.next())
          .contains("event=user.factor_required account=1 network=198.51.100.0/24");
    }
    for (int i = 1; i < 9; i++) {
      half(THIEF);
    }
    assertThat(mails.all(server, address)).isEmpty();
    assertThat(problem(scene.call("GET", "/api/me", Optional.empty(), basic("susan", "python"))))
        .isEqualTo("401 factor-required");
    assertThat(mails.next(address).text()).startsWith(TOLD);
    for (int i = 0; i < 30; i++) {
      half(THIEF);
    }
    assertThat(mails.all(server, address)).isEmpty();
    clock.move(Duration.ofHours(25));
    half(THIEF);
    assertThat(mails.next(address).text()).startsWith(TOLD);
    ok(complete(challenge(half(HOME)), present(), HOME)); // resets the count
    clock.move(Duration.ofHours(25));
    for (int i = 0; i < 9; i++) {
      half(HOME);
    }
    assertThat(mails.all(server, address)).isEmpty();
  }

  /**
   * The server hashes the password for each log-in that lacks the second factor, because it caches
   * nothing before the last factor.
   */
  @Test
  void halfLogInsOfStrangersAreThrottledAndDoNotDelayTheOwner() {
    server.restart(settings(Map.of("account-failures", "5")));
    for (int i = 0; i < 20; i++) {
      challenge(half("X-Forwarded-For: 198.51.100." + i));
    }
    Reply refused = half("X-Forwarded-For: 198.51.100.99");
    assertThat(problem(refused)).isEqualTo("429 too-many-attempts");
    assertThat(refused.header("retry-after")).hasValue("6");
    assertThat(
            problem(
                scene.call("GET", "/api/me", Optional.empty(), basic("susan", "python"), THIEF)))
        .as("any call with HTTP Basic")
        .isEqualTo("429 too-many-attempts");
    ok(complete(challenge(half(HOME)), present(), HOME));
    clock.move(Duration.ofSeconds(6));
    challenge(half(THIEF));
    assertThat(problem(half(THIEF))).isEqualTo("429 too-many-attempts");
  }

  @Test
  void aChallengeEndsWithTheOtherSessions() {
    String thief = challenge(half(THIEF));
    String token = bearer(scene.token("susan", app));
    scene.nextStep();
    assertThat(
            scene
                .call("DELETE", "/api/me/sessions", Optional.of(FactorScene.CONFIRMED), token)
                .status())
        .isEqualTo(204);
    assertThat(problem(complete(thief, present(), THIEF))).isEqualTo("401 unauthorized");
  }

  @Test
  void aChallengeEndsWithThePassword() {
    String before = challenge(half(THIEF));
    String token = bearer(scene.token("susan", app));
    String change = "{\"current_password\":\"python\",\"new_password\":\"python2\"}";
    assertThat(scene.post("/api/me/password", change, token).status()).isEqualTo(204);
    scene.nextStep();
    assertThat(problem(complete(before, present(), THIEF))).isEqualTo("401 unauthorized");
    Reply half =
        scene.post("/api/login", "{\"username\":\"susan\",\"password\":\"python2\"}", THIEF);
    mail.later();
    mails.all(server, address);
    String request = mail.asked(address);
    assertThat(mail.reset(request, mails.nextWithCode(address).digits(), "python3").status())
        .isEqualTo(204);
    assertThat(problem(complete(challenge(half), present(), THIEF))).isEqualTo("401 unauthorized");
  }

  @Test
  void theStopEndsWhenItSaysSo() {
    for (int i = 0; i < 20; i++) {
      assertThat(problem(scene.logIn("susan", "000000", THIEF))).isEqualTo("403 invalid-code");
      clock.move(Duration.ofMinutes(15));
    }
    Reply stopped = scene.logIn("susan", present(), THIEF);
    assertThat(problem(stopped)).isEqualTo("429 too-many-attempts");
    long seconds = Long.parseLong(stopped.header("retry-after").orElseThrow());
    assertThat(seconds).isBetween(20 * 3600L, 26 * 3600L);
    clock.move(Duration.ofSeconds(seconds - 1));
    assertThat(scene.logIn("susan", present(), THIEF).header("retry-after")).hasValue("1");
    clock.move(Duration.ofSeconds(1));
    ok(scene.logIn("susan", present(), THIEF)); // before any maintenance task runs
  }

  @Test
  void aRestoreNeverMakesAUsedStepGood() {
    clock.move(Duration.ofHours(2));
    String code = present();
    ok(scene.logIn("susan", code, HOME));
    SetClock behind = new SetClock();
    Table totp = new FactorDeclaration(behind).tables().getFirst();
    restore(totp.onRestore().statements("totp", new Table.Jump(0, 0, 0)));
    assertThat(problem(scene.logIn("susan", code, HOME))).isEqualTo("403 invalid-code");
  }

  /** The code of the next step is valid early, so it may have been used after the backup. */
  @Test
  void aRestoreUsesUpTheNextStep() {
    clock.move(Duration.ofHours(2));
    String next = FactorScene.code(app.totp(), clock.instant().plusSeconds(30));
    Table totp = new FactorDeclaration(clock).tables().getFirst();
    restore(totp.onRestore().statements("totp", new Table.Jump(0, 0, 0)));
    assertThat(problem(scene.logIn("susan", next, HOME))).isEqualTo("403 invalid-code");
    scene.nextStep();
    ok(scene.logIn("susan", present(), HOME));
  }

  @SuppressWarnings("CompileTimeConstant") // the statements are no constants, as in a restore
  private void restore(List<String> statements) {
    assertThat(statements).hasSize(1);
    server.store().inTransaction(tx -> tx.sql().change(statements.getFirst()));
  }

  @Test
  void undoingAChangeOfTheAddressRemovesWhatWasEnrolledSince() {
    String second = MailCalls.freshAddress();
    mail.later();
    String thief = basic("david", "python");
    String first = mail.withAddress("david", "python");
    String undo = mail.changed(thief, first, second).fragment();
    App stolen = scene.enrol("david");
    assertThat(mail.undo(undo).status()).isEqualTo(200);
    assertThat(problem(scene.logIn("david", scene.code(stolen.totp()))))
        .isEqualTo("401 unauthorized");
    String reset = mails.nextWithCode(first).fragment();
    assertThat(mail.reset(reset.replaceFirst("\\..*", ""), reset.replaceFirst(".*\\.", ""), "mine"))
        .extracting(Reply::status)
        .isEqualTo(204);
    ok(scene.call("GET", "/api/me", Optional.empty(), basic("david", "mine")));
  }

  @Test
  void undoingAChangeOfTheAddressRemovesPasskeysThatWereRegisteredSince() {
    String second = MailCalls.freshAddress();
    mail.later();
    String first = mail.withAddress("david", "python");
    String undo = mail.changed(basic("david", "python"), first, second).fragment();
    SoftAuthenticator stolen = SoftAuthenticator.at("accounts.example");
    PasskeyScene passkeys = new PasskeyScene(scene);
    passkeys.registered("david", stolen);
    ok(passkeys.logIn(stolen));
    assertThat(mail.undo(undo).status()).isEqualTo(200);
    assertThat(problem(passkeys.logIn(stolen))).isEqualTo("403 invalid-passkey");
  }

  @Test
  void undoingAChangeOfTheAddressLeavesTheFactorsOfAnAccountThatHadOne() {
    String second = MailCalls.freshAddress();
    mail.later();
    String first = mail.withAddress("david", "python");
    SoftAuthenticator own = SoftAuthenticator.at("accounts.example");
    PasskeyScene passkeys = new PasskeyScene(scene);
    passkeys.registered("david", own);
    mails.all(server, first);
    mail.later();
    String token = bearer(passkeys.token(own));
    assertThat(
            mail.change(
                    token,
                    "{\"email\":\"%s\",\"current_password\":\"python\"}".formatted("%s"),
                    second)
                .status())
        .isEqualTo(202);
    assertThat(mail.confirm(token, mails.next(second).secret()).status()).isEqualTo(204);
    String undo = mails.next(first).fragment();
    mail.later();
    SoftAuthenticator another = SoftAuthenticator.at("accounts.example");
    token = bearer(passkeys.token(own));
    JsonNode begun =
        ok(scene.post(PasskeyScene.PASSKEYS + "/options", FactorScene.CONFIRMED, token)).json();
    ok(passkeys.register(begun, another.create(begun.get("publicKey")), token));
    assertThat(mail.undo(undo).status()).isEqualTo(200);
    ok(passkeys.logIn(own));
    ok(passkeys.logIn(another));
  }

  @Test
  void undoingAChangeOfTheAddressLeavesWhatWasEnrolledBefore() {
    String token = bearer(scene.token("susan", app));
    String second = MailCalls.freshAddress();
    mail.later();
    assertThat(
            mail.change(
                    token,
                    "{\"email\":\"%s\",\"current_password\":\"python\"}".formatted("%s"),
                    second)
                .status())
        .isEqualTo(202);
    assertThat(mail.confirm(token, mails.next(second).secret()).status()).isEqualTo(204);
    mail.later();
    token = bearer(scene.token("susan", app));
    List<String> made = new ArrayList<>();
    ok(scene.post(FactorScene.FACTORS + "/recovery-codes", FactorScene.CONFIRMED, token))
        .json()
        .get("recovery_codes")
        .forEach(code -> made.add(code.asText()));
    String undo = mails.next(address).fragment();
    assertThat(mail.undo(undo).status()).isEqualTo(200);
    String reset = mails.nextWithCode(address).fragment();
    assertThat(mail.reset(reset.replaceFirst("\\..*", ""), reset.replaceFirst(".*\\.", ""), "mine"))
        .extracting(Reply::status)
        .isEqualTo(204);
    String body = "{\"username\":\"susan\",\"password\":\"mine\",\"code\":\"%s\"}";
    assertThat(problem(scene.post("/api/login", body.formatted(made.getFirst()), HOME)))
        .as("codes that a thief may have made")
        .isEqualTo("403 invalid-code");
    scene.nextStep();
    ok(scene.post("/api/login", body.formatted(present()), HOME));
  }

  @Test
  void whoeverKnowsThePasswordCannotPushOutTheOwnersChallenge() {
    String owner = challenge(half(HOME));
    clock.move(Duration.ofSeconds(1));
    for (int i = 0; i < 25; i++) {
      challenge(half(THIEF));
    }
    ok(complete(owner, present(), HOME));
  }
}
