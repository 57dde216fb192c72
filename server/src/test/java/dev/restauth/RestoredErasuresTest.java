package dev.restauth;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that were erased after the backup. A restore of the backup erases them again. */
class RestoredErasuresTest {
  @TempDir Path folder;

  @Test
  void accountsOfTheReplacedDatabaseAndOfTheListAreErased() throws IOException {
    Path backup = folder.resolve("first.sqlite");
    try (TestServer server = TestServer.start(folder)) {
      for (String name : new String[] {"miguel", "listed-susan", "replaced-david"}) {
        server.calls().register(name, "python");
      }
      backup(folder, backup);
      assertThat(list()).isEmpty();
      erase(server, "listed-susan");
      backup(folder, folder.resolve("second.sqlite"));
      assertThat(list()).hasSize(1).allMatch(line -> line.matches("2 [0-9]{16}"));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("erased-accounts"))))
          .isEqualTo("rw-------");
      erase(server, "replaced-david");
    }

    Reply.Done restored = restore(folder, backup);

    assertThat(restored.facts().values()).containsEntry("erased_again", 2L);
    assertThat(restored.notes())
        .contains("Erased again, since the backup still had them: 2 accounts.");
    assertThat(bytes(folder.resolve("data/restauth.sqlite")))
        .contains("miguel")
        .doesNotContain("listed-susan", "replaced-david");
    try (TestServer server = TestServer.start(folder)) {
      assertThat(server.calls().get("/api/token", basic("miguel", "python")).status())
          .isEqualTo(200);
      for (String name : new String[] {"listed-susan", "replaced-david"}) {
        assertThat(server.calls().get("/api/token", basic(name, "python")).status()).isEqualTo(401);
        assertThat(server.calls().register(name, "python").status()).isEqualTo(400);
      }
    }
    assertThat(restore(folder, folder.resolve("second.sqlite")).facts().values())
        .as("the second backup has only one of them")
        .containsEntry("erased_again", 1L);
  }

  @Test
  void aDamagedDatabaseLeavesTheList() throws IOException {
    Path backup = folder.resolve("first.sqlite");
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("susan", "python");
      server.calls().register("david", "python");
      backup(folder, backup);
      erase(server, "susan");
      backup(folder, folder.resolve("second.sqlite"));
    }
    Files.writeString(folder.resolve("data/restauth.sqlite"), "damaged beyond repair");

    Reply.Done restored = restore(folder, backup);

    assertThat(restored.facts().values()).containsEntry("erased_again", 1L);
    assertThat(restored.notes()).anyMatch(note -> note.startsWith("The replaced database cannot"));
    assertThat(Files.size(folder.resolve("erased-accounts"))).isPositive();

    Files.writeString(folder.resolve("erased-accounts"), "susan\n");
    Reply refused =
        TestServer.operate(folder, "restore", Map.of("file", backup.toString(), "force", "true"));
    assertThat(((Reply.Failed) refused).message()).contains("is no list of erased accounts");
  }

  /** In another server's database, the ids of the erased accounts belong to other accounts. */
  @Test
  void anotherDatabaseErasesNothing() throws IOException {
    Path backup = folder.resolve("first.sqlite");
    try (TestServer server = TestServer.start(folder)) {
      server.calls().register("susan", "python");
      backup(folder, backup);
    }
    Path other = folder.resolve("other");
    try (TestServer server = TestServer.start(other)) {
      server.calls().register("anna", "python");
      erase(server, "anna");
      backup(other, folder.resolve("others.sqlite"));
    }
    assertThat(list()).hasSize(1);
    Files.copy(folder.resolve("data/master.key"), folder.resolve("key"));
    Reply.Done restored =
        (Reply.Done)
            TestServer.operate(
                other,
                Map.of("master-key-file", folder.resolve("key").toString()),
                "restore",
                Map.of("file", backup.toString(), "force", "true"));
    assertThat(restored.facts().values()).containsEntry("erased_again", 0L);
  }

  @Test
  void postgresErasesThoseOfAList() throws Exception {
    String url = TestDatabase.postgresUrl();
    Map<String, String> settings = TestServer.sharing(folder, url);
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      server.calls().register("miguel", "python");
      server.calls().register("listed-susan", "python");
    }
    String backup = TestDatabase.copyOf(url);
    try (TestServer server = TestServer.start(folder, InstantSource.system(), settings)) {
      erase(server, "listed-susan");
    }
    Path file = folder.resolve("backups-list");
    Reply.Done listed =
        (Reply.Done)
            TestServer.operate(
                folder, settings, "erased-accounts", Map.of("file", file.toString()));
    assertThat(listed.facts().values()).containsEntry("accounts", 1L);
    assertThat(
            ((Reply.Done)
                    TestServer.operate(
                        folder, settings, "erased-accounts", Map.of("file", file.toString())))
                .facts()
                .values())
        .as("none is added twice")
        .containsEntry("accounts", 1L);

    Map<String, String> restored = TestServer.sharing(folder, backup);
    String name = TestDatabase.nameIn(backup);
    Reply missing =
        TestServer.operate(
            folder,
            restored,
            "after-restore",
            Map.of("name", name, "erased_accounts", folder.resolve("none").toString()));
    assertThat(((Reply.Failed) missing).message()).contains("there is no file");
    Reply.Done done =
        (Reply.Done)
            TestServer.operate(
                folder,
                restored,
                "after-restore",
                Map.of("name", name, "erased_accounts", file.toString()));

    assertThat(done.facts().values())
        .containsEntry("erased_again", 1L)
        .containsEntry("accounts", 2L);
    assertThat(TestDatabase.rows(backup)).contains("miguel").doesNotContain("listed-susan");
    try (TestServer server = TestServer.start(folder, InstantSource.system(), restored)) {
      assertThat(server.calls().register("listed-susan", "python").status()).isEqualTo(400);
    }
  }

  private static void erase(TestServer server, String name) {
    assertThat(
            server
                .calls()
                .call("DELETE", "/api/me", Optional.empty(), basic(name, "python"))
                .status())
        .isEqualTo(204);
  }

  private static void backup(Path of, Path file) {
    assertThat(TestServer.operate(of, "backup", Map.of("file", file.toString())))
        .isInstanceOf(Reply.Done.class);
  }

  private static Reply.Done restore(Path to, Path file) {
    return (Reply.Done)
        TestServer.operate(to, "restore", Map.of("file", file.toString(), "force", "true"));
  }

  private List<String> list() throws IOException {
    return Files.readAllLines(folder.resolve("erased-accounts"));
  }

  private static String bytes(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
