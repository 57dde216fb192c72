package dev.restauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.http.HttpCalls;
import dev.restauth.operator.Reply;
import dev.restauth.servicekey.ServiceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of the running server, and restores after which revoked tokens stay revoked. */
class RestoreTest {
  @TempDir Path folder;

  @Test
  void revokedTokensStayRevoked() {
    String before;
    String changed;
    String lost;
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      calls.register("miguel", "python");
      calls.register("susan", "python");
      before = calls.token("miguel", "python");
      assertThat(backup()).isInstanceOf(Reply.Done.class);

      assertThat(changePassword(calls, "miguel", "python", "monty")).isEqualTo(204);
      changed = calls.token("miguel", "monty");
      calls.register("lost", "python");
      lost = calls.token("lost", "python");
      assertThat(server.account("lost").id()).isEqualTo(3);

      assertThat(message(restore(true))).contains("a server is using the database: stop it first");
      assertThat(status(calls, lost)).isEqualTo(200);
    }

    assertThat(message(restore(false))).contains("--force");
    Reply.Done restored = (Reply.Done) restore(true);
    assertThat(restored.facts().values())
        .containsEntry("accounts", 2L)
        .containsEntry("service_keys_disabled", 0L);
    assertThat(restored.notes()).noneMatch(note -> note.contains("ervice key"));

    String afterRestore;
    try (TestServer server = TestServer.start(folder)) {
      HttpCalls calls = server.calls();
      for (String token : List.of(before, changed, lost)) {
        assertThat(status(calls, token)).isEqualTo(401);
      }
      // If the new user received the lost account's id, the new user would own that account's
      // tokens.
      assertThat(calls.register("newcomer", "python").status()).isEqualTo(201);
      assertThat(server.account("newcomer").id()).isGreaterThan(1_000_000);
      assertThat(status(calls, lost)).isEqualTo(401);

      assertThat(calls.get("/api/token", HttpCalls.basic("miguel", "monty")).status())
          .isEqualTo(401);
      assertThat(server.account("miguel").generation()).isGreaterThan(1_000_000);
      afterRestore = calls.token("miguel", "python");
      assertThat(status(calls, afterRestore)).isEqualTo(200);
    }

    // A second restore of the same backup also revokes the tokens issued after the first restore:
    // the second restore sets higher generations, and deletes the signing keys again.
    assertThat(restore(true)).isInstanceOf(Reply.Done.class);
    try (TestServer server = TestServer.start(folder)) {
      assertThat(status(server.calls(), afterRestore)).isEqualTo(401);
    }
  }

  @Test
  void assignsNoIdTwiceEvenAfterASecondRestore() throws IOException {
    TestServer.operate(folder, "user.create", Map.of("username", "miguel", "password", "python"));
    assertThat(backup()).isInstanceOf(Reply.Done.class);
    Set<Long> ids = new HashSet<>();
    for (String name : List.of("susan", "john", "mary")) {
      Files.writeString(folder.resolve("data/restauth.sqlite"), "damaged beyond repair");
      assertThat(restore(true)).isInstanceOf(Reply.Done.class);
      Reply.Done made =
          (Reply.Done)
              TestServer.operate(
                  folder, "user.create", Map.of("username", name, "password", "python"));
      assertThat(ids.add((Long) made.facts().values().get("id"))).isTrue();
    }
  }

  @Test
  void refusesABackupOfAnotherMasterKey() {
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("miguel", "python");
      assertThat(backup()).isInstanceOf(Reply.Done.class);
    }
    Path elsewhere = folder.resolve("elsewhere");
    try (TestServer server = TestServer.start(elsewhere)) {
      server.calls().register("susan", "python");
    }

    Reply refused =
        TestServer.operate(
            elsewhere, "restore", Map.of("file", backupFile().toString(), "force", "true"));

    assertThat(message(refused)).contains("wrong master key");
    try (TestServer server = TestServer.start(elsewhere)) {
      assertThat(server.account("susan").id()).isEqualTo(1);
    }
  }

  /**
   * Service keys that were deleted or disabled after the backup must not become valid again. The
   * backup does not show which keys these are, so the restore disables all of them.
   */
  @Test
  void serviceKeysStayDisabledUntilTheOperatorTrustsThem() {
    String key;
    try (TestServer server = TestServer.start(folder)) {
      key = key("shop-api");
      key("other");
      assertThat(server.serviceKeys().check(key, Optional.empty())).isPresent();
      assertThat(backup()).isInstanceOf(Reply.Done.class);
      TestServer.operate(folder, "service-key.delete", Map.of("name", "shop-api"));
    }

    Reply.Done restored = (Reply.Done) restore(true);

    assertThat(restored.facts().values()).containsEntry("service_keys_disabled", 2L);
    assertThat(restored.notes())
        .contains(
            "Service keys disabled: 2. Enable those that you still trust: restauth service-key"
                + " enable NAME.");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.serviceKeys().all()).extracting(ServiceKey::active).containsOnly(false);
      assertThat(server.serviceKeys().check(key, Optional.empty())).isEmpty();
      TestServer.operate(folder, "service-key.enable", Map.of("name", "shop-api"));
      assertThat(server.serviceKeys().check(key, Optional.empty())).isPresent();
    }
  }

  private String key(String name) {
    Reply made =
        TestServer.operate(
            folder, "service-key.create", Map.of("name", name, "scope", "tokens:introspect"));
    return String.valueOf(((Reply.Done) made).facts().values().get("key"));
  }

  private Path backupFile() {
    return folder.resolve("backup.sqlite");
  }

  private Reply backup() {
    return TestServer.operate(folder, "backup", Map.of("file", backupFile().toString()));
  }

  private Reply restore(boolean force) {
    return TestServer.operate(
        folder,
        "restore",
        Map.of("file", backupFile().toString(), "force", Boolean.toString(force)));
  }

  private static String message(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Failed.class);
    return ((Reply.Failed) reply).message();
  }

  private static int status(HttpCalls calls, String token) {
    return calls.get("/api/resource", HttpCalls.basic(token, "unused")).status();
  }

  private static int changePassword(HttpCalls calls, String username, String from, String to) {
    return calls
        .post(
            "/api/me/password",
            "{\"current_password\":\"" + from + "\",\"new_password\":\"" + to + "\"}",
            HttpCalls.basic(username, from))
        .status();
  }
}
