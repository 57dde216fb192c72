package dev.restauth.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.crypto.MasterKey;
import dev.restauth.operator.Reply;
import dev.restauth.store.sql.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The content of messages, which is stored only sealed under the master key. */
class SealedMessagesTest {
  private static final String ANNA = "anna@example.com";
  private static final String BERTA = "berta@example.com";

  @TempDir Path folder;

  static List<TestDatabase> databases() {
    return TestDatabase.tried();
  }

  @Test
  void theDatabaseNeverContainsAnAddressOrABodyInPlainText() throws Exception {
    try (OutboxScene scene = new OutboxScene(TestDatabase.SQLITE, folder)) {
      scene.add(ANNA);
    }
    for (Path file : files(folder.resolve("data"))) {
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertThat(bytes).as(file.toString()).doesNotContain(ANNA, "to anna");
    }
  }

  private static List<Path> files(Path folder) throws Exception {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void moveToAnotherMasterKey() {
    try (OutboxScene scene = new OutboxScene(TestDatabase.SQLITE, folder)) {
      scene.add(ANNA);
      OutboxFeature delivering = scene.feature(false);
      delivering.begin();
      scene.await(ANNA, "delivered");
      delivering.close();
      scene.feature(false);
      scene.add(BERTA);
    }
    String old = MasterKey.load(folder.resolve("data/master.key")).keyId();

    // The database contains a signing key and two messages. One message has no body any more.
    assertThat(done("key.rewrap", Map.of())).containsEntry("from", old);

    assertThat(done("check", Map.of())).containsEntry("sound", true);
    try (OutboxScene scene = new OutboxScene(TestDatabase.SQLITE, folder)) {
      assertThat(scene.entry(ANNA).state()).isEqualTo("delivered");
      scene.feature(false).begin();
      scene.await(BERTA, "delivered");
      assertThat(scene.delivery.tries().getFirst().body()).isEqualTo("to " + BERTA);
    }
  }

  /** The server reads the messages in batches of 500. */
  @Test
  void allMoveToAnotherMasterKeyHoweverMany() {
    int messages = 501;
    try (OutboxScene scene = new OutboxScene(TestDatabase.SQLITE, folder)) {
      scene
          .store()
          .inTransaction(
              tx -> {
                for (int i = 0; i < messages; i++) {
                  scene.outbox().add(tx, OutboxScene.message(tx, ANNA, "text", OutboxScene.LONG));
                }
                return true;
              });
    }
    assertThat(done("key.rewrap", Map.of())).isNotEmpty();
    assertThat(done("check", Map.of())).containsEntry("sound", true);
    try (OutboxScene scene = new OutboxScene(TestDatabase.SQLITE, folder)) {
      assertThat(scene.outbox().list(RecordingDelivery.KIND, "waiting"))
          .hasSize(messages)
          .allMatch(entry -> entry.recipient().equals(Optional.of(ANNA)));
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aCheckFindsUnreadableMessagesWhichAreNotDelivered(TestDatabase kind) {
    String id;
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.add(ANNA);
      scene.add(BERTA);
      id = scene.entry(ANNA).id();
      byte[] other =
          scene.rows().stream()
              .filter(row -> !row.id().equals(id))
              .findFirst()
              .orElseThrow()
              .sealedBody()
              .orElseThrow();
      scene
          .store()
          .inTransaction(
              tx -> tx.sql().change("UPDATE outbox SET sealed_body = ? WHERE id = ?", other, id));
    }

    Reply reply = TestServer.operate(folder, "check", Map.of());

    assertThat(reply.toString()).contains("the message outbox/" + id + " cannot be unsealed");
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.feature(false).begin();
      scene.await(BERTA, "delivered");
      scene.await(ANNA, "failed");
      assertThat(scene.entry(ANNA).failure()).contains("the message cannot be unsealed");
      assertThat(scene.delivery.triesFor(ANNA)).isZero();
    }
  }

  /** After the backup, the messages may have been delivered, and their codes used. */
  @Test
  void aRestoredBackupHasNone() {
    Map<String, String> file = Map.of("file", folder.resolve("backup").toString(), "force", "true");
    try (OutboxScene scene = new OutboxScene(TestDatabase.SQLITE, folder)) {
      scene.add(ANNA);
      done("backup", file);
    }

    done("restore", file);

    try (OutboxScene scene = new OutboxScene(TestDatabase.SQLITE, folder)) {
      assertThat(scene.rows()).isEmpty();
    }
  }

  private Map<String, Object> done(String operation, Map<String, String> arguments) {
    Reply reply = TestServer.operate(folder, operation, arguments);
    assertThat(reply).isInstanceOf(Reply.Done.class);
    return ((Reply.Done) reply).facts().values();
  }
}
