package dev.restauth.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The buffer of the recent events of the feed, and its limits. */
class EventBufferTest {
  private static final int LENGTH = 100;

  private static Event event(long number) {
    return new Event(number, new byte[LENGTH], new byte[0]);
  }

  private static Optional<List<Long>> numbers(
      EventBuffer buffer, long after, long upTo, int atMost) {
    return buffer
        .between(after, upTo, atMost)
        .map(events -> events.stream().map(Event::number).toList());
  }

  @Test
  void returnsEventsBetweenTwoNumbers() {
    EventBuffer buffer = new EventBuffer(10, 1_000_000);
    List.of(12L, 13L, 17L).forEach(number -> buffer.add(event(number)));

    assertThat(numbers(buffer, 10, 17, 100)).contains(List.of(12L, 13L, 17L));
    assertThat(numbers(buffer, 12, 16, 100)).contains(List.of(13L));
    assertThat(numbers(buffer, 10, 17, 2)).contains(List.of(12L, 13L));
    assertThat(numbers(buffer, 17, 17, 100)).contains(List.of());
    assertThat(numbers(buffer, 20, 17, 100)).contains(List.of());
  }

  @Test
  void eventsBeforeItsBeginningAreMissing() {
    assertThat(numbers(new EventBuffer(10, 1_000), 9, 10, 100)).isEmpty();
    assertThat(numbers(new EventBuffer(10, 1_000), 10, 10, 100)).contains(List.of());
  }

  @Test
  void oldestEventsAreEvicted() {
    EventBuffer buffer = new EventBuffer(0, 3L * event(1).size());
    for (long number = 1; number <= 5; number++) {
      buffer.add(event(number));
    }

    assertThat(numbers(buffer, 2, 5, 100)).contains(List.of(3L, 4L, 5L));
    assertThat(numbers(buffer, 1, 5, 100)).isEmpty();
    assertThat(buffer.reachesBackTo(2)).isTrue();
    assertThat(buffer.reachesBackTo(1)).isFalse();
  }
}
