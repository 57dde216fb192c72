package dev.restauth.outbox;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.LogCatcher;
import dev.restauth.outbox.Delivery.Outcome;
import dev.restauth.outbox.Outbox.Entry;
import dev.restauth.outbox.OutboxRows.State;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages, from the transaction that adds them to their removal. */
class OutboxTest {
  private static final String ANNA = "anna@example.com";
  private static final String BERTA = "berta@example.com";
  private static final String SECRET = "1234 5678";

  @TempDir Path folder;

  static List<TestDatabase> databases() {
    return TestDatabase.tried();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aMessageIsStoredOnlyIfItsTransactionCommits(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      assertThatThrownBy(
              () ->
                  scene
                      .store()
                      .inTransaction(
                          tx -> {
                            scene
                                .outbox()
                                .add(tx, OutboxScene.message(tx, ANNA, SECRET, OutboxScene.LONG));
                            throw new IllegalStateException("refused");
                          }))
          .hasMessage("refused");
      assertThat(scene.rows()).isEmpty();

      scene.add(BERTA);

      assertThat(scene.entry(BERTA))
          .returns("waiting", Entry::state)
          .returns(0L, Entry::tries)
          .returns(Optional.empty(), Entry::failure);
      assertThat(scene.rows()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void isDeliveredOnceAndItsBodyErased(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.add(ANNA);
      assertThat(scene.rows().getFirst().sealedBody()).isPresent();
      scene.feature(false).begin();
      scene.await(ANNA, "delivered");

      scene.lookOnce();
      scene.move(Duration.ofHours(1));
      scene.lookOnce();

      assertThat(scene.delivery.triesFor(ANNA)).isEqualTo(1);
      assertThat(scene.delivery.tries().getFirst().body()).isEqualTo("to " + ANNA);
      assertThat(scene.entry(ANNA)).returns(1L, Entry::tries);
      assertThat(scene.rows()).allSatisfy(row -> assertThat(row.sealedBody()).isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void waitsLongerAfterEachTryThatWasDeferredAndFailsAfterTheFifth(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder);
        LogCatcher log = new LogCatcher(OutboxWorker.class)) {
      scene.delivery.answer(ANNA, new Outcome.Deferred("450 later"));
      scene.feature(false).begin();
      scene.add(ANNA);
      scene.awaitTries(ANNA, 1);
      int tries = 1;
      for (Duration pause :
          List.of(
              Duration.ofMinutes(1),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30),
              Duration.ofHours(2))) {
        scene.move(pause.minusSeconds(1));
        scene.lookOnce();
        assertThat(scene.delivery.triesFor(ANNA)).as("before " + pause).isEqualTo(tries);
        assertThat(scene.entry(ANNA))
            .returns("waiting", Entry::state)
            .returns((long) tries, Entry::tries)
            .returns(Optional.of("450 later"), Entry::failure);

        scene.move(Duration.ofSeconds(1));
        tries++;
        scene.awaitTries(ANNA, tries);
      }
      scene.await(ANNA, "failed");

      assertThat(scene.entry(ANNA)).returns(5L, Entry::tries);
      assertThat(scene.rows()).allSatisfy(row -> assertThat(row.sealedBody()).isEmpty());
      eventually("the failure is logged", () -> !warnings(log).isEmpty()); // after it is stored
      assertThat(warnings(log))
          .singleElement()
          .asString()
          .contains("was not delivered: 450 later")
          .doesNotContain(ANNA);
    }
  }

  private static List<String> warnings(LogCatcher log) {
    return log.all().stream().filter(line -> line.startsWith("WARNING")).toList();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aRefusalIsFinal(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.delivery.answer(ANNA, new Outcome.Refused("550 no such user"));
      scene.feature(false).begin();
      scene.add(ANNA);
      scene.await(ANNA, "failed");

      scene.move(Duration.ofHours(3));
      scene.lookOnce();

      assertThat(scene.delivery.triesFor(ANNA)).isEqualTo(1);
      assertThat(scene.entry(ANNA))
          .returns(1L, Entry::tries)
          .returns(Optional.of("550 no such user"), Entry::failure);
      assertThat(scene.outbox().retry(scene.entry(ANNA).id())).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aSystemThatDoesNotAnswerDoesNotCount(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder);
        LogCatcher log = new LogCatcher(OutboxWorker.class)) {
      scene.delivery.answer(ANNA, new Outcome.Unreachable("connection refused"));
      scene.feature(false).begin();
      scene.add(ANNA);
      for (int tries = 1; tries <= 8; tries++) {
        scene.awaitTries(ANNA, tries);
        scene.move(Duration.ofSeconds(15));
      }
      scene.awaitTries(ANNA, 9);
      assertThat(scene.entry(ANNA)).returns("waiting", Entry::state).returns(0L, Entry::tries);

      scene.delivery.answer(ANNA, new Outcome.Delivered());
      scene.move(Duration.ofSeconds(15));
      scene.await(ANNA, "delivered");

      assertThat(scene.entry(ANNA)).returns(1L, Entry::tries);
      assertThat(log.all())
          .filteredOn(line -> !line.startsWith("FINE"))
          .containsExactly(
              "WARNING mail: no message can be delivered now: connection refused",
              "INFO mail: messages are delivered again");
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void isNeverDeliveredOnceItHasExpired(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.add(ANNA, Duration.ofMinutes(30)); // no process delivers messages yet
      scene.clock.move(Duration.ofMinutes(30));
      scene.feature(false).begin();
      scene.await(ANNA, "expired");
      assertThat(scene.entry(ANNA)).returns(0L, Entry::tries);

      scene.delivery.answer(BERTA, new Outcome.Deferred("450 later"));
      // When the next attempt is due, the message has already expired.
      scene.add(BERTA, Duration.ofMinutes(1));
      scene.await(BERTA, "expired");

      scene.move(Duration.ofHours(3));
      scene.lookOnce();
      assertThat(scene.delivery.triesFor(ANNA)).isZero();
      assertThat(scene.delivery.triesFor(BERTA)).isEqualTo(1);
      assertThat(scene.entry(BERTA))
          .returns(1L, Entry::tries)
          .returns(Optional.of("450 later"), Entry::failure);
      assertThat(scene.rows()).allSatisfy(row -> assertThat(row.sealedBody()).isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void deferredRecipientsDoNotDelayOthers(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      for (int i = 0; i < 30; i++) {
        scene.delivery.answer("full" + i + "@example.com", new Outcome.Deferred("452 full"));
        scene.add("full" + i + "@example.com");
      }
      scene.add(ANNA);
      scene.feature(false).begin();

      scene.await(ANNA, "delivered");
      scene.awaitTries("full29@example.com", 1);
      scene.add(BERTA);
      scene.await(BERTA, "delivered");
      assertThat(scene.outbox().list(RecordingDelivery.KIND, "waiting")).hasSize(30);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void canBeTriedAgainImmediately(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.delivery.answer(ANNA, new Outcome.Deferred("450 later"));
      scene.feature(false).begin();
      scene.add(ANNA);
      scene.awaitTries(ANNA, 1);
      scene.delivery.answer(ANNA, new Outcome.Delivered());

      assertThat(scene.outbox().retry(scene.entry(ANNA).id())).isTrue();

      scene.await(ANNA, "delivered");
      assertThat(scene.outbox().retry("nobody")).isFalse();
    }
  }

  /**
   * An attempt that fails because of a defect in the server counts as completed. Otherwise an
   * operator could not retry before the lease expires.
   */
  @ParameterizedTest
  @MethodSource("databases")
  void canBeTriedAgainImmediatelyAfterAFaultOfThisProgram(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder);
        LogCatcher log = new LogCatcher(OutboxWorker.class)) {
      scene.delivery.fail(ANNA, new NoClassDefFoundError("jakarta/mail/Session"));
      scene.feature(false).begin();
      scene.add(ANNA);
      scene.awaitTries(ANNA, 1);
      assertThat(scene.entry(ANNA))
          .returns("waiting", Entry::state)
          .returns(1L, Entry::tries)
          .returns(scene.clock.instant().plus(Duration.ofMinutes(1)), Entry::dueAt)
          .returns(
              Optional.of("this server failed: NoClassDefFoundError; its log has more"),
              Entry::failure);
      assertThat(log.all())
          .filteredOn(line -> line.startsWith("SEVERE"))
          .singleElement()
          .asString()
          .contains("delivering a message failed")
          .doesNotContain(ANNA);
      scene.delivery.answer(ANNA, new Outcome.Delivered());

      assertThat(scene.outbox().retry(scene.entry(ANNA).id())).isTrue();

      scene.await(ANNA, "delivered");
      assertThat(scene.entry(ANNA)).returns(2L, Entry::tries);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void leasesOfAProcessThatExitedExpire(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.add(ANNA);
      lease(scene);
      scene.feature(false).begin(); // false: other processes may use the database
      scene.lookOnce();
      assertThat(scene.entry(ANNA)).returns("waiting", Entry::state);
      scene.move(Duration.ofMinutes(2));
      scene.await(ANNA, "delivered");
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void leasesAreReleasedAtTheStartOfTheOnlyProcess(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.add(ANNA);
      lease(scene);
      scene.feature(true).begin();
      scene.await(ANNA, "delivered");
    }
  }

  static void lease(OutboxScene scene) {
    List<?> leased =
        scene
            .store()
            .<List<?>>inTransaction(
                tx -> new OutboxRows(tx).lease(tx.now().plus(Duration.ofMinutes(2)), 8));
    assertThat(leased).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void countsByRecipientAndSenderInEveryState(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.feature(false).begin();
      scene.add(ANNA);
      scene.await(ANNA, "delivered");
      scene.move(Duration.ofMinutes(1));
      scene.add(ANNA);
      scene.add(BERTA);

      assertThat(addedTo(scene, ANNA, Duration.ofMinutes(1))).isEqualTo(1);
      assertThat(addedTo(scene, ANNA, Duration.ofHours(1))).isEqualTo(2);
      assertThat(addedTo(scene, "carla@example.com", Duration.ofHours(1))).isZero();
      assertThat(addedBy(scene, "203.0.113.0/24")).isEqualTo(3);
      assertThat(addedBy(scene, "198.51.100.0/24")).isZero();
    }
  }

  static long addedTo(OutboxScene scene, String counted, Duration within) {
    return scene
        .store()
        .<Long>reading(tx -> scene.outbox().addedTo(tx, RecordingDelivery.KIND, counted, within));
  }

  static long addedBy(OutboxScene scene, String sender) {
    return scene
        .store()
        .<Long>reading(
            tx -> scene.outbox().addedBy(tx, RecordingDelivery.KIND, sender, Duration.ofHours(1)));
  }

  /** Maintenance removes expired messages after seven days, even if no server delivers messages. */
  @ParameterizedTest
  @MethodSource("databases")
  void messagesAreErasedAfterSevenDays(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.add(ANNA, Duration.ofMinutes(30));
      scene.add(BERTA, Duration.ofDays(30));

      scene.clock.move(Duration.ofDays(7).plusSeconds(1));
      scene.server().runMaintenance();

      assertThat(scene.rows()).hasSize(1);
      assertThat(scene.entry(BERTA)).returns("waiting", Entry::state);
    }
  }

  /** The reply to a delivery may contain the erased address. */
  @ParameterizedTest
  @MethodSource("databases")
  void staysErasedIfItIsErasedDuringItsDelivery(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.server().calls().register("anna", "python");
      long anna = scene.server().account("anna").id();
      for (Outcome outcome :
          List.of(new Outcome.Deferred("450 " + ANNA), new Outcome.Refused("550 " + ANNA))) {
        OutboxFeature feature = scene.feature(false);
        scene.delivery.answer(
            ANNA,
            () -> {
              erase(scene, anna);
              return outcome;
            });
        feature.begin();
        scene.add(ANNA);
        scene.awaitTries(ANNA, scene.rows().size());
        feature.close(); // waits until the outcome is stored
        var _ = scene.feature(false);

        assertThat(scene.rows())
            .allSatisfy(row -> assertThat(row.state()).isEqualTo(State.EXPIRED))
            .allSatisfy(row -> assertThat(row.failure()).isEmpty());
      }
    }
  }

  private static void erase(OutboxScene scene, long accountId) {
    boolean _ =
        scene
            .store()
            .inTransaction(
                tx -> {
                  scene.outbox().assign(tx, RecordingDelivery.KIND, ANNA, accountId);
                  scene.outbox().erase(tx, accountId);
                  return true;
                });
  }

  @ParameterizedTest
  @MethodSource("databases")
  void noMessageIsLargerThanItsLimit(TestDatabase kind) {
    try (OutboxScene scene = new OutboxScene(kind, folder)) {
      scene.feature(false).begin();
      String largest = "x".repeat(Outbox.BODY_BYTES);
      scene
          .store()
          .inTransaction(
              tx -> {
                scene.outbox().add(tx, OutboxScene.message(tx, ANNA, largest, OutboxScene.LONG));
                return true;
              });
      scene.outbox().wake();
      scene.await(ANNA, "delivered");
      assertThat(scene.delivery.tries().getFirst().body()).isEqualTo(largest);
      assertThatThrownBy(
              () ->
                  scene
                      .store()
                      .inTransaction(
                          tx -> {
                            scene
                                .outbox()
                                .add(
                                    tx,
                                    OutboxScene.message(tx, ANNA, largest + "x", OutboxScene.LONG));
                            return true;
                          }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a message's body is too large");
    }
  }
}
