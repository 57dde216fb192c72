package dev.restauth.outbox;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.TestServer;
import dev.restauth.outbox.RecordingDelivery.Try;
import dev.restauth.span.Spans;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers that share a PostgreSQL database, and deliver each of its messages once. */
class TwoNodesTest {
  private static final int MESSAGES = 1_000;
  private static final int AT_ONCE = 20;

  @TempDir Path folder;

  private final RecordingDelivery delivery = new RecordingDelivery();

  /**
   * Adds some of the messages. A single transaction for all of them could exceed the time limit.
   */
  private static void add(TestServer server, OutboxFeature feature, int from) {
    server
        .store()
        .inTransaction(
            tx -> {
              for (int i = from; i < from + AT_ONCE; i++) {
                feature
                    .outbox()
                    .add(
                        tx,
                        OutboxScene.message(
                            tx, "u" + i + "@example.com", "body", OutboxScene.LONG));
              }
              return true;
            });
  }

  @Test
  void deliverNoMessageTwice() throws Exception {
    Map<String, String> settings = TestServer.sharing(folder, TestDatabase.postgresUrl());
    try (TestServer one = TestServer.start(folder, InstantSource.system(), settings);
        TestServer other = TestServer.start(folder, InstantSource.system(), settings);
        OutboxFeature first = feature(one, settings);
        OutboxFeature second = feature(other, settings)) {
      for (int i = 0; i < MESSAGES; i += AT_ONCE) {
        add(one, first, i);
      }
      first.begin();
      second.begin();

      eventually(
          "all are delivered",
          () -> first.outbox().list(RecordingDelivery.KIND, "waiting").isEmpty());

      assertThat(delivery.tries()).extracting(Try::id).doesNotHaveDuplicates().hasSize(MESSAGES);
      assertThat(delivery.tries()).extracting(Try::recipient).doesNotHaveDuplicates();
      assertThat(second.outbox().list(RecordingDelivery.KIND, "delivered"))
          .hasSize(MESSAGES)
          .allSatisfy(entry -> assertThat(entry.tries()).isEqualTo(1));
    }
  }

  private OutboxFeature feature(TestServer server, Map<String, String> settings) {
    Vault vault =
        new Vault(
            MasterKeys.of(TestServer.config(folder, settings)),
            server.store(),
            List.of(SealedMessages.ROWS));
    return new OutboxFeature(
        server.store(), vault, List.of(delivery), false, () -> false, Spans.NONE);
  }
}
