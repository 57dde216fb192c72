package dev.restauth.recovery;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.http.HttpCalls.basic;
import static dev.restauth.role.AdministratorCalls.USERS;
import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import dev.restauth.role.RoleScene;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A password reset that an administrator requests. The server mails the code, and the administrator
 * never sees it.
 */
@ExtendWith(QuietLogs.class)
class PasswordResetByAdministratorTest {
  private static final SetClock CLOCK = new SetClock();

  @RegisterExtension static final TestServer server = new TestServer(CLOCK, settings());

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("trusted-proxies", "127.0.0.1");
    settings.put("require-factor", "none");
    settings.put("user-names", "public");
    return settings;
  }

  @RegisterExtension private final SentMails mails = new SentMails();

  private static final AdministratorCalls CALLS = new AdministratorCalls(server);
  private static String support = "";

  private final MailCalls mail = new MailCalls(server, CLOCK, mails);

  @BeforeAll
  static void makeAdministrator() {
    support = CALLS.administrator("support", "users:write");
  }

  private static Reply send(long id) {
    return CALLS.call("POST", "/api/admin/users/" + id + "/password-reset", support);
  }

  @Test
  void theOwnerSetsThePasswordAndNobodyElseSeesTheCode() {
    String address = mail.withAddress("susan", "python");
    String token = server.calls().token("susan", "python");
    long before = CALLS.events("user.password_reset_sent", "support");
    Reply sent = send(CALLS.id("susan"));
    assertThat(sent.status()).isEqualTo(202);
    assertThat(sent.body()).isEqualTo("{\"expires_in\":1800}\n");
    Mail reset = mails.next(address);
    assertThat(reset.text()).contains("link=https://accounts.example/mail/reset#", "minutes=30");
    assertThat(CALLS.events("user.password_reset_sent", "support")).isEqualTo(before + 1);

    // Nothing changes until the owner sets the password.
    assertThat(server.calls().get("/api/me", RoleScene.bearer(token)).status()).isEqualTo(200);
    assertThat(server.calls().get("/api/me", basic("susan", "python")).status()).isEqualTo(200);

    String request = reset.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, reset.secret(), "viper snake").status()).isEqualTo(204);
    assertThat(server.calls().get("/api/me", RoleScene.bearer(token)).status()).isEqualTo(401);
    assertThat(server.calls().get("/api/me", basic("susan", "viper snake")).status())
        .isEqualTo(200);
    assertThat(MailCalls.problem(mail.reset(request, reset.secret(), "another one")))
        .isEqualTo("403 invalid-code");
  }

  @Test
  void goesToAConfirmedAddressOfAnActiveAccountOnly() {
    assertThat(outcome(send(999_999))).isEqualTo("404 not-found");
    assertThat(server.calls().register("david", "python").status()).isEqualTo(201);
    assertThat(outcome(send(CALLS.id("david")))).isEqualTo("409 no-address");
    String pending = freshAddress();
    assertThat(mail.change(basic("david", "python"), pending).status()).isEqualTo(202);
    assertThat(outcome(send(CALLS.id("david")))).isEqualTo("409 no-address");
    mail.withAddress("olga", "python");
    CALLS.operate("user.disable", Map.of("username", "olga"));
    assertThat(outcome(send(CALLS.id("olga")))).isEqualTo("409 no-address");
  }

  /** The code that was mailed when the account was created may have expired unused. */
  @Test
  void goesToTheAddressOfAnAccountThatNeverHadAPassword() {
    String address = freshAddress();
    Reply made =
        CALLS.json(
            "POST",
            "/api/admin/users",
            "{\"username\":\"new-one\",\"email\":\"" + address + "\"}",
            support);
    assertThat(made.status()).isEqualTo(201);
    mails.next(address);
    CLOCK.move(Duration.ofHours(1));
    assertThat(send(CALLS.id("new-one")).status()).isEqualTo(202);
    Mail reset = mails.next(address);
    String request = reset.fragment().replaceFirst("\\..*", "");
    assertThat(mail.reset(request, reset.secret(), "python").status()).isEqualTo(204);
    assertThat(server.calls().get("/api/me", basic("new-one", "python")).status()).isEqualTo(200);
  }

  /**
   * Administrators have a separate limit, so that strangers' requests for an address cannot prevent
   * an administrator from helping its owner.
   */
  @Test
  void anAddressGetsOneAMinute() {
    String address = mail.withAddress("ira", "python");
    assertThat(mail.ask("email", address, "X-Forwarded-For: 198.51.100.7").status()).isEqualTo(202);
    var _ = mails.nextWithCode(address);
    assertThat(send(CALLS.id("ira")).status()).isEqualTo(202);
    Reply again = send(CALLS.id("ira"));
    assertThat(outcome(again)).isEqualTo("429 too-many-requests");
    assertThat(again.header("retry-after")).hasValue("60");
    mail.later();
    assertThat(send(CALLS.id("ira")).status()).isEqualTo(202);
  }

  /**
   * Mails for the first passwords of new accounts count towards the limit too. If no mail is sent,
   * the server stores nothing, and the name stays free.
   */
  @Test
  void anAddressGetsOneAMinuteForNewAccountsToo() {
    String address = freshAddress();
    String body = "{'username':'%s','email':'" + address + "'}";
    assertThat(CALLS.json("POST", USERS, body.formatted("new-0"), support).status()).isEqualTo(201);
    for (int i = 1; i < 10; i++) {
      Reply refused = CALLS.json("POST", USERS, body.formatted("new-" + i), support);
      assertThat(outcome(refused)).isEqualTo("429 too-many-requests");
      assertThat(refused.header("retry-after")).hasValue("60");
    }
    assertThat(outcome(send(CALLS.id("new-0")))).isEqualTo("429 too-many-requests");
    assertThat(mails.all(server, address)).hasSize(1);
    CLOCK.move(Duration.ofMinutes(1));
    assertThat(CALLS.json("POST", USERS, body.formatted("new-1"), support).status()).isEqualTo(201);
  }

  @Test
  void isRefusedForAnAccountWithMorePower() {
    String address = mail.withAddress("boss", "python");
    CALLS.give("boss", "boss", "roles:assign");
    CALLS.assertEscalation("support", () -> send(CALLS.id("boss")));
    assertThat(mails.all(server, address)).isEmpty();
  }
}
