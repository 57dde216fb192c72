package dev.restauth.session;

import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.event.EventList;
import dev.restauth.session.Sessions.Sender;
import dev.restauth.store.Store;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sessions of two accounts in a store with a set clock. */
final class SessionScene implements AutoCloseable {
  static final SessionPolicy POLICY =
      new SessionPolicy(Duration.ofDays(30), Duration.ofDays(14), Duration.ofMinutes(10));
  static final Sender SENDER = new Sender("192.0.2.1", Optional.of("curl/8.14.1"));
  static final Duration A_MICROSECOND = Duration.ofNanos(1_000);

  private final Store store;
  private final Instant start;
  private final List<Long> raised = new ArrayList<>();
  private final EventList events = new EventList();
  private Revocations revocations = new Revocations();
  private Sessions sessions;

  SessionScene(Path folder, SetClock clock) {
    start = clock.instant();
    store = TestDatabase.sqlite(folder.resolve("restauth.sqlite"), clock).open();
    store.inTransaction(tx -> new AccountRows(tx).create("miguel", "hash", clock.instant()));
    store.inTransaction(tx -> new AccountRows(tx).create("susan", "hash", clock.instant()));
    sessions = restarted(POLICY);
  }

  /** Loads the revocations from the store again, as a start with this policy does. */
  void restart(SessionPolicy policy) {
    sessions = restarted(policy);
  }

  private Sessions restarted(SessionPolicy policy) {
    revocations = new Revocations();
    revocations.reload(store);
    return new Sessions(
        CacheNotifications.of(store, revocations, raised::add), revocations, policy, events);
  }

  Store store() {
    return store;
  }

  Sessions sessions() {
    return sessions;
  }

  Revocations revocations() {
    return revocations;
  }

  EventList events() {
    return events;
  }

  /** Returns the accounts whose generation was raised. */
  List<Long> raised() {
    return raised;
  }

  String begin() {
    return sessions.begin(Proofs.password(1, 1), SENDER, false).orElseThrow().session().id();
  }

  Optional<LiveSession> renew(String id) {
    return sessions.renew(id, start);
  }

  SessionRow row(String id) {
    Optional<SessionRow> row = store.reading(tx -> new SessionRows(tx).findLive(id, Instant.EPOCH));
    return row.orElseThrow();
  }

  Map<String, Instant> revoked() {
    return store.reading(tx -> new RevocationRows(tx).revokedSessions(Instant.EPOCH));
  }

  @Override
  public void close() {
    store.close();
  }
}
