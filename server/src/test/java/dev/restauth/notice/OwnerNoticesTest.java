package dev.restauth.notice;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.email.MailCalls;
import dev.restauth.email.Rows;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Notices to account owners of log-ins from new networks and of changed passwords. */
@ParameterizedClass
@MethodSource("dev.restauth.store.sql.TestDatabase#tried")
class OwnerNoticesTest {
  private static final String CHANGE = "{\"current_password\":\"%s\",\"new_password\":\"%s\"}";

  private static final int MANY = 50;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, settings("new-network-notices", "true")).on(() -> database);

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address;

  private static Map<String, String> settings(String name, String value) {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("trusted-proxies", "127.0.0.1");
    settings.put(name, value);
    return settings;
  }

  @BeforeEach
  void register() {
    address = mail.withAddress("susan", "python");
    mails.all(server, address);
  }

  private Reply logIn(String from) {
    return calls.get(
        "/api/token", basic("susan", "python"), "X-Forwarded-For: " + from, "Accept-Language: zh");
  }

  private List<String> texts() {
    return mails.all(server, address).stream().map(SentMails.Mail::text).toList();
  }

  @Test
  void reportsEachNewNetworkOnceInALanguageThatTheClientDoesNotChoose() {
    assertThat(logIn("127.0.0.9").status()).as("the network of the registration").isEqualTo(200);
    assertThat(texts()).isEmpty();
    for (String from : List.of("198.51.100.7", "198.51.100.8", "198.51.100.7")) {
      assertThat(logIn(from).status()).isEqualTo(200);
    }
    assertThat(texts())
        .singleElement()
        .asString()
        .startsWith("New log-in to accounts.example network=198.51.100.0/24")
        .contains("time=2026-11-25 12:02 UTC", "username=susan");
    calls.get("/api/token", basic("susan", "wrong"), "X-Forwarded-For: 203.0.113.1");
    assertThat(texts()).isEmpty();
  }

  /**
   * The server has just verified the password for the owner, and does not hash it again for the
   * thief. The server must nevertheless report the thief's log-in.
   */
  @Test
  void reportsAThiefWhileTheOwnerIsActive() {
    assertThat(calls.get("/api/me", basic("susan", "python")).status()).isEqualTo(200);
    assertThat(logIn("2001:db8:1:2::3").status()).isEqualTo(200);
    assertThat(texts()).singleElement().asString().contains("network=2001:db8:1::/48");
  }

  @Test
  void isNoMailBombFromManyNetworksAtOnce() throws Exception {
    assertThat(logIn("127.0.0.1").status()).as("hashed once").isEqualTo(200);
    List<Future<Reply>> replies = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < MANY; i++) {
        String from = "198.51." + i + ".7";
        replies.add(
            threads.submit(
                () -> {
                  start.await();
                  return logIn(from);
                }));
      }
      start.countDown();
    }
    for (Future<Reply> each : replies) {
      assertThat(each.get().status()).isEqualTo(200);
    }
    assertThat(texts()).hasSize(OwnerNotices.PER_DAY);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM session")).isEqualTo(MANY + 1);

    changePassword("python", "python");
    assertThat(texts()).as("of another kind").hasSize(1);
    clock.move(Duration.ofDays(1));
    assertThat(logIn("192.0.2.1").status()).isEqualTo(200);
    assertThat(texts()).hasSize(1);
  }

  private void changePassword(String from, String to) {
    Reply reply =
        calls.post(
            "/api/me/password",
            CHANGE.formatted(from, to),
            basic("susan", from),
            "Accept-Language: de");
    assertThat(reply.status()).isEqualTo(204);
  }

  @Test
  void reportsAChangedPasswordWhoeverChangedIt() {
    changePassword("python", "boa");
    assertThat(texts()).singleElement().asString().startsWith("Ihr Passwort bei accounts.example");
    server.operate("user.set-password", Map.of("username", "susan", "password", "adder"));
    assertThat(texts())
        .singleElement()
        .asString()
        .startsWith("Your password at accounts.example was changed");
    for (int i = 0; i < 5; i++) {
      changePassword("adder", "adder");
    }
    assertThat(texts()).hasSize(OwnerNotices.PER_DAY - 2);
    calls.register("david", "monty"); // without an address
    assertThat(
            calls
                .post("/api/me/password", CHANGE.formatted("monty", "boa"), basic("david", "monty"))
                .status())
        .isEqualTo(204);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM outbox WHERE account_id <> 1"))
        .isZero();
  }

  @Test
  void reportsNoNewNetworksIfTheOperatorDoesNotWantThat() {
    server.restart(settings("new-network-notices", "false"));
    assertThat(logIn("198.51.100.7").status()).isEqualTo(200);
    Account susan = server.account("susan");
    assertThat(texts()).isEmpty();
    assertThat(susan.active()).isTrue();
  }
}
