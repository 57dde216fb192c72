package dev.restauth.event;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.http.HttpCalls;
import dev.restauth.http.HttpCalls.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server's events for user actions, and actions without an event. */
class SecurityEventsTest {
  private static final String NETWORK = " network=127.0.0.0/24";
  private static final String PASSWORD = "correct horse battery";

  private static final SetClock CLOCK = new SetClock();

  @RegisterExtension
  static final TestServer SERVER = new TestServer(CLOCK).withAccount("miguel", PASSWORD);

  @AutoClose private final LogCatcher log = new LogCatcher("dev.restauth");
  private final HttpCalls calls = SERVER.calls();
  private final List<String> secrets = new ArrayList<>(List.of(PASSWORD, "miguel", "susan"));

  /** All lines that any logger has logged since the last call. */
  private List<String> all = List.of();

  @AfterEach
  void linesContainNoNamesAndNoSecrets() {
    all.forEach(line -> assertThat(line).doesNotContain(secrets));
    CLOCK.move(Duration.ofMinutes(1)); // the next test begins with new counts
    SERVER.runMaintenance();
  }

  /** Returns the security events since the last call. */
  private List<String> events() {
    List<String> taken = log.takeAll();
    all = taken;
    taken.forEach(line -> assertThat(line).doesNotContain(secrets));
    return taken.stream()
        .filter(line -> line.startsWith("dev.restauth.event: INFO "))
        .map(line -> line.substring("dev.restauth.event: INFO event=".length()))
        .map(line -> line.replaceFirst(" request=[0-9a-f]{32}$", ""))
        .toList();
  }

  private Reply logIn(String query) {
    Reply reply = calls.get("/api/token" + query, basic("miguel", PASSWORD));
    secrets.add(reply.json().get("token").asText());
    return reply;
  }

