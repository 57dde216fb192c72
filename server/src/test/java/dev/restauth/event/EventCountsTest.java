package dev.restauth.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.event.EventCounts.Limits;
import dev.restauth.event.EventCounts.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventCountsTest {
  private static final Instant SINCE = Instant.parse("2026-11-25T12:00:00Z");
  private static final Limits LIMITS = new Limits(2, 5, 2, 4, false);

  private final EventCounts sums = new EventCounts(LIMITS);

  private static SecurityEvent failure(long account, String network) {
    return SecurityEvent.of(EventType.USER_LOGIN_FAILED)
        .about(account)
        .from(Optional.of(new Network(network)));
  }

  private static SecurityEvent logIn(long account, String network) {
    return SecurityEvent.of(EventType.USER_LOGGED_IN)
        .about(account)
        .from(Optional.of(new Network(network)))
        .session("s" + account);
  }

  private long admitted(int times, SecurityEvent event) {
    return IntStream.range(0, times).filter(i -> sums.admits(event)).count();
  }

  /** If the events of one type could not be summed, storing all later events would fail. */
  @ParameterizedTest
  @EnumSource(EventType.class)
  void sumsEventsOfAdministratorsOfEveryType(EventType type) {
    if (!type.members().contains(EventMember.ACTOR)) {
      return; // administrators do not cause this type
    }
    Actor by = new Actor.Administrator(7, Optional.of("session"), new Network("192.0.2.0/24"));
    SecurityEvent about = SecurityEvent.of(type).by(by);
    assertThat(admitted(3, about)).isEqualTo(2);
    assertThat(sums.take(SINCE)).hasSize(1);
    EventSums stored = new EventSums(() -> SINCE);
    stored.add(about);
    stored.add(type.members().contains(EventMember.REASON) ? about.because("users:read") : about);
    List<SecurityEvent> written = new ArrayList<>();
    stored.write(written::addAll);
    assertThat(
            written.stream()
                .mapToLong(event -> Long.parseLong(event.details().get(EventMember.COUNT)))
                .sum())
        .isEqualTo(2);
  }

  @Test
  void writesTheFirstFewOfAKindAndCountsTheRest() {
    assertThat(admitted(10, failure(1, "a"))).isEqualTo(2);
    assertThat(admitted(2, failure(1, "b"))).isEqualTo(2);

    assertThat(sums.take(SINCE)).containsExactly(new Line.Sum(failure(1, "a"), 8, SINCE));
    assertThat(sums.take(SINCE)).isEmpty();
    assertThat(admitted(10, failure(1, "a"))).isEqualTo(2);
  }

  @Test
  void activityIsCountedByAccountAlone() {
    assertThat(admitted(1, logIn(1, "a"))).isEqualTo(1);
    assertThat(admitted(1, logIn(1, "b"))).isEqualTo(1);
    assertThat(admitted(7, logIn(1, "c"))).isZero();

    assertThat(sums.take(SINCE))
        .containsExactly(
            new Line.Sum(SecurityEvent.of(EventType.USER_LOGGED_IN).about(1), 7, SINCE));
  }

  /** A client that causes many events must not be able to suppress another account's only line. */
  @Test
  void alwaysWritesTheFirstOfAKindIfConfigured() {
    EventCounts each = new EventCounts(new Limits(2, 2, 1, 3, true));
    assertThat(IntStream.range(0, 9).filter(_ -> each.admits(logIn(1, "a"))).count()).isEqualTo(2);
    assertThat(each.admits(logIn(2, "a"))).isTrue();
    assertThat(each.admits(logIn(2, "a"))).isFalse();
    assertThat(each.admits(logIn(3, "a"))).isTrue();
    assertThat(each.admits(logIn(4, "a"))).as("one kind more than are told apart").isFalse();
  }

  @Test
  void limitsTheLinesOfAllKinds() {
    assertThat(IntStream.range(0, 100).filter(i -> sums.admits(failure(i, "a"))).count())
        .isEqualTo(5);

    List<Line> lines = sums.take(SINCE);
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .isEqualTo(new Line.Sum(SecurityEvent.of(EventType.USER_LOGIN_FAILED), 95, SINCE));
  }

  @Test
  void theLargestKindsHaveTheirOwnSum() {
    admitted(3, failure(1, "a"));
    admitted(5, failure(2, "a"));
    admitted(4, failure(3, "a"));
    admitted(9, logIn(4, "a"));

    assertThat(sums.take(SINCE))
        .containsExactly(
            new Line.Sum(SecurityEvent.of(EventType.USER_LOGGED_IN).about(4), 9, SINCE),
            new Line.Sum(failure(2, "a"), 3, SINCE),
            new Line.Sum(SecurityEvent.of(EventType.USER_LOGIN_FAILED), 4, SINCE));
  }
}
