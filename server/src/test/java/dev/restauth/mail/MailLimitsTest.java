package dev.restauth.mail;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.HeldLock;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Limits on the mails that strangers can request. */
class MailLimitsTest {
  private static final String ANNA = "anna@example.com";

  @TempDir Path folder;

  private final SetClock clock = new SetClock();
  private final ScriptedSmtp smtp = new ScriptedSmtp();

  static List<TestDatabase> databases() {
    return TestDatabase.tried();
  }

  private TestServer start(TestDatabase kind) {
    TestServer.use(kind, folder);
    return TestServer.start(
        folder, clock, MailScene.settings(smtp.url(), "trusted-proxies", "127.0.0.1"));
  }

  /**
   * The response is the same beyond the limit. Requests from the owner's known network have a
   * separate limit.
   */
  @ParameterizedTest
  @MethodSource("databases")
  void anAddressGetsOneMailAMinuteAndFiveAnHour(TestDatabase kind) {
    try (smtp;
        TestServer server = start(kind)) {
      confirmAddress(server);
      for (int asks = 0; asks < 30; asks++) {
        assertStarted(reset(server, ANNA, "203.0." + asks + ".1"));
        awaitEnds(server, 2 + asks);
        clock.move(Duration.ofSeconds(30)); // a decoy must not delay the next mail
      }
      assertThat(resets()).isEqualTo(Mailer.ADDRESS_PER_HOUR);

      assertStarted(reset(server, ANNA, "127.0.0.2"));
      awaitEnds(server, 32);
      assertThat(resets()).isEqualTo(Mailer.ADDRESS_PER_HOUR + 1);

      clock.move(Duration.ofMinutes(56));
      assertStarted(reset(server, ANNA, "203.0.99.1"));
      awaitEnds(server, 33);
      assertThat(resets()).isEqualTo(Mailer.ADDRESS_PER_HOUR + 2);
    }
  }

