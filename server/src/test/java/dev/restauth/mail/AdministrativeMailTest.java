package dev.restauth.mail;

import static dev.restauth.role.AdministratorCalls.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.listener.QuietLogs;
import dev.restauth.role.AdministratorCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of sent mails for administrators, which does not contain the mails' texts. */
@ExtendWith(QuietLogs.class)
class AdministrativeMailTest {
  private static final String MAILS = "/api/admin/mail";
  private static final SetClock CLOCK = new SetClock();

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension private final TestServer server = new TestServer(CLOCK, MailCalls.SETTINGS);

  @Test
  void listsMailsWithoutTheirTexts() {
    AdministratorCalls calls = new AdministratorCalls(server);
    MailCalls mail = new MailCalls(server, CLOCK, mails);
    String clerk = calls.administrator("clerk", "mail:read");
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      addresses.add(mail.withAddress("user" + i, "python"));
    }
    mail.asked("nobody-has-this@example.com"); // a decoy

    List<JsonNode> all = calls.all(MAILS, "mails", 2, clerk);
    Collections.reverse(addresses); // the newest first
    assertThat(all.stream().map(each -> each.get("to").asText())).isEqualTo(addresses);
    assertThat(all)
        .allSatisfy(
            each -> {
              assertThat(each.get("kind").asText()).isEqualTo("confirm-email");
              assertThat(each.get("state").asText()).isEqualTo("delivered");
              assertThat(each.get("next_try_at").isNull()).isTrue();
              assertThat(each.get("failure").isNull()).isTrue();
            });
    assertThat(all.getFirst().properties().stream().map(Map.Entry::getKey))
        .containsExactly(
            "id",
            "kind",
            "to",
            "state",
            "tries",
            "created_at",
            "next_try_at",
            "expires_at",
            "failure");
    assertThat(calls.all(MAILS + "?state=delivered", "mails", 3, clerk)).isEqualTo(all);
    assertThat(calls.all(MAILS + "?state=failed", "mails", 3, clerk)).isEmpty();
    assertThat(outcome(calls.get(MAILS + "?state=sent", clerk))).isEqualTo("400 invalid-parameter");

    // If a mail was erased with its account, no list contains it.
    assertThat(
            server
                .calls()
                .call("DELETE", "/api/me", Optional.empty(), HttpCalls.basic("user0", "python"))
                .status())
        .isEqualTo(204);
    assertThat(calls.all(MAILS, "mails", 2, clerk)).hasSize(4);
    String reader = calls.administrator("reader", "users:read");
    assertThat(outcome(calls.get(MAILS, reader))).isEqualTo("403 insufficient-scope");
  }

  @Test
  void aCursorIsOfItsListAlone() {
    AdministratorCalls calls = new AdministratorCalls(server);
    String clerk = calls.administrator("clerk", "mail:read");
    MailCalls mail = new MailCalls(server, CLOCK, mails);
    mail.withAddress("susan", "python");
    mail.withAddress("david", "python");
    CLOCK.move(Duration.ofSeconds(1));
    String path = MAILS + "?state=delivered&limit=1";
    Reply page = calls.get(path, clerk);
    String cursor = page.json().get("next").asText();
    assertThat(calls.get(path + "&cursor=" + cursor, clerk).status()).isEqualTo(200);
    HashSet<String> wrong = new HashSet<>();
    for (int i = 0; i < cursor.length(); i += 7) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      wrong.add(path + "&cursor=" + cursor.substring(0, i) + other + cursor.substring(i + 1));
    }
    wrong.add(path + "&cursor=" + cursor.substring(1));
    wrong.add(path + "&cursor=" + cursor.substring(0, cursor.length() - 1));
    wrong.add(path + "&cursor=");
    wrong.add(MAILS + "?limit=1&cursor=" + cursor);
    wrong.add(MAILS + "?state=waiting&limit=1&cursor=" + cursor);
    for (String each : wrong) {
      assertThat(outcome(calls.get(each, clerk))).as(each).isEqualTo("400 invalid-parameter");
    }
  }
}
