package dev.restauth.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HandshakeQueueTest {
  private final HandshakeQueue<String> queue = new HandshakeQueue<>(4, 2);

  private void add(String source, String... handshakes) {
    for (String each : handshakes) {
      assertThat(queue.add(source, each)).isEmpty();
    }
  }

  private List<String> rest() {
    List<String> rest = new ArrayList<>();
    while (queue.size() > 0) {
      rest.add(queue.next().orElseThrow());
    }
    assertThat(queue.next()).isEmpty();
    return rest;
  }

  @Test
  void sourcesTakeTurns() {
    add("a", "a1", "a2", "a3");
    add("b", "b1");
    assertThat(rest()).containsExactly("a1", "b1", "a2", "a3");
  }

  @Test
  void sourceWithoutRecentTurnComesFirst() {
    add("a", "a1", "a2");
    add("b", "b1", "b2");
    assertThat(queue.next()).contains("a1");
    assertThat(queue.next()).contains("b1");
    add("c", "c1");
    assertThat(rest()).containsExactly("c1", "a2", "b2");
  }

  @Test
  void turnIsRememberedWhileNothingWaits() {
    add("a", "a1");
    assertThat(rest()).containsExactly("a1");
    add("a", "a2");
    add("b", "b1");
    assertThat(rest()).containsExactly("b1", "a2");
  }

  @Test
  void remembersTheTurnsOfAsManySourcesAsAllowed() {
    add("a", "a1");
    add("b", "b1");
    add("c", "c1");
    assertThat(rest()).containsExactly("a1", "b1", "c1");
    add("c", "c2");
    add("b", "b2");
    add("a", "a2");
    assertThat(rest()).containsExactly("a2", "b2", "c2");
  }

  @Test
  void fullQueueDropsNewestOfSourceWithTheMost() {
    add("a", "a1");
    add("b", "b1", "b2", "b3");
    assertThat(queue.add("a", "a2")).contains("b3");
    assertThat(queue.add("b", "b4")).contains("b4");
    assertThat(rest()).containsExactly("a1", "b1", "a2", "b2");
  }

  @Test
  void fullQueueOfSingleHandshakesDropsThatOfTheLastTurn() {
    add("a", "a1");
    add("b", "b1");
    assertThat(rest()).containsExactly("a1", "b1");
    add("b", "b2");
    add("a", "a2");
    add("c", "c1");
    add("d", "d1");
    assertThat(queue.add("e", "e1")).contains("b2");
    assertThat(rest()).containsExactly("c1", "d1", "e1", "a2");
  }

  @Test
  void forgetsWhatIsRemoved() {
    add("a", "a1", "a2");
    add("b", "b1");
    queue.remove("a", "a1");
    queue.remove("a", "unknown");
    queue.remove("b", "b1");
    queue.remove("b", "b1");
    assertThat(queue.size()).isEqualTo(1);
    assertThat(rest()).containsExactly("a2");
  }

  /** The queue counts the handshakes of each source itself, in whatever order they come and go. */
  @Test
  void dropsOneOfTheSourceWithTheMostInAnyOrderOfCalls() {
    Random random = new Random(1);
    HandshakeQueue<String> full = new HandshakeQueue<>(20, 5);
    Map<String, String> waiting = new HashMap<>(); // the source of each handshake
    for (int i = 0; i < 20_000; i++) {
      String handshake = "h" + i;
      switch (random.nextInt(8)) {
        case 0 -> full.next().ifPresent(waiting::remove);
        case 1 ->
            waiting.keySet().stream()
                .findFirst()
                .ifPresent(gone -> full.remove(Objects.requireNonNull(waiting.remove(gone)), gone));
        default -> {
          String source = "s" + (int) Math.abs(random.nextGaussian() * 10);
          waiting.put(handshake, source);
          full.add(source, handshake)
              .ifPresent(
                  dropped -> {
                    long most = Collections.max(counts(waiting).values());
                    assertThat(counts(waiting)).containsEntry(waiting.remove(dropped), most);
                  });
        }
      }
      assertThat(full.size()).isEqualTo(waiting.size()).isLessThanOrEqualTo(20);
    }
  }

  private static Map<String, Long> counts(Map<String, String> waiting) {
    return waiting.values().stream()
        .collect(Collectors.groupingBy(source -> source, Collectors.counting()));
  }
}