  /** Sends many requests at the same time, each on a separate connection. */
  @ParameterizedTest
  @MethodSource("databases")
  void asksAtTheSameTimeAreCountedOneByOne(TestDatabase kind) throws InterruptedException {
    try (smtp;
        TestServer server = start(kind)) {
      confirmAddress(server);
      List<Callable<HttpCalls.Reply>> asks =
          IntStream.range(0, 60)
              .<Callable<HttpCalls.Reply>>mapToObj(
                  ask -> () -> reset(server, ANNA, "203.0." + ask + ".1"))
              .toList();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        threads.invokeAll(asks).forEach(reply -> assertStarted(reply.resultNow()));
      }
      awaitEnds(server, 61);
      assertThat(resets()).isEqualTo(1);
    }
  }

  /**
   * An address gets only one mail a minute, even if different users request the mails. If this
   * limit applied only to addresses of accounts, it would reveal whether an address has an account.
   */
  @ParameterizedTest
  @MethodSource("databases")
  void mailsForOthersAreHeldBackWhetherTheyHaveAnAccountOrNot(TestDatabase kind) {
    try (smtp;
        TestServer server = start(kind)) {
      confirmAddress(server);
      for (String address : List.of(ANNA, "nobody@example.com")) {
        assertStarted(reset(server, address, "203.0.113.7"));
        MailScene.send(server, "spy", address, "X-Forwarded-For: 203.0.114.7");
      }
      awaitEnds(server, 5);
      assertThat(resets()).as("the reset alone").isEqualTo(1);
    }
  }

  /**
   * Strangers request mails by entering the owner's address as the address of their own accounts.
   */
  @ParameterizedTest
  @MethodSource("databases")
  void strangersDoNotUseUpTheAllowanceOfAnOwner(TestDatabase kind) {
    try (smtp;
        TestServer server = start(kind)) {
      confirmAddress(server);
      for (int asks = 0; asks < 8; asks++) {
        MailScene.send(server, "stranger" + asks, ANNA, "X-Forwarded-For: 203.0." + asks + ".1");
        awaitEnds(server, 2 + asks);
        clock.move(Duration.ofMinutes(1));
      }
      assertThat(smtp.mails()).hasSize(1 + Mailer.ADDRESS_PER_HOUR);

      assertStarted(reset(server, ANNA, "127.0.0.2"));
      awaitEnds(server, 10);
      assertThat(smtp.mails()).hasSize(1 + Mailer.ADDRESS_PER_HOUR + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aNetworkAsksForTwentyAnHourWhetherTheAccountsAreThereOrNot(TestDatabase kind) {
    try (smtp;
        TestServer server = start(kind)) {
      confirmAddress(server);
      TreeSet<Integer> lengths = new TreeSet<>();
      for (int asks = 0; asks < Mailer.NETWORK_PER_HOUR; asks++) {
        String address = asks % 2 == 0 ? ANNA : "nobody" + asks + "@example.com";
        HttpCalls.Reply reply = reset(server, address, "203.0.113.7");
        assertStarted(reply);
        lengths.add(reply.body().length());
      }
      assertThat(lengths).as("answers are alike").hasSize(1);

      for (String address : List.of(ANNA, "nobody@example.com")) {
        HttpCalls.Reply refused = reset(server, address, "203.0.113.7");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).contains("180");
      }
      assertStarted(reset(server, ANNA, "198.51.100.7"));
      awaitEnds(server, 1 + Mailer.NETWORK_PER_HOUR + 1);
      assertThat(smtp.mails()).as("decoys are not sent").hasSize(1 + 1);
      assertThat(MailScene.list(server, "delivered")).as("nor listed").hasSize(1 + 1);

      clock.move(Duration.ofHours(1));
      assertStarted(reset(server, ANNA, "203.0.113.7"));
    }
  }

  /**
   * Changes the mail of another network into one of this network, as if another server had sent it
   * while the request waited for the lock.
   */
  @Test
  void requestsAtDifferentServersAreCountedTogether() throws Exception {
    try (smtp;
        TestServer server = start(TestDatabase.POSTGRESQL)) {
      assertStarted(reset(server, "other@example.com", "198.51.100.7"));
      for (int asks = 1; asks < Mailer.NETWORK_PER_HOUR; asks++) {
        assertStarted(reset(server, "nobody" + asks + "@example.com", "203.0.113.7"));
      }
      HeldLock mails =
          new HeldLock(
              server,
              TestDatabase.POSTGRESQL,
              tx -> {
                var _ = tx.properties().findForUpdate("master_key_id");
              },
              tx ->
                  tx.sql()
                      .change(
                          "UPDATE outbox SET network_digest = (SELECT network_digest"
                              + " FROM outbox GROUP BY network_digest HAVING count(*) > 1)"));
      HttpCalls.Reply reply =
          mails.during(() -> reset(server, "nobody@example.com", "203.0.113.7"));
      assertThat(reply.status()).as(reply.toString()).isEqualTo(429);
    }
  }

  /**
   * If refused requests waited for the lock, a client that keeps sending them would delay all other
   * clients.
   */
  @ParameterizedTest
  @MethodSource("databases")
  void aRefusedNetworkWaitsForNoLock(TestDatabase kind) throws Exception {
    try (smtp;
        TestServer server = start(kind);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int asks = 0; asks < Mailer.NETWORK_PER_HOUR; asks++) {
        assertStarted(reset(server, "nobody" + asks + "@example.com", "203.0.113.7"));
      }
      List<Integer> refused = new ArrayList<>();
      HeldLock mails =
          new HeldLock(
              server,
              kind,
              tx -> {
                var _ = tx.properties().findForUpdate("master_key_id");
              },
              _ -> refused.add(statusWhileLocked(threads, server)));
      assertStarted(mails.during(() -> reset(server, "nobody@example.com", "198.51.100.7")));
      assertThat(refused).containsExactly(429);
    }
  }

  private static int statusWhileLocked(ExecutorService threads, TestServer server) {
    try {
      return threads
          .submit(() -> reset(server, "nobody@example.com", "203.0.113.7").status())
          .get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private void confirmAddress(TestServer server) {
    MailScene.send(server, "anna", ANNA, "X-Forwarded-For: 127.0.0.2");
    awaitEnds(server, 1);
    String code =
        smtp.mails()
            .getFirst()
            .lines()
            .filter(line -> line.matches("\\d{4} \\d{4}"))
            .findFirst()
            .orElseThrow();
    HttpCalls.Reply reply =
        server
            .calls()
            .post(
                "/api/me/email/confirm",
                "{\"code\":\"" + code + "\"}",
                HttpCalls.basic("anna", "python"),
                "X-Forwarded-For: 127.0.0.2");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(204);
    clock.move(Duration.ofHours(2));
  }

  private static HttpCalls.Reply reset(TestServer server, String address, String from) {
    return server
        .calls()
        .post(
            "/api/password-resets", "{\"email\":\"" + address + "\"}", "X-Forwarded-For: " + from);
  }

  private static void assertStarted(HttpCalls.Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(202);
    JsonNode json = reply.json();
    assertThat(json.path("request").asText()).isNotEmpty();
    assertThat(json.path("expires_in").asInt()).isEqualTo(1800);
  }

  /**
   * Waits until a number of mails and decoys have been delivered or removed. If the test moved the
   * clock earlier, their leases would expire.
   */
  private static void awaitEnds(TestServer server, int count) {
    eventually(
        count + " have ended",
        () ->
            server
                    .store()
                    .<Optional<Long>>reading(
                        tx ->
                            tx.sql()
                                .one(
                                    "SELECT count(*) AS n FROM outbox WHERE state <> 'waiting'",
                                    row -> row.number("n")))
                    .orElseThrow()
                == count);
  }

  private int resets() {
    return smtp.mails().size() - 1;
  }
}
