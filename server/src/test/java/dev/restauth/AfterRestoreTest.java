package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.servicekey.ServiceKey;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code restauth after-restore}, which an operator runs on a restored PostgreSQL backup. It
 * revokes all tokens and signing keys, and disables all service keys, because the backup lacks the
 * revocations that came after it.
 */
class AfterRestoreTest {
  @TempDir Path folder;

  @Test
  void revokedSessionsAndKeysStayRevoked() throws Exception {
    String url = TestDatabase.postgresUrl();
    Map<String, String> settings = TestServer.sharing(folder, url);
    String before;
    String key;
    try (TestServer server = start(settings)) {
      server.calls().register("miguel", "python");
      before = server.calls().token("miguel", "python");
      key = serviceKey(settings);
      assertThat(server.serviceKeys().check(key, Optional.empty())).isPresent();
    }
    String backup = TestDatabase.copyOf(url);
    String lost;
    try (TestServer server = start(settings)) {
      server.calls().register("lost", "python");
      lost = server.calls().token("lost", "python");
      assertThat(status(server, lost)).isEqualTo(200);
      assertThat(server.account("lost").id()).isEqualTo(2);
      operate(settings, "user.end-sessions", Map.of("username", "miguel"));
      operate(settings, "service-key.delete", Map.of("name", "shop-api"));
    }

    Map<String, String> restored = TestServer.sharing(folder, backup);
    Reply.Done done =
        (Reply.Done)
            operate(restored, "after-restore", Map.of("name", TestDatabase.nameIn(backup)));

    assertThat(done.facts().values())
        .containsEntry("accounts", 1L)
        .containsEntry("signing_keys_withdrawn", 1L)
        .containsEntry("service_keys_disabled", 1L);
    assertThat(done.notes())
        .contains(
            "All tokens issued before are revoked: all users log in again.",
            "Service keys disabled: 1. Enable those that you still trust: restauth service-key"
                + " enable NAME.");
    try (TestServer server = start(restored)) {
      for (String token : List.of(before, lost)) {
        assertThat(status(server, token)).isEqualTo(401);
      }
      assertThat(server.serviceKeys().all()).extracting(ServiceKey::active).containsOnly(false);
      assertThat(server.serviceKeys().check(key, Optional.empty())).isEmpty();
      // If the new user received the lost account's id, the new user would own that account's
      // tokens.
      assertThat(server.calls().register("newcomer", "python").status()).isEqualTo(201);
      assertThat(server.account("newcomer").id()).isGreaterThan(1_000_000);
      assertThat(status(server, lost)).isEqualTo(401);
      assertThat(status(server, server.calls().token("miguel", "python"))).isEqualTo(200);
      assertThat(operate(restored, "check", Map.of())).isInstanceOf(Reply.Done.class);
    }
  }

  /**
   * The operator forgot to stop a server before {@code restauth after-restore}. That server works
   * again after it has generated a new signing key.
   */
  @Test
  void runningServerMakesANewKey() throws Exception {
    String url = TestDatabase.postgresUrl();
    Map<String, String> settings = TestServer.sharing(folder, url);
    try (TestServer server = start(settings)) {
      server.calls().register("miguel", "python");
      String token = server.calls().token("miguel", "python");
      operate(settings, "after-restore", Map.of("name", TestDatabase.nameIn(url)));

      Eventually.eventually("the token has ended", () -> status(server, token) == 401);
      Eventually.eventually("nothing is left to sign with", () -> logInStatus(server) == 503);
      server.runMaintenance();
      assertThat(status(server, server.calls().token("miguel", "python"))).isEqualTo(200);
    }
  }

  private static int logInStatus(TestServer server) {
    return server.calls().get("/api/token", HttpCalls.basic("miguel", "python")).status();
  }

  /**
   * Without {@code restauth after-restore}, all tokens from before the backup stay valid, even
   * those that were revoked after the backup.
   */
  @Test
  void withoutAfterRestoreTokensStayValid() throws Exception {
    String url = TestDatabase.postgresUrl();
    Map<String, String> settings = TestServer.sharing(folder, url);
    String token;
    try (TestServer server = start(settings)) {
      server.calls().register("miguel", "python");
      token = server.calls().token("miguel", "python");
    }
    Map<String, String> restored = TestServer.sharing(folder, TestDatabase.copyOf(url));

    try (TestServer server = start(restored)) {
      assertThat(status(server, token)).isEqualTo(200);
    }
  }

  @Test
  void changesNothingIfTheDatabaseNameOrTheMasterKeyIsWrong() throws Exception {
    String url = TestDatabase.postgresUrl();
    Map<String, String> settings = TestServer.sharing(folder, url);
    String token;
    try (TestServer server = start(settings)) {
      server.calls().register("miguel", "python");
      token = server.calls().token("miguel", "python");
    }
    String name = TestDatabase.nameIn(url);

    assertThat(message(operate(settings, "after-restore", Map.of("name", "auth"))))
        .isEqualTo("the settings name the database " + name + ", not auth; nothing was changed");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    assertThat(
            message(
                operate(TestServer.sharing(elsewhere, url), "after-restore", Map.of("name", name))))
        .startsWith("wrong master key");

    try (TestServer server = start(settings)) {
      assertThat(status(server, token)).isEqualTo(200);
    }
  }

  @Test
  void isForPostgresqlOnly() {
    TestServer.operate(folder, "user.create", Map.of("username", "miguel", "password", "python"));

    assertThat(message(TestServer.operate(folder, "after-restore", Map.of("name", "auth"))))
        .isEqualTo(
            "restauth after-restore is for PostgreSQL; for a SQLite file, restauth restore does"
                + " everything");
  }

  private TestServer start(Map<String, String> settings) {
    return TestServer.start(folder, InstantSource.system(), settings);
  }

  private Reply operate(
      Map<String, String> settings, String operation, Map<String, String> arguments) {
    return TestServer.operate(folder, settings, operation, arguments);
  }

  private String serviceKey(Map<String, String> settings) {
    Reply made =
        operate(
            settings,
            "service-key.create",
            Map.of("name", "shop-api", "scope", "tokens:introspect"));
    return String.valueOf(((Reply.Done) made).facts().values().get("key"));
  }

  private static String message(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }

  private static int status(TestServer server, String token) {
    return server.calls().get("/api/resource", HttpCalls.basic(token, "unused")).status();
  }
}
