package dev.restauth.login;

import static dev.restauth.email.MailCalls.freshAddress;
import static dev.restauth.email.MailCalls.problem;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.account.Account;
import dev.restauth.account.AccountRows;
import dev.restauth.email.MailCalls;
import dev.restauth.email.SentMails;
import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.FeatureDatabases;
import dev.restauth.store.sql.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Log-ins with the confirmed e-mail address in place of the user name. */
@ParameterizedClass
@ArgumentsSource(FeatureDatabases.class)
class AddressLoginTest {
  private static final int FREE = 3;

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase database;

  @RegisterExtension private final SentMails mails = new SentMails();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, settings("address-login", "true")).on(() -> database);

  private final HttpCalls calls = server.calls();
  private final MailCalls mail = new MailCalls(server, clock, mails);
  private String address;

  private static Map<String, String> settings(String... more) {
    Map<String, String> settings = new HashMap<>(MailCalls.SETTINGS);
    settings.put("account-failures", String.valueOf(FREE));
    settings.put("trusted-proxies", "127.0.0.1");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  @BeforeEach
  void register() {
    address = mail.withAddress("susan", "python");
  }

  /** Returns the status of a stranger's log-in. */
  private int logIn(String name, String password) {
    return calls
        .get("/api/resource", basic(name, password), "X-Forwarded-For: 198.51.100.7")
        .status();
  }

  @Test
  void logsInByNameOrAddressInAnyCaseWithEveryCall() {
    for (String name : List.of("susan", address, address.toUpperCase(Locale.ROOT))) {
      String susan = basic(name, "python");
      assertThat(mail.me(susan).get("username").asText()).isEqualTo("susan");
      assertThat(calls.get("/api/token", susan).status()).isEqualTo(200);
      assertThat(calls.call("DELETE", "/api/me/email/pending", Optional.empty(), susan).status())
          .isEqualTo(204);
    }
    String susan = basic(address, "python");
    assertThat(
            calls
                .post(
                    "/api/me/password",
                    "{\"current_password\":\"python\",\"new_password\":\"boa\"}",
                    susan)
                .status())
        .isEqualTo(204);
    assertThat(calls.get("/api/me", susan).status()).isEqualTo(401);
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), basic(address, "boa")).status())
        .isEqualTo(204);
    assertThat(logIn(address, "boa")).isEqualTo(401);
  }

  @Test
  void logsInByTheAddressOfTheMomentAlone() {
    String pending = freshAddress();
    mail.change(basic("susan", "python"), pending);
    assertThat(logIn(pending, "python")).isEqualTo(401);
    assertThat(logIn(address, "python")).isEqualTo(200);
    mail.confirm(basic("susan", "python"), mails.next(pending).digits());
    assertThat(logIn(pending, "python")).isEqualTo(200);
    assertThat(logIn(address, "python"))
        .as("although its password was just verified")
        .isEqualTo(401);
    assertThat(logIn(pending.replace('@', '\uff20'), "python")).isEqualTo(401);
  }

  /** Databases may contain user names that look like e-mail addresses. */
  @Test
  void theExactUserNameComesFirst() {
    calls.register("david", "monty");
    Account david = server.account("david");
    Account named =
        server
            .store()
            .inTransaction(
                tx ->
                    new AccountRows(tx)
                        .create(address, david.passwordHash().orElseThrow(), clock.instant()))
            .orElseThrow();
    assertThat(mail.me(basic(address, "monty")).get("id").asLong()).isEqualTo(named.id());
    assertThat(logIn(address, "python")).isEqualTo(401);
    assertThat(mail.me(basic("susan", "python")).get("id").asLong()).isEqualTo(1);

    Reply.Done check = (Reply.Done) server.operate("check", Map.of());
    assertThat(check.notes()).hasSize(2);
    assertThat(check.notes().getLast()).contains("has an @: 1.", address);
  }

  /**
   * An attacker who tries both the user name and the address gets no more guesses. The responses do
   * not differ from the responses for an unknown address.
   */
  @Test
  void countsFailuresByNameAndByAddressTogether() {
    String unknown = freshAddress();
    List<String> susans = List.of("susan", address, address.toUpperCase(Locale.ROOT), "susan");
    for (int i = 0; i < susans.size(); i++) {
      assertThat(logIn(susans.get(i), "wrong")).as("" + i).isEqualTo(i < FREE ? 401 : 429);
    }
    assertThat(logIn(address, "python")).isEqualTo(429);
    List<String> nobodys =
        List.of(
            unknown, unknown.toUpperCase(Locale.ROOT), unknown, unknown.toUpperCase(Locale.ROOT));
    for (int i = 0; i < nobodys.size(); i++) {
      assertThat(logIn(nobodys.get(i), "wrong")).as("" + i).isEqualTo(i < FREE ? 401 : 429);
    }
    String owner = basic(address, "python");
    assertThat(calls.get("/api/resource", owner).status()).as("a known network").isEqualTo(200);
    server.operate("user.unlock", Map.of("username", "susan"));
    assertThat(logIn(address, "python")).isEqualTo(200);
  }

  @Test
  void refusesNewNamesWithAnAt() {
    for (String name : List.of("anna@example.com", "a@", "anna\uff20example.com")) {
      HttpCalls.Reply refused = calls.register(name, "python");
      assertThat(problem(refused)).isEqualTo("400 invalid-username");
      assertThat(refused.json().get("detail").asText()).contains("@", "e-mail address");
    }
    assertThat(server.operate("user.create", Map.of("username", "a@b", "password", "python")))
        .isInstanceOf(Reply.Failed.class);
    server.restart(settings("email-login", "on"));
    assertThat(problem(calls.register("anna@example.com", "python")))
        .isEqualTo("400 invalid-username");
    assertThat(logIn(address, "python")).as("by code alone").isEqualTo(401);
    server.restart(settings());
    assertThat(calls.register("anna@example.com", "python").status()).isEqualTo(201);
    assertThat(((Reply.Done) server.operate("check", Map.of())).notes()).hasSize(1);
    clock.move(Duration.ofMinutes(1));
  }
}
