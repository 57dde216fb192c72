package dev.restauth;

import static dev.restauth.Eventually.eventually;
import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commits whose response from PostgreSQL was lost. The tests check the HTTP response and the stored
 * rows.
 */
class DoubtfulCommitOnPostgresTest {
  @TempDir Path folder;
  private CutProxy proxy;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    String url = TestDatabase.postgresUrl();
    proxy = CutProxy.before(url);
    server =
        TestServer.start(
            folder, InstantSource.system(), TestServer.sharing(folder, proxy.through(url)));
    assertThat(register("susan").status()).isEqualTo(201);
    // This log-in stores its address, so that later requests commit only what the test expects.
    assertThat(server.calls().token("susan", "python")).isNotEmpty();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    proxy.close();
  }

  private void loseAnswer() {
    awaitSilence();
    proxy.loseAnswer();
  }

  private void loseCommit() {
    awaitSilence();
    proxy.loseCommit();
  }

  /**
   * Waits until no event is being numbered. Otherwise the proxy could drop the commit of an event
   * number.
   */
  private void awaitSilence() {
    eventually(
        "all events have numbers",
        () -> Rows.count(server, "SELECT count(*) AS n FROM event_unnumbered") == 0);
  }

  @Test
  void committedRegistrationIsAnsweredWithItsAccount() {
    loseAnswer();
    Reply reply = register("miguel");

    assertThat(proxy.lost()).isTrue();
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location").orElseThrow())
        .endsWith("/" + server.account("miguel").id());
    assertThat(logsIn("miguel", "python")).isTrue();
    assertThat(register("miguel").status()).isEqualTo(400);
  }

  @Test
  void lostRegistrationIsRetried() {
    loseCommit();
    Reply reply = register("miguel");

    assertThat(proxy.lost()).isTrue();
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location").orElseThrow())
        .endsWith("/" + server.account("miguel").id());
    assertThat(logsIn("miguel", "python")).isTrue();
  }

  /**
   * The client gets 503 and may retry. Even before the retry, the server uses no stale cache entry.
   */
  @Test
  void committedClosingIsRefusedButEffective() {
    String token = server.calls().token("susan", "python");
    assertThat(tokenCounts(token)).isTrue();
    loseAnswer();

    assertThat(
            server
                .calls()
                .call("DELETE", "/api/me", Optional.empty(), basic("susan", "python"))
                .status())
        .isEqualTo(503);
    assertThat(proxy.lost()).isTrue();
    assertThat(tokenCounts(token)).isFalse();
    assertThat(logsIn("susan", "python")).isFalse();
  }

  @Test
  void committedPasswordChangeIsRefusedButEffective() {
    String token = server.calls().token("susan", "python");
    loseAnswer();

    assertThat(changePassword().status()).isEqualTo(503);
    assertThat(proxy.lost()).isTrue();
    assertThat(tokenCounts(token)).isFalse();
    assertThat(logsIn("susan", "python")).isFalse();
    assertThat(logsIn("susan", "another python")).isTrue();
  }

  @Test
  void lostPasswordChangeIsRefusedAndNotEffective() {
    String token = server.calls().token("susan", "python");
    loseCommit();

    assertThat(changePassword().status()).isEqualTo(503);
    assertThat(proxy.lost()).isTrue();
    assertThat(tokenCounts(token)).isTrue();
    assertThat(logsIn("susan", "another python")).isFalse();
    assertThat(logsIn("susan", "python")).isTrue();
  }

  /** The session may be stored, but no client has its token. */
  @Test
  void uncertainLogInIsRefused() {
    loseAnswer();
    assertThat(server.calls().get("/api/token", basic("susan", "python")).status()).isEqualTo(503);
    assertThat(proxy.lost()).isTrue();
    assertThat(tokenCounts(server.calls().token("susan", "python"))).isTrue();
  }

  private Reply changePassword() {
    return server
        .calls()
        .post(
            "/api/me/password",
            "{\"current_password\":\"python\",\"new_password\":\"another python\"}",
            basic("susan", "python"));
  }

  private Reply register(String username) {
    return server.calls().register(username, "python");
  }

  private boolean tokenCounts(String token) {
    return logsIn(token, "");
  }

  private boolean logsIn(String username, String password) {
    return server.calls().get("/api/resource", basic(username, password)).status() == 200;
  }
}
