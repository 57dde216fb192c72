package dev.restauth.outbox;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.email.Rows;
import dev.restauth.outbox.Delivery.Outcome;
import dev.restauth.outbox.Outbox.Entry;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The message queue: the choice of the next message, and the decoys. */
class OutboxQueueTest {
  private static final String ANNA = "anna@example.com";
  private static final String BERTA = "berta@example.com";

  @TempDir Path folder;

  /**
   * Strangers can cause any number of decoys. No list shows them, and they do not accumulate while
   * no message can be delivered.
   */
  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void decoysCountLikeMessagesAndGoWithinAnHour(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.addDecoy(ANNA);
      scene.add(BERTA);
      assertThat(scene.outbox().list(RecordingDelivery.KIND, "waiting"))
          .extracting(Entry::recipient)
          .containsExactly(Optional.of(BERTA));
      scene.delivery.answer(BERTA, new Outcome.Unreachable("connection refused"));
      scene.feature(false).begin();
      scene.awaitTries(BERTA, 1);
      for (int i = 0; i < 20; i++) {
        scene.addDecoy(ANNA);
      }
      eventually("they end during an outage", () -> ended(scene) == 21);

      assertThat(scene.delivery.triesFor(ANNA)).isZero();
      for (String state : List.of("waiting", "failed", "expired", "delivered")) {
        assertThat(scene.outbox().list(RecordingDelivery.KIND, state))
            .hasSize(state.equals("waiting") ? 1 : 0);
      }
      assertThat(OutboxTest.addedTo(scene, ANNA, Duration.ofHours(1))).isEqualTo(21);
      assertThat(OutboxTest.addedBy(scene, "203.0.113.0/24")).isEqualTo(22);
      scene.clock.move(Outbox.DECOY_RETENTION);
      scene.server().runMaintenance();
      assertThat(scene.rows()).hasSize(22);
      scene.clock.move(Duration.ofSeconds(1));
      scene.server().runMaintenance();
      assertThat(scene.rows()).hasSize(1);
    }
  }

  private static long ended(OutboxScene scene) {
    return scene.rows().stream().filter(row -> row.sealedBody().isEmpty()).count();
  }

  /**
   * The outbox looks for the next message after each delivery, so the duration of the query must
   * not depend on the number of waiting messages.
   */
  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void findsTheNextMessageInAnIndex(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      List<String> plan =
          scene
              .store()
              .inTransaction(
                  tx -> {
                    if (kind == TestDatabase.SQLITE) {
                      return tx.sql()
                          .all(
                              "EXPLAIN QUERY PLAN " + OutboxRows.NEXT_DUE,
                              row -> row.text("detail"));
                    }
                    // PostgreSQL would scan an empty table as a whole.
                    tx.sql().change("SET LOCAL enable_seqscan = off");
                    return tx.sql()
                        .all("EXPLAIN " + OutboxRows.NEXT_DUE, row -> row.text("QUERY PLAN"));
                  });
      assertThat(plan.toString())
          .contains("outbox_by_due")
          .doesNotContainIgnoringCase("sort")
          .doesNotContain("TEMP B-TREE", "Filter");
    }
  }

  /** Another process must not get a message that is being delivered. */
  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void aLeasedMessageIsNotTriedAgain(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.add(ANNA);
      OutboxTest.lease(scene);
      assertThat(scene.outbox().retry(scene.entry(ANNA).id())).isTrue();
      scene.feature(false).begin();
      scene.lookOnce();
      assertThat(scene.delivery.triesFor(ANNA)).isZero();
    }
  }

  /**
   * The outbox delivers up to eight messages at a time, even after it has delivered single
   * messages.
   */
  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void eightAreDeliveredAtATimeAfterSingleOnesToo(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.feature(false).begin();
      for (int i = 0; i < 8; i++) {
        scene.add("single" + i + "@example.com");
        scene.await("single" + i + "@example.com", "delivered");
      }
      List<String> eight = IntStream.range(0, 8).mapToObj(i -> "one" + i + "@example.com").toList();
      scene.delivery.holdUntilAll(eight);
      eight.forEach(scene::add);
      eventually(
          "all have ended", () -> scene.outbox().list(RecordingDelivery.KIND, "waiting").isEmpty());
      assertThat(scene.outbox().list(RecordingDelivery.KIND, "failed")).isEmpty();
    }
  }

  /**
   * A start releases the leases of the previous process, but a message that waits for its next
   * attempt keeps waiting.
   */
  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void aStartDoesNotShortenThePauseAfterATry(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.delivery.answer(ANNA, new Outcome.Deferred("450 later"));
      OutboxFeature before = scene.feature(false);
      before.begin();
      scene.add(ANNA);
      scene.awaitTries(ANNA, 1);
      before.close();

      scene.feature(true).begin();
      scene.lookOnce();
      assertThat(scene.delivery.triesFor(ANNA)).isEqualTo(1);
    }
  }

  /** A message belongs to the first account to which it is assigned. */
  @ParameterizedTest
  @MethodSource("dev.restauth.store.sql.TestDatabase#tried")
  void aMessageStaysThatOfItsAccount(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.server().calls().register("anna", "python");
      scene.server().calls().register("berta", "python");
      scene.add(ANNA);
      assign(scene, 2);
      assertThat(Rows.count(scene.server(), "SELECT account_id AS n FROM outbox")).isEqualTo(2);
      assign(scene, 1);
      assertThat(Rows.count(scene.server(), "SELECT account_id AS n FROM outbox")).isEqualTo(2);
    }
  }

  private static void assign(OutboxScene scene, long account) {
    scene
        .store()
        .inTransaction(
            tx -> {
              scene.outbox().assign(tx, RecordingDelivery.KIND, ANNA, account);
              return true;
            });
  }
}
