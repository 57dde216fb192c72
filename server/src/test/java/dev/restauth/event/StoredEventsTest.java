package dev.restauth.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.LogCatcher;
import dev.restauth.SetClock;
import dev.restauth.account.AccountRows;
import dev.restauth.event.EventPage.Query;
import dev.restauth.feature.NotifyingStore;
import dev.restauth.store.sql.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Events in a database, their numbers and their log lines, without a server. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class StoredEventsTest {
  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final SetClock clock = new SetClock();

  @Parameter TestDatabase kind;
  @TempDir Path folder;

  @AutoClose private NotifyingStore store;
  private StoredEvents events;
  private EventNumbering numbering;

  @BeforeEach
  void open() throws Exception {
    store = new NotifyingStore(kind.fresh(folder).open());
    store.setFeatures(List.of());
    events =
        new StoredEvents(
            store,
            EventLog.ofIdsAlone(clock),
            new EventSums(clock),
            new EventAllowance(clock),
            () -> {});
    numbering = new EventNumbering(store, true);
    for (long id = 1; id <= 2; id++) {
      assertThat(makeAccount("user" + id)).isEqualTo(id);
    }
  }

  private long makeAccount(String username) {
    return store.<Long>inTransaction(
        tx -> new AccountRows(tx).create(username, "hash", NOON).orElseThrow().id());
  }

  private boolean logIn(long account, Instant at) {
    return store.inTransaction(
        tx -> {
          events.record(tx, SecurityEvent.of(EventType.USER_LOGGED_IN).about(account), at);
          return true;
        });
  }

  @Test
  void aLineIsWrittenOnceTheChangeIsCommitted() {
    try (LogCatcher log = new LogCatcher("dev.restauth.event")) {
      assertThatThrownBy(
              () ->
                  store.inTransaction(
                      tx -> {
                        events.record(tx, SecurityEvent.of(EventType.USER_LOGGED_IN).about(1));
                        throw new IllegalStateException("rolled back");
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(log.takeAll()).isEmpty();
      logIn(2, NOON);
      assertThat(log.takeAll()).singleElement().asString().contains("account=2");
    }
  }

  @Test
  void allThatWaitAreNumberedAThousandAtATime() {
    store.inTransaction(
        tx -> {
          for (int i = 0; i < 1_001; i++) {
            events.record(tx, SecurityEvent.of(EventType.USER_LOGGED_IN).about(i), NOON);
          }
          return true;
        });
    assertThat(numbering.numberSome()).isTrue();
    assertThat(numbering.numberSome()).isFalse();
    assertThat(store.<Boolean>reading(tx -> new UnnumberedEventRows(tx).any())).isFalse();
    assertThat(store.reading(tx -> new EventCounterRows(tx).read()).number()).isEqualTo(1_001);
  }

  @Test
  void theReasonForAnImpersonationIsNotLogged() {
    Actor by = new Actor.Administrator(2, Optional.empty(), new Network("192.0.2.0/24"));
    try (LogCatcher log = new LogCatcher("dev.restauth.event")) {
      events.write(SecurityEvent.of(EventType.USER_IMPERSONATED).about(1).by(by).because("a call"));
      assertThat(log.takeAll())
          .singleElement()
          .asString()
          .contains("event=user.impersonated account=1")
          .doesNotContain("a call");
    }
  }

  /** The reason is the administrator's text about the account. */
  @Test
  void theReasonForAnImpersonationIsErasedBeforeItsEventHasANumber() {
    Actor by = new Actor.Administrator(2, Optional.empty(), new Network("192.0.2.0/24"));
    SecurityEvent event =
        SecurityEvent.of(EventType.USER_IMPERSONATED).about(1).by(by).because("a call");
    long left =
        store.inTransaction(
            tx -> {
              events.record(tx, event, NOON);
              new EventPersonRows(tx).erase(1);
              return tx.sql()
                  .one("SELECT count(*) AS n FROM event_person", row -> row.number("n"))
                  .orElseThrow();
            });
    assertThat(left).isZero();
  }

  /** Otherwise, an actor could fill the disk by acting on many accounts. */
  @Test
  void manyActsOnDifferentAccountsAreSummedForTheirActor() {
    Actor by = new Actor.Member(1, new Network("192.0.2.0/24"));
    long refused = EventAllowance.PER_MINUTE + 3;
    long removed = EventAllowance.PER_MINUTE + 2;
    for (long each = 2; each < 2 + refused; each++) {
      events.write(
          SecurityEvent.of(EventType.ESCALATION_REFUSED).about(each).by(by).because("orgs:write"));
    }
    for (long each = 2; each < 2 + removed; each++) {
      SecurityEvent event =
          SecurityEvent.of(EventType.ORGANIZATION_MEMBER_REMOVED).about(each).by(by);
      store.inTransaction(
          tx -> {
            events.record(tx, event, NOON);
            return true;
          });
    }
    events.writeSums();
    boolean _ = numbering.numberSome();

    List<NumberedEvent> rows = ofActor("account:1");
    assertThat(rows).hasSize(2 * (int) (EventAllowance.PER_MINUTE + 1));
    List<NumberedEvent> sums = rows.stream().filter(row -> row.account().isEmpty()).toList();
    assertThat(sums).extracting(NumberedEvent::members).allMatch(text -> text.contains("count"));
    assertThat(sums)
        .extracting(row -> row.type() + row.members().replaceAll(".*\"count\":(\\d+).*", " $1"))
        .containsExactlyInAnyOrder("escalation.refused 3", "organization.member_removed 2");
    assertThat(sums).allMatch(row -> row.personal().orElse("").contains("192.0.2.0/24"));
  }

  /** Otherwise, a client with many accounts could fill the disk. */
  @Test
  void aNetworkThatHasMoreRowsThanItsShareGetsOneForEachAccount() {
    Network crowded = new Network("192.0.2.0/24");
    long full = EventAllowance.OF_NETWORK / EventAllowance.PER_MINUTE;
    long more = 5;
    store.inTransaction(
        tx -> {
          for (long account = 1; account <= full + more; account++) {
            for (int i = 0; i < EventAllowance.PER_MINUTE; i++) {
              events.record(tx, loggedIn(account, crowded), NOON);
            }
          }
          events.record(tx, loggedIn(99, new Network("198.51.100.0/24")), NOON);
          events.record(tx, loggedIn(99, new Network("198.51.100.0/24")), NOON);
          return true;
        });
    assertThat(rows()).isEqualTo(EventAllowance.OF_NETWORK + more + 2);
    events.writeSums();
    assertThat(rows())
        .as("with a sum for each account")
        .isEqualTo(EventAllowance.OF_NETWORK + 2 * more + 2);
  }

  private static SecurityEvent loggedIn(long account, Network from) {
    return SecurityEvent.of(EventType.USER_LOGGED_IN).about(account).from(Optional.of(from));
  }

  private long rows() {
    return store.<Long>reading(
        tx ->
            tx.sql()
                .one("SELECT count(*) AS n FROM event_unnumbered", row -> row.number("n"))
                .orElseThrow());
  }

  private List<NumberedEvent> ofActor(String actor) {
    Optional<Instant> any = Optional.empty();
    Query query =
        new Query(0, Optional.empty(), Optional.empty(), Optional.of(actor), any, any, 200);
    return store.<EventPage>reading(tx -> EventPage.read(tx, query)).events();
  }

  /** An earlier event may be committed and numbered after a later event. */
  @Test
  void eventsThatWereNumberedOutOfOrderAreFoundByTheirTimes() {
    Instant earlier = NOON.minus(Duration.ofMinutes(10));
    logIn(1, NOON);
    var _ = numbering.numberSome();
    logIn(2, earlier);
    var _ = numbering.numberSome();
    Instant between = NOON.minus(Duration.ofMinutes(5));
    assertThat(accounts(Optional.of(between), Optional.empty())).containsExactly(1L);
    assertThat(accounts(Optional.empty(), Optional.of(between))).containsExactly(2L);
  }

  private List<Long> accounts(Optional<Instant> from, Optional<Instant> to) {
    Query query = new Query(0, Optional.empty(), Optional.empty(), Optional.empty(), from, to, 50);
    EventPage page = store.reading(tx -> EventPage.read(tx, query));
    return page.events().stream().map(event -> event.account().orElseThrow()).toList();
  }

  /**
   * After the clock was set back, the earlier sums are written immediately, not only when the clock
   * reaches their time again.
   */
  @Test
  void aClockThatIsSetBackHoldsNoSumsBack() {
    EventLog lines = EventLog.ofIdsAlone(clock);
    SecurityEvent failure = SecurityEvent.of(EventType.USER_LOGIN_FAILED).about(1);
    try (LogCatcher log = new LogCatcher("dev.restauth.event")) {
      for (int i = 0; i < 10; i++) {
        lines.write(failure);
      }
      assertThat(log.takeAll()).hasSize(EventLog.FAILURES.few());
      clock.move(Duration.ofHours(-1));
      lines.write(failure);
      assertThat(log.takeAll()).anyMatch(line -> line.contains(" count=7 "));
    }
  }
}
