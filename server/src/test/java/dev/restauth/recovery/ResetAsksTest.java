package dev.restauth.recovery;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.email.SentMails.Mail;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Requests for a password reset. They reveal nothing about accounts and addresses, and only the
 * owner of an account gets a mail.
 */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class ResetAsksTest {
  private static final String DAVID = basic("david", "monty");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server = new TestServer(clock, MailCalls.SETTINGS).on(() -> database);

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address;

  @BeforeEach
  void register() {
    address = mail.withAddress("susan", "python");
  }

  @Test
  void sendsTheSameResponseForEveryNameAlsoTheSecondTime() {
    String disabled = mail.withAddress("anna", "python");
    String closed = mail.withAddress("peter", "python");
    calls.register("david", "monty");
    String pending = freshAddress();
    mail.change(DAVID, pending);
    server.operate("user.disable", Map.of("username", "anna"));
    server.operate("user.close", Map.of("username", "peter"));
    String unknown = freshAddress();
    mails.all(server, pending);
    clock.move(Duration.ofHours(1));

    String expected = bytes(mail.ask("email", address));
    for (int again = 0; again < 2; again++) {
      for (String each : List.of(address, disabled, closed, pending, unknown)) {
        assertThat(bytes(mail.ask("email", each))).isEqualTo(expected);
      }
      for (String name : List.of("susan", "anna", "peter", "david", "nobody")) {
        assertThat(bytes(mail.ask("username", name))).isEqualTo(expected);
      }
      if (again == 0) {
        assertThat(mails.all(server, address)).hasSize(1);
        clock.move(Duration.ofHours(1));
      }
    }
    assertThat(mails.all(server, address)).hasSize(1);
    for (String each : List.of(disabled, closed, pending, unknown)) {
      assertThat(mails.all(server, each)).as(each).isEmpty();
    }
  }

  /** Returns a response without its request id. */
  private static String bytes(Reply reply) {
    return reply.status()
        + reply.headers().stream()
            .filter(header -> !header.getKey().equals("date"))
            .map(header -> header.getKey() + ": " + header.getValue() + "\n")
            .collect(Collectors.joining())
        + reply.body().replaceFirst("\"request\":\"[\\w-]{22}\"", "\"request\":\"…\"");
  }

  /**
   * A reset for a user without an address gets a request id too. No code is valid for it, but the
   * server counts the attempts as usual.
   */
  @Test
  void treatsTheRequestOfADecoyLikeAnother() {
    calls.register("david", "monty");
    String request = mail.ask("username", "david").json().get("request").asText();
    for (int i = 0; i < 7; i++) {
      assertThat(problem(mail.reset(request, "0000 0000", "viper"))).isEqualTo("403 invalid-code");
    }
    assertThat(
            Rows.count(
                server,
                "SELECT count(*) AS n FROM one_time_code WHERE request = ? AND account_id IS NULL"
                    + " AND address IS NULL AND tries = 5",
                request))
        .isEqualTo(1);
  }

  /**
   * PostgreSQL refuses texts with a zero byte, but the answer must be the same as for any name
   * without an account.
   */
  @Test
  void nulIsInNoNameAndNoCode() {
    assertThat(mail.ask("username", "susan\\u0000").status()).isEqualTo(202);
    assertThat(problem(mail.undo("\\u0000.x"))).isEqualTo("403 invalid-code");
  }

  @Test
  void countsAllRequestsOfANetworkEvenForUnknownAccounts() {
    for (int i = 0; i < 19; i++) { // the mail that confirmed the address was the first of 20
      assertThat(mail.ask("email", freshAddress()).status()).as("" + i).isEqualTo(202);
    }
    for (String each : List.of(address, freshAddress())) {
      Reply refused = mail.ask("email", each);
      assertThat(problem(refused)).isEqualTo("429 too-many-requests");
      assertThat(refused.header("retry-after")).isPresent();
    }
  }

  @Test
  void sendsAnAddressFiveMailsAnHourAtMost() {
    int sent = 0;
    for (int i = 0; i < 10; i++) {
      mail.asked(address);
      sent += mails.all(server, address).size();
      mail.later();
    }
    assertThat(sent).isEqualTo(5);
  }

  @Test
  void neverMailsToAnAddressThatIsPending() {
    calls.register("david", "monty");
    String pending = freshAddress();
    mail.change(DAVID, pending);
    assertThat(mails.next(pending).link()).contains("/mail/confirm#");
    mail.later();
    mail.asked(pending);
    mail.ask("username", "david");
    assertThat(mails.all(server, pending)).isEmpty();

    mail.change(DAVID, address); // the confirmed address of susan
    mail.later();
    mails.all(server, address);
    String request = mail.asked(address);
    assertThat(mail.reset(request, mails.next(address).secret(), "viper").status()).isEqualTo(204);
    assertThat(calls.get("/api/me", DAVID).status()).isEqualTo(200);
    assertThat(calls.get("/api/me", basic("susan", "viper")).status()).isEqualTo(200);
  }

  @Test
  void findsAnAddressWhateverItsCase() {
    String request = mail.asked(address.toUpperCase(Locale.ROOT));
    assertThat(mail.reset(request, mails.next(address).digits(), "viper").status()).isEqualTo(204);
  }

  @Test
  void linksToThePublicUrlForEveryHostField() {
    String[] stranger = {
      "Host: evil.example",
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-Proto: gopher",
      "X-Forwarded-For: 192.0.2.7",
      "Forwarded: host=evil.example;proto=gopher",
      "Origin: https://evil.example",
      "Referer: https://evil.example/"
    };
    assertThat(mail.ask("email", address, stranger).status()).isEqualTo(202);
    Mail reset = mails.next(address);
    assertThat(reset.link()).startsWith("https://accounts.example/mail/reset#");
    String other = freshAddress();
    String[] susan = Arrays.copyOf(stranger, stranger.length + 1);
    susan[stranger.length] = basic("susan", "python");
    assertThat(
            mail.json("PUT", "/api/me/email", "{\"email\":\"%s\"}".formatted(other), susan)
                .status())
        .isEqualTo(202);
    Mail confirm = mails.next(other);
    assertThat(confirm.link()).startsWith("https://accounts.example/mail/confirm#");
    assertThat(
            mail.json(
                    "POST",
                    "/api/me/email/confirm",
                    "{\"code\":\"%s\"}".formatted(confirm.secret()),
                    susan)
                .status())
        .isEqualTo(204);
    Mail notice = mails.next(address);
    assertThat(notice.link()).startsWith("https://accounts.example/mail/undo#");
    assertThat(
            mail.json(
                    "POST",
                    "/api/email-undo",
                    "{\"code\":\"%s\"}".formatted(notice.fragment()),
                    stranger)
                .status())
        .isEqualTo(200);
    Mail after = mails.next(address);
    assertThat(after.link()).startsWith("https://accounts.example/mail/reset#");
    for (Mail each : List.of(reset, confirm, notice, after)) {
      assertThat(each.text()).doesNotContain("evil", "gopher", "127.0.0.1");
    }
  }
}
