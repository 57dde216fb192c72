package dev.restauth.lostfactor;

import static dev.restauth.factor.FactorScene.ok;
import static dev.restauth.factor.FactorScene.problem;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.RoleScene.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.factor.FactorScene;
import dev.restauth.factor.FactorScene.App;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Removal of a lost second factor by mail. It takes a day, and the owner of the account can stop
 * it.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class LostFactorTest {
  private static final String REMOVALS = "/api/factor-removals";
  private static final String SUSAN = basic("susan", "python");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings()).on(() -> database);

  private final FactorScene scene = new FactorScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private Optional<App> app = Optional.empty();
  private String address = "";

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("email-login", "on");
    settings.put("trusted-proxies", "127.0.0.1");
    return settings;
  }

  @BeforeEach
  void enrol() {
    address = mail.withAddress("susan", "python");
    app = Optional.of(scene.enrol("susan"));
    mails.all(server, address);
    mail.later();
  }

  private String code() {
    return scene.code(app.orElseThrow().totp());
  }

  private Reply ask(String password) {
    Reply half =
        scene.post(
            "/api/login", "{\"username\":\"susan\",\"password\":\"%s\"}".formatted(password));
    assertThat(problem(half)).isEqualTo("401 factor-required");
    return scene.post(
        REMOVALS, "{\"challenge\":\"%s\"}".formatted(half.json().get("challenge").asText()));
  }

  private Mail asked() {
    Reply reply = ask("python");
    assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    assertThat(reply.json().get("works_at").asText())
        .startsWith(clock.instant().plus(Duration.ofDays(1)).toString().substring(0, 16));
    return mails.next(address);
  }

  private Reply send(String what, String code) {
    return scene.post(REMOVALS + "/" + what, "{\"code\":\"%s\"}".formatted(code));
  }

  @Test
  void strangersCannotUseUpTheMailsOfTheOwner() {
    mail.useUpByStrangers(address);
    assertThat(asked().text()).startsWith("Somebody asked to remove your second factor");
  }

  @Test
  void theMailRemovesTheFactorAfterADay() throws InterruptedException {
    String key = bearer(scene.token("susan", app.orElseThrow()));
    Mail told = asked();
    assertThat(told.text()).startsWith("Somebody asked to remove your second factor");
    assertThat(told.link()).startsWith("https://accounts.example/mail/lost-factor#");
    clock.move(Duration.ofDays(1).minusSeconds(1));
    for (int i = 0; i < 10; i++) { // a right code does not count as a guess
      assertThat(problem(send("complete", told.fragment()))).isEqualTo("409 not-yet");
    }
    assertThat(problem(scene.logIn("susan"))).isEqualTo("401 factor-required");
    clock.move(Duration.ofSeconds(1));
    try (LogCatcher events = new LogCatcher("dev.restauth.event")) {
      assertThat(send("complete", told.fragment()).status()).isEqualTo(204);
      assertThat(events.next()).contains("event=user.factor_removed account=1");
    }
    assertThat(problem(send("complete", told.fragment()))).isEqualTo("403 invalid-code");
    assertThat(mails.next(address).text()).startsWith("A second factor was removed");
    assertThat(problem(scene.call("GET", "/api/resource", Optional.empty(), key)))
        .isEqualTo("401 unauthorized");
    ok(scene.call("GET", "/api/resource", Optional.empty(), SUSAN));
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM recovery_code")).isZero();
  }

  @Test
  void theMailboxAloneNeitherRemovesTheFactorNorLogsInAfterwards() throws InterruptedException {
    Reply half = mail.logIn(mail.askedToLogIn(address), mails.nextWithCode(address).digits());
    String challenge = half.json().get("challenge").asText();
    assertThat(problem(scene.post(REMOVALS, "{\"challenge\":\"%s\"}".formatted(challenge))))
        .isEqualTo("403 password-required");
    mail.later();
    Mail told = asked();
    clock.move(Duration.ofDays(1));
    assertThat(send("complete", told.fragment()).status()).isEqualTo(204);
    mails.all(server, address);
    mail.later();
    assertThat(
            problem(mail.logIn(mail.askedToLogIn(address), mails.nextWithCode(address).digits())))
        .isEqualTo("409 recovered-recently");
    clock.move(Duration.ofDays(7));
    Reply whole = mail.logIn(mail.askedToLogIn(address), mails.nextWithCode(address).digits());
    assertThat(whole.status()).isEqualTo(200);
  }

  @Test
  void itEndsAfterThreeMoreDays() {
    String fragment = asked().fragment();
    clock.move(Duration.ofDays(4));
    assertThat(problem(send("complete", fragment))).isEqualTo("403 invalid-code");
  }

  @Test
  void theLinkStopsIt() {
    String fragment = asked().fragment();
    assertThat(send("stop", fragment).status()).isEqualTo(204);
    assertThat(problem(send("stop", fragment))).isEqualTo("403 invalid-code");
    clock.move(Duration.ofDays(2));
    assertThat(problem(send("complete", fragment))).isEqualTo("403 invalid-code");
  }

  @Test
  void aFullLogInStopsIt() {
    String fragment = asked().fragment();
    scene.nextStep();
    ok(scene.logIn("susan", code()));
    clock.move(Duration.ofDays(2));
    assertThat(problem(send("complete", fragment))).isEqualTo("403 invalid-code");
  }

  /** A second request does not restart the delay, and sends no second mail. */
  @Test
  void oneRequestIsPendingAtATime() {
    String fragment = asked().fragment();
    clock.move(Duration.ofHours(23));
    assertThat(ask("python").status()).isEqualTo(202);
    assertThat(mails.all(server, address)).isEmpty();
    clock.move(Duration.ofHours(1));
    assertThat(send("complete", fragment).status()).isEqualTo(204);
  }

  @Test
  void aStoppedOneIsNotAskedForAgainAtOnce() {
    assertThat(send("stop", asked().fragment()).status()).isEqualTo(204);
    assertThat(problem(ask("python"))).isEqualTo("429 too-many-requests");
    mail.later();
    assertThat(send("stop", asked().fragment()).status()).isEqualTo(204);
  }

  /**
   * One mailbox is only one factor. Within a week, it must not be used both to reset the password
   * and to remove the factor.
   */
  @Test
  void aMailboxThatSetThePasswordDoesNotRemoveTheFactor() {
    String fragment = asked().fragment();
    mail.later();
    String request = mail.asked(address);
    assertThat(mail.reset(request, mails.nextWithCode(address).digits(), "another").status())
        .isEqualTo(204);
    clock.move(Duration.ofDays(1));
    assertThat(problem(send("complete", fragment)))
        .as("a reset ends the removal that waits")
        .isEqualTo("403 invalid-code");
    assertThat(problem(ask("another"))).isEqualTo("409 recovered-recently");
    clock.move(Duration.ofDays(6));
    assertThat(ask("another").status()).isEqualTo(202);
  }

  @Test
  void aMailboxThatRemovedTheFactorDoesNotSetThePassword() {
    String fragment = asked().fragment();
    clock.move(Duration.ofDays(1));
    assertThat(send("complete", fragment).status()).isEqualTo(204);
    mails.all(server, address);
    String request = mail.asked(address);
    String digits = mails.nextWithCode(address).digits();
    assertThat(problem(mail.reset(request, digits, "another"))).isEqualTo("409 recovered-recently");
    clock.move(Duration.ofDays(7));
    request = mail.asked(address);
    assertThat(mail.reset(request, mails.nextWithCode(address).digits(), "another").status())
        .isEqualTo(204);
    server.runMaintenance();
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM mailbox_recovery")).isEqualTo(1);
  }

  @Test
  void onlyWithThePasswordAndAnAddress() {
    assertThat(problem(scene.post(REMOVALS, "{\"challenge\":\"x\"}")))
        .isEqualTo("403 invalid-code");
    assertThat(problem(send("complete", "x"))).isEqualTo("403 invalid-code");
    server.calls().register("david", "python");
    App davids = scene.enrol("david");
    assertThat(davids.recoveryCodes()).hasSize(10);
    Reply half = scene.logIn("david");
    assertThat(
            problem(
                scene.post(
                    REMOVALS,
                    "{\"challenge\":\"%s\"}".formatted(half.json().get("challenge").asText()))))
        .isEqualTo("409 no-address");
  }
}
