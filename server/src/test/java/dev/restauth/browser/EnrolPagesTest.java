package dev.restauth.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.assurance.Acr;
import dev.restauth.browser.LoginRequests.Wanted;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.factor.FactorScene;
import dev.restauth.factor.Totp;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.operator.Reply.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages on which users enroll a required second factor during a log-in. */
@ExtendWith(QuietLogs.class)
class EnrolPagesTest {
  private final SetClock clock = new SetClock();
  private final TrialRequests requests = new TrialRequests();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, settings("none")).with(requests);

  private final BrowserScene scene = new BrowserScene(server);
  private final FactorScene factors = new FactorScene(server, clock);
  private final MailCalls mail = new MailCalls(server, clock, mails);

  private static Map<String, String> settings(String required) {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("require-factor", required);
    return settings;
  }

  private String request(Optional<Long> accountId) {
    return requests.seal(
        new Wanted(
            Optional.of("Photos"),
            Instant.EPOCH,
            Optional.<Acr>empty(),
            Optional.empty(),
            Optional.empty(),
            accountId));
  }

  private static Reply ok(Reply page) {
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    return page;
  }

  private static String location(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(303);
    return reply.header("location").orElseThrow();
  }

  private static Totp totp(Reply page) {
    return FactorScene.totp(
        Pattern.compile("id=\"key\">([^<]*)<")
            .matcher(page.body())
            .results()
            .findFirst()
            .orElseThrow()
            .group(1)
            .replace(" ", ""));
  }

  /** Returns the page that follows the right password. */
  private Reply due(TestBrowser browser, String path, String username) {
    Reply half = scene.enter(browser, path, username, "python");
    assertThat(location(half)).startsWith("/login/enrol?");
    return ok(browser.follow(half));
  }

  @Test
  void enrollsWithACodeFromTheMailboxAndContinues() {
    String address = mail.withAddress("susan", "python");
    server.restart(settings("everybody"));
    TestBrowser browser = scene.browser();
    String sealed = request(Optional.empty());
    Reply page = due(browser, "/login?request=" + sealed, "susan");
    assertThat(page.body())
        .contains("<h1>Your account needs a second factor</h1>", "Photos", "id=\"mail\"");
    assertThat(browser.cookie("__Host-restauth")).isEmpty();
    String app = location(scene.enter(browser, "/login", "susan", "python"));
    assertThat(browser.get(app.replace("/login/enrol", "/login/enrol/app")).status())
        .as("the app before the proof")
        .isEqualTo(400);

    Reply asked = browser.submit(page, Map.of("mail", "mail"));
    String digits = mails.nextWithCode(address).digits();
    Reply mailed = ok(browser.follow(asked));
    assertThat(mailed.body()).contains("We have mailed a code");
    assertThat(browser.submit(mailed, Map.of("code", "00000000")).status()).isEqualTo(422);
    assertThat(browser.submit(mailed, Map.of("code", "")).status()).isEqualTo(422);
    assertThat(browser.submit(page, Map.of("code", digits)).status())
        .as("the page of before the mail")
        .isEqualTo(422);
    Reply proved = browser.submit(mailed, Map.of("code", digits));
    assertThat(location(proved)).startsWith("/login/enrol/app?");
    Reply setUp = ok(browser.follow(proved));
    assertThat(browser.cookie("__Host-restauth")).isEmpty();
    assertThat(scene.browser().get(location(proved)).status()).as("another browser").isEqualTo(400);

    Reply wrong = browser.submit(setUp, Map.of("code", "000000"));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(totp(wrong).secret()).isEqualTo(totp(setUp).secret());
    Map<String, String> code = Map.of("code", factors.code(totp(setUp)));
    Reply made = ok(browser.submit(wrong, code));
    assertThat(made.body().split("<li><code>", -1)).hasSize(11);
    assertThat(made.body())
        .contains("id=\"stored\" class=\"primary\" href=\"/trial/continue?request=" + sealed);
    assertThat(browser.cookie("__Host-restauth")).isPresent();
    assertThat(ok(browser.get("/account")).body()).contains("<bdi>susan</bdi>");
    assertThat(browser.submit(wrong, code).status()).as("sent again").isEqualTo(400);
  }

  @Test
  void enrolsWithACodeOfTheOperator() {
    server.calls().register("david", "python");
    server.restart(settings("everybody"));
    TestBrowser browser = scene.browser();
    Reply page = due(browser, "/login", "david");
    assertThat(page.body()).contains("Ask the operator").doesNotContain("id=\"mail\"");
    assertThat(location(browser.submit(page, Map.of("mail", "mail")))).startsWith("/login/enrol?");
    assertThat(browser.submit(page, Map.of("code", "a.b")).status()).isEqualTo(422);
    String code = code("david");
    server.calls().register("ada", "python");
    assertThat(browser.submit(page, Map.of("code", code("ada"))).status())
        .as("the code of another account")
        .isEqualTo(422);
    Reply setUp = ok(browser.follow(browser.submit(page, Map.of("code", code))));
    assertThat(location(browser.submit(page, Map.of("code", code)))).startsWith("/login/enrol/app");
    Reply made = ok(browser.submit(setUp, Map.of("code", factors.code(totp(setUp)))));
    assertThat(made.body()).contains("href=\"/account\"");
    Reply last =
        browser.submit(ok(browser.get("/account/factors")), "value=\"remove-app\"", Map.of());
    assertThat(last.status()).isEqualTo(422);
    assertThat(last.body()).contains("Your account must have a second factor.");
    assertThat(browser.submit(page, Map.of("code", code)).status()).isEqualTo(400);
  }

  @Test
  void mailsNoCodeAfterAResetByMail() {
    String address = mail.withAddress("susan", "python");
    String reset = mail.asked(address);
    assertThat(mail.reset(reset, mails.nextWithCode(address).digits(), "python").status())
        .isEqualTo(204);
    server.restart(settings("everybody"));
    TestBrowser browser = scene.browser();
    Reply page = due(browser, "/login", "susan");
    assertThat(page.body())
        .contains("You have set your password by mail in the last seven days")
        .doesNotContain("id=\"mail\"");
    assertThat(location(browser.submit(page, Map.of("mail", "mail")))).startsWith("/login/enrol?");
    assertThat(location(browser.submit(page, Map.of("code", code("susan")))))
        .startsWith("/login/enrol/app");
  }

  private String code(String username) {
    Done done = (Done) server.operate("user.enrol", Map.of("username", username));
    return String.valueOf(done.facts().values().get("code"));
  }

  @Test
  void endsWithItsTimeAndItsRequest() {
    server.calls().register("david", "python");
    server.restart(settings("everybody"));
    TestBrowser browser = scene.browser();
    Reply page = due(browser, "/login", "david");
    assertThat(browser.post("/login/enrol", Map.of("code", "1")).status()).isEqualTo(403);
    Map<String, String> fields = TestBrowser.hidden(page);
    fields.put("request", request(Optional.empty()));
    assertThat(browser.post("/login/enrol", fields).status()).isEqualTo(403);
    assertThat(scene.browser().post("/login/enrol", TestBrowser.hidden(page)).status())
        .isEqualTo(403);
    assertThat(browser.get("/login/enrol").status()).isEqualTo(400);
    clock.move(Duration.ofMinutes(11));
    assertThat(browser.submit(page, Map.of("code", "1.2")).status()).isEqualTo(400);
  }

  @Test
  void anotherAccountThanTheRequestIsForDoesNotEnrol() {
    server.calls().register("david", "python");
    server.restart(settings("everybody"));
    String sealed = request(Optional.of(999L));
    assertThat(scene.enter(scene.browser(), "/login?request=" + sealed, "david", "python").status())
        .isEqualTo(422);
  }
}