  private static String session(String token) {
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return new String(claims, StandardCharsets.UTF_8).replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  private String token(Reply reply) {
    return reply.json().get("token").asText();
  }

  @Test
  void logInIsWrittenWithItsSession() {
    String token = token(logIn(""));
    // The account has no earlier log-in from this address.
    assertThat(events())
        .containsSubsequence(
            "user.logged_in account=1"
                + NETWORK
                + " session="
                + session(token)
                + " method=password acr=1 amr=pwd");

    // Requests with a password, renewals and HEAD requests cause no events.
    assertThat(calls.get("/api/resource", basic("miguel", PASSWORD)).status()).isEqualTo(200);
    assertThat(calls.get("/api/resource", basic(token, "")).status()).isEqualTo(200);
    secrets.add(token(calls.get("/api/token", basic(token, ""))));
    assertThat(
            calls.call("HEAD", "/api/token", Optional.empty(), basic("miguel", PASSWORD)).status())
        .isEqualTo(200);
    assertThat(events()).isEmpty();
  }

  @Test
  void firstUseOfAnAddressIsWritten() {
    try (TestServer server =
        TestServer.start(
            SERVER.folder().resolve("other"),
            CLOCK,
            Map.of("trusted-proxies", "127.0.0.1", "verified-password-duration", "0s"))) {
      server.calls().register("susan", PASSWORD);
      events();
      for (String address : new String[] {"203.0.113.7", "203.0.113.7", "2001:db8:1:2::3"}) {
        Reply reply =
            server
                .calls()
                .get("/api/resource", basic("susan", PASSWORD), "X-Forwarded-For: " + address);
        assertThat(reply.status()).isEqualTo(200);
      }
      assertThat(events())
          .containsExactly(
              "user.address_learned account=1 network=203.0.113.0/24",
              "user.address_learned account=1 network=2001:db8:1::/48");
    }
  }

  @Test
  void failuresContainTheAccountAndNeverTheInput() {
    String typed = "the-password-in-the-wrong-field";
    secrets.addAll(List.of(typed, "a wrong one"));

    assertThat(calls.get("/api/token", basic("miguel", "a wrong one")).status()).isEqualTo(401);
    assertThat(calls.get("/api/token", basic(typed, "a wrong one")).status()).isEqualTo(401);

    assertThat(events())
        .containsExactly("user.login_failed account=1" + NETWORK, "user.login_failed" + NETWORK);
  }

  @Test
  void registrationsAndReasonsOfRefusals() {
    secrets.addAll(List.of("hidden", "inv\\u0000alid"));
    assertThat(calls.register("hidden", PASSWORD).status()).isEqualTo(201);
    assertThat(calls.register("hidden", PASSWORD).status()).isEqualTo(400);
    assertThat(calls.register("inv\u0000alid", PASSWORD).status()).isEqualTo(400);
    assertThat(calls.register("hidden2", "").status()).isEqualTo(400);

    assertThat(events())
        .containsExactly(
            "user.registered account=" + SERVER.account("hidden").id() + NETWORK,
            "user.registration_refused" + NETWORK + " reason=name_taken",
            "user.registration_refused" + NETWORK + " reason=invalid_name",
            "user.registration_refused" + NETWORK + " reason=invalid_password");
  }

  /** Sends the token and the password. */
  private void confirmed(String path, String token) {
    calls.call(
        "DELETE",
        path,
        Optional.of("{\"current_password\":\"" + PASSWORD + "\"}"),
        bearer(token),
        "Content-Type: application/json");
  }

  @Test
  void endsOfSessions() {
    String own = token(logIn(""));
    String other = token(logIn(""));
    String refresh = logIn("?refresh=true").json().get("refresh_token").asText();
    secrets.add(refresh);
    events();

    confirmed("/api/me/sessions/" + session(other), own);
    assertThat(events())
        .containsExactly(
            "session.ended account=1"
                + NETWORK
                + " session="
                + session(other)
                + " reason=by_owner");

    calls.form("/oauth/revoke", "token=" + refresh);
    assertThat(events())
        .singleElement()
        .asString()
        .matches("session\\.ended account=1" + NETWORK + " session=\\S+ reason=log_out");

    confirmed("/api/me/sessions", own);
    assertThat(events())
        .containsExactly("user.sessions_ended account=1" + NETWORK + " session=" + session(own));

    calls.call("DELETE", "/api/token", Optional.empty(), bearer(own));
    assertThat(calls.call("DELETE", "/api/token", Optional.empty(), bearer(own)).status())
        .isEqualTo(401);
    assertThat(events())
        .containsExactly(
            "session.ended account=1" + NETWORK + " session=" + session(own) + " reason=log_out");

    calls.call("DELETE", "/api/me/sessions", Optional.empty(), basic("miguel", PASSWORD));
    assertThat(events()).containsExactly("user.sessions_ended account=1" + NETWORK);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  @Test
  void reuseOfARefreshToken() {
    Reply begun = logIn("?refresh=true");
    String first = begun.json().get("refresh_token").asText();
    events();
    String second = refreshed(first).json().get("refresh_token").asText();
    secrets.addAll(List.of(first, second, refreshed(second).json().get("refresh_token").asText()));
    assertThat(events()).isEmpty();

    assertThat(refreshed(first).status()).isEqualTo(400);
    assertThat(events())
        .containsExactly(
            "refresh_token.reused account=1" + NETWORK + " session=" + session(token(begun)));
  }

  private Reply refreshed(String token) {
    Reply reply = calls.form("/oauth/token", "grant_type=refresh_token&refresh_token=" + token);
    if (reply.status() == 200) {
      secrets.add(reply.json().get("access_token").asText());
    }
    return reply;
  }

  @Test
  void passwordChangeAndClosedAccount() {
    String old = "the old one of susan";
    String changed = "the new one of susan";
    secrets.addAll(List.of(old, changed));
    calls.register("susan", old);
    long id = SERVER.account("susan").id();
    calls.get("/api/resource", basic("susan", old));
    events();

    String body = "{\"current_password\":\"%s\",\"new_password\":\"%s\"}".formatted(old, changed);
    assertThat(calls.post("/api/me/password", body, basic("susan", old)).status()).isEqualTo(204);
    assertThat(calls.call("DELETE", "/api/me", Optional.empty(), basic("susan", changed)).status())
        .isEqualTo(204);
    assertThat(events())
        .containsExactly(
            "user.password_changed account=" + id + NETWORK, "user.closed account=" + id + NETWORK);
  }

  @Test
  void oldestSessionEndedByALogIn() {
    calls.register("joan", PASSWORD);
    String first = calls.token("joan", PASSWORD);
    CLOCK.move(Duration.ofMinutes(1));
    for (int i = 1; i < 100; i++) {
      calls.token("joan", PASSWORD);
      if (i % 5 == 0) {
        CLOCK.move(Duration.ofMinutes(1));
      }
    }
    events();
    calls.token("joan", PASSWORD);

    long id = SERVER.account("joan").id();
    assertThat(events())
        .anyMatch(line -> line.startsWith("user.logged_in account=" + id))
        .contains(
            "session.ended account="
                + id
                + NETWORK
                + " session="
                + session(first)
                + " reason=too_many");
  }
}
