package dev.restauth.outbox;

import static dev.restauth.Eventually.eventually;

import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.outbox.Outbox.Entry;
import dev.restauth.outbox.OutboxRows.OutboxRow;
import dev.restauth.span.Spans;
import dev.restauth.store.Store;
import dev.restauth.store.Transaction;
import dev.restauth.store.sql.TestDatabase;
import dev.restauth.vault.MasterKeys;
import dev.restauth.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An outbox whose messages a test delivers, on the database of a server that delivers no messages
 * itself.
 */
final class OutboxScene implements AutoCloseable {
  static final Duration LONG = Duration.ofDays(2);

  final SetClock clock = new SetClock();
  final RecordingDelivery delivery = new RecordingDelivery();
  private final TestServer server;
  private final Vault vault;
  private OutboxFeature feature;

  OutboxScene(TestDatabase kind, Path folder) {
    TestServer.use(kind, folder);
    server = TestServer.start(folder, clock, Map.of());
    vault =
        new Vault(
            MasterKeys.of(TestServer.config(folder, Map.of())),
            server.store(),
            List.of(SealedMessages.ROWS));
    feature = feature(false);
  }

  /** Returns a feature that delivers messages and has not started. */
  OutboxFeature feature(boolean alone) {
    feature =
        new OutboxFeature(server.store(), vault, List.of(delivery), alone, () -> true, Spans.NONE);
    return feature;
  }

  Outbox outbox() {
    return feature.outbox();
  }

  TestServer server() {
    return server;
  }

  Store store() {
    return server.store();
  }

  static OutboxMessage message(Transaction tx, String recipient, String body, Duration life) {
    return message(tx, recipient, body, life, false);
  }

  private static OutboxMessage message(
      Transaction tx, String recipient, String body, Duration life, boolean decoy) {
    return new OutboxMessage(
        RecordingDelivery.KIND,
        "test",
        Optional.empty(),
        recipient,
        recipient,
        Optional.of("203.0.113.0/24"),
        body.getBytes(StandardCharsets.UTF_8),
        tx.now().plus(life),
        decoy);
  }

  void addDecoy(String recipient) {
    store()
        .inTransaction(
            tx -> {
              outbox().add(tx, message(tx, recipient, "to " + recipient, LONG, true));
              return true;
            });
    outbox().wake();
  }

  void add(String recipient, Duration life) {
    store()
        .inTransaction(
            tx -> {
              outbox().add(tx, message(tx, recipient, "to " + recipient, life));
              return true;
            });
    outbox().wake();
  }

  void add(String recipient) {
    add(recipient, LONG);
  }

  /** Moves the clock, and makes the outbox look for messages. */
  void move(Duration duration) {
    clock.move(duration);
    outbox().wake();
  }

  /** Returns the message to a recipient, in any state. */
  Entry entry(String recipient) {
    return List.of("waiting", "failed", "expired", "delivered").stream()
        .flatMap(state -> outbox().list(RecordingDelivery.KIND, state).stream())
        .filter(each -> each.recipient().equals(Optional.of(recipient)))
        .findFirst()
        .orElseThrow();
  }

  void await(String recipient, String state) {
    eventually(recipient + " is " + state, () -> entry(recipient).state().equals(state));
  }

  /** Waits until a number of attempts for a recipient have completed and are stored. */
  void awaitTries(String recipient, int tries) {
    eventually(
        recipient + " was tried " + tries + " times", () -> delivery.triesFor(recipient) >= tries);
    eventually("its end is noted", () -> leases() == 0);
  }

  /** Returns the number of leased messages. */
  private long leases() {
    return store()
        .<Long>reading(
            tx ->
                tx.sql()
                    .one(
                        "SELECT count(*) AS n FROM outbox WHERE leased_until > 0",
                        row -> row.number("n"))
                    .orElseThrow());
  }

  List<OutboxRow> rows() {
    return store().reading(tx -> new OutboxRows(tx).after("", 2_000));
  }

  /**
   * Adds a message and waits until it is delivered. By then the outbox has processed all messages
   * that were due earlier.
   */
  void lookOnce() {
    String marker = "marker" + delivery.tries().size() + "@example.com";
    add(marker);
    await(marker, "delivered");
  }

  @Override
  public void close() {
    feature.close();
    server.close();
  }
}
