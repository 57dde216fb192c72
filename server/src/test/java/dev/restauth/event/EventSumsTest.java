package dev.restauth.event;

import static dev.restauth.http.HttpCalls.basic;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.restauth.SetClock;
import dev.restauth.TestServer;
import dev.restauth.email.Rows;
import dev.restauth.http.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Failures are stored as sums, so that even an attacker causes only a few rows. */
class EventSumsTest {
  private static final int FAILURES = 100_000;

  private final SetClock clock = new SetClock();

  @RegisterExtension
  private final TestServer server =
      new TestServer(clock, Map.of("trusted-proxies", "127.0.0.1")).withAccount("susan", "python");

  private static SecurityEvent failure(Optional<Long> account, int network) {
    return SecurityEvent.of(EventType.USER_LOGIN_FAILED)
        .about(account)
        .from(Optional.of(new Network("10." + network / 256 + "." + network % 256 + ".0/24")));
  }

  private static long sum(List<SecurityEvent> events) {
    return events.stream()
        .mapToLong(event -> Long.parseLong(event.details().get(EventMember.COUNT)))
        .sum();
  }

  private static List<SecurityEvent> written(EventSums sums) {
    List<SecurityEvent> written = new ArrayList<>();
    sums.write(written::addAll);
    return written;
  }

  @Test
  void haveAtMostAThousandRowsAMinute() {
    EventSums sums = new EventSums(clock);
    IntStream.range(0, FAILURES)
        .parallel()
        .forEach(i -> sums.add(failure(Optional.of(i % 997L), i % 1_000)));
    List<SecurityEvent> written = written(sums);
    assertThat(written).hasSizeBetween(900, EventSums.AT_MOST);
    assertThat(sum(written)).isEqualTo(FAILURES);
    assertThat(written(sums)).isEmpty();
  }

  @Test
  void haveOneRowForAllUnknownNames() {
    EventSums sums = new EventSums(clock);
    IntStream.range(0, 5_000).forEach(i -> sums.add(failure(Optional.empty(), i)));
    List<SecurityEvent> written = written(sums);
    assertThat(written)
        .singleElement()
        .extracting(SecurityEvent::network)
        .isEqualTo(Optional.empty());
    assertThat(sum(written)).isEqualTo(5_000);
  }

  @Test
  void ofOneNetworkLeaveRoomForOthers() {
    EventSums sums = new EventSums(clock);
    IntStream.range(0, 5_000).forEach(i -> sums.add(failure(Optional.of((long) i), 1)));
    sums.add(failure(Optional.of(7_000L), 2));
    List<SecurityEvent> written = written(sums);
    assertThat(written).hasSize(EventSums.PER_NETWORK + 2);
    assertThat(written.getLast().account()).contains(7_000L);
    assertThat(sum(written)).isEqualTo(5_001);
  }

  @Test
  void ofOneActorShareARowWhateverTheSession() {
    EventSums sums = new EventSums(clock);
    IntStream.range(0, 5_000).forEach(i -> sums.add(refusal(1, "s" + i)));
    List<SecurityEvent> written = written(sums);
    assertThat(written).hasSize(1);
    assertThat(written.getFirst().actor().flatMap(Actor::account)).contains(1L);
    assertThat(sum(written)).isEqualTo(5_000);
  }

  @Test
  void ofManyActorsOfOneNetworkLeaveRoomForOthers() {
    EventSums sums = new EventSums(clock);
    IntStream.range(0, 5_000).forEach(i -> sums.add(refusal(i, "s")));
    sums.add(failure(Optional.of(7_000L), 1));
    List<SecurityEvent> written = written(sums);
    assertThat(written).hasSize(EventSums.PER_NETWORK + 2);
    assertThat(written.getLast().account()).contains(7_000L);
    assertThat(sum(written)).isEqualTo(5_001);
  }

  private static SecurityEvent refusal(long actor, String session) {
    return SecurityEvent.of(EventType.ESCALATION_REFUSED)
        .about(9_000)
        .because("role")
        .by(new Actor.Administrator(actor, Optional.of(session), new Network("192.0.2.0/24")));
  }

  @Test
  void ofManyLogInsOfOneAccountFollowTheFirst() {
    EventCalls events = EventCalls.to(server);
    int logIns = 105; // more than a hundred sessions, so that the oldest are revoked
    IntStream.range(0, logIns).forEach(_ -> server.calls().token("susan", "python"));
    server.runMaintenance();
    List<JsonNode> rows = events.events("?type=user.logged_in&limit=200");
    assertThat(rows).hasSize((int) EventAllowance.PER_MINUTE + 1);
    assertThat(rows.getLast().get("count").asLong()).isEqualTo(logIns - EventAllowance.PER_MINUTE);
    assertThat(rows.getLast().get("outcome").asText()).isEqualTo("done");
  }

  @Test
  void areCountedFurtherIfTheyCannotBeStored() {
    EventSums sums = new EventSums(clock);
    sums.add(failure(Optional.of(1L), 1));
    try {
      sums.write(
          _ -> {
            sums.add(failure(Optional.of(1L), 1));
            throw new IllegalStateException("no database");
          });
    } catch (IllegalStateException e) {
      // the expected failure
    }
    List<SecurityEvent> rows = written(sums);
    assertThat(rows).hasSize(1);
    assertThat(sum(rows)).isEqualTo(2);
  }

  @Test
  void areStoredByTheMinuteAndAtTheStop() {
    EventCalls events = EventCalls.to(server);
    fail("susan", "198.51.100.1");
    fail("susan", "198.51.100.2");
    fail("susan", "203.0.113.1");
    fail("the-password-in-the-wrong-field", "203.0.113.1");
    fail("nobody", "192.0.2.1");
    assertThat(events.events("?type=user.login_failed")).isEmpty();
    server.runMaintenance();
    List<JsonNode> rows = events.events("?type=user.login_failed");
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).get("count").asLong()).isEqualTo(2);
    assertThat(rows.get(0).get("since").asText()).isEqualTo("2026-11-25T12:00:00Z");
    assertThat(rows.get(0).get("personal").get("network").asText()).isEqualTo("198.51.100.0/24");
    assertThat(rows.get(0).get("outcome").asText()).isEqualTo("failed");
    assertThat(rows.get(2).has("account")).isFalse();
    assertThat(rows.get(2).get("count").asLong()).isEqualTo(2);
    assertThat(rows.toString()).doesNotContain("wrong-field", "nobody");

    fail("susan", "198.51.100.1");
    server.restart();
    assertThat(events.events("?type=user.login_failed")).hasSize(4);
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM event_unnumbered")).isZero();
  }

  @Test
  void haveNoNetworkIfTheAccountIsErasedMeanwhile() {
    EventCalls events = EventCalls.to(server);
    fail("susan", "198.51.100.1");
    assertThat(server.calls().call("DELETE", "/api/me", Optional.empty(), basic("susan", "python")))
        .extracting(HttpCalls.Reply::status)
        .isEqualTo(204);
    server.runMaintenance();
    assertThat(events.events("?type=user.login_failed"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("account").asLong()).isEqualTo(1);
              assertThat(row.get("count").asLong()).isEqualTo(1);
              assertThat(row.has("personal")).isFalse();
            });
    assertThat(Rows.count(server, "SELECT count(*) AS n FROM event_person WHERE account_id = 1"))
        .isZero();
  }

  private void fail(String name, String address) {
    assertThat(
            server
                .calls()
                .get("/api/token", basic(name, "wrong"), "X-Forwarded-For: " + address)
                .status())
        .isEqualTo(401);
  }
}
