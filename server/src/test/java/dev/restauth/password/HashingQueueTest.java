package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.HashRequest.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Room for eight: what can be begun within the patience at the first guess of a hash's duration. */
class HashingQueueTest {
  private static final int ROOM = 8;

  private final HashingQueue queue = new HashingQueue(Duration.ofMillis(200), 1);

  @Test
  void keepsHalfForThoseWhoAreKnown() {
    for (int i = 0; i < ROOM / 2; i++) {
      assertThat(offer(Priority.OTHER, "stranger " + i)).isTrue();
    }
    assertThat(offer(Priority.OTHER, "one more")).isFalse();
    for (int i = 0; i < ROOM / 2; i++) {
      assertThat(offer(Priority.KNOWN, "owner " + i)).isTrue();
    }
  }

  /** Strangers and registrations have the other half together. */
  @Test
  void leavesTheOtherHalfToAllOthersTogether() {
    for (int i = 0; i < ROOM / 4; i++) {
      assertThat(offer(Priority.REGISTRATION, "newcomer " + i)).isTrue();
      assertThat(offer(Priority.OTHER, "stranger " + i)).isTrue();
    }
    assertThat(offer(Priority.OTHER, "one more")).isFalse();
  }

  /** By weight: two of three parts of the room where strangers wait too, else all of it. */
  @Test
  void givesThoseWhoAreKnownTheirShareAndNoMore() {
    for (int i = 0; i < ROOM; i++) {
      assertThat(offer(Priority.KNOWN, "owner " + i)).isTrue();
    }
    assertThat(offer(Priority.KNOWN, "one more")).isFalse();

    assertThat(taken(ROOM)).hasSize(ROOM);
    assertThat(offer(Priority.OTHER, "stranger")).isTrue();
    for (int i = 0; i < ROOM * 2 / 3; i++) {
      assertThat(offer(Priority.KNOWN, "owner " + i)).isTrue();
    }
    assertThat(offer(Priority.KNOWN, "one more")).isFalse();
  }

  @Test
  void givesRegistrationsAQuarterAtMost() {
    for (int i = 0; i < ROOM / 4; i++) {
      assertThat(offer(Priority.REGISTRATION, "newcomer " + i)).isTrue();
    }
    assertThat(offer(Priority.REGISTRATION, "one more")).isFalse();
    assertThat(offer(Priority.OTHER, "stranger")).isTrue();
  }

  @Test
  void servesRanksInTurnAndThoseWhoAreKnownEverySecondTime() {
    for (Priority priority :
        List.of(
            Priority.OTHER,
            Priority.OTHER,
            Priority.REGISTRATION,
            Priority.KNOWN,
            Priority.KNOWN)) {
      assertThat(offer(priority, priority + " " + queue.waiting())).isTrue();
    }
    assertThat(taken(5).stream().map(source -> source.split(" ", -1)[0]))
        .containsExactly("KNOWN", "OTHER", "KNOWN", "REGISTRATION", "OTHER");
  }

  @Test
  void servesSourcesInTurn() {
    for (String source : List.of("a", "a", "a", "b")) {
      assertThat(offer(Priority.KNOWN, source)).isTrue();
    }
    assertThat(taken(4)).containsExactly("a", "b", "a", "a");
  }

  @Test
  void makesRoomForANewcomerAtTheCostOfWhoHasTheMost() {
    List<HashingJob<?>> flood = new ArrayList<>();
    for (int i = 0; i < ROOM / 2; i++) {
      flood.add(job(Priority.OTHER, "flood"));
      assertThat(queue.offer(flood.getLast())).isTrue();
    }
    assertThat(offer(Priority.OTHER, "flood")).isFalse();
    assertThat(offer(Priority.OTHER, "newcomer")).isTrue();

    assertThat(flood.getLast().isDecided()).isTrue();
    assertThat(flood.getFirst().isDecided()).isFalse();
    assertThat(queue.waiting()).isEqualTo(ROOM / 2);
    assertThat(taken(2)).containsExactly("flood", "newcomer");
  }

  @Test
  void isTwiceAsLongForTwoThreads() {
    HashingQueue served = new HashingQueue(Duration.ofMillis(200), 2);
    for (int i = 0; i < 2 * ROOM; i++) {
      assertThat(served.offer(job(Priority.KNOWN, "owner " + i))).isTrue();
    }
    assertThat(served.offer(job(Priority.KNOWN, "one more"))).isFalse();
  }

  @Test
  void takesAnEighthOfEachNewDuration() {
    queue.took(Duration.ofMillis(33).toNanos());
    assertThat(queue.hashNanos()).isEqualTo(Duration.ofMillis(26).toNanos());
  }

  @Test
  void isAsLongAsThePaceAllows() {
    for (int i = 0; i < 100; i++) {
      queue.took(Duration.ofMillis(1).toNanos());
    }
    for (int i = 0; i < 50; i++) {
      assertThat(offer(Priority.KNOWN, "owner " + i)).isTrue();
    }
  }

  @Test
  void forgetsWhoLeaves() {
    HashingJob<?> leaving = job(Priority.OTHER, "a");
    assertThat(queue.offer(leaving)).isTrue();
    assertThat(offer(Priority.OTHER, "b")).isTrue();
    queue.remove(leaving);
    queue.remove(leaving);

    assertThat(queue.waiting()).isEqualTo(1);
    assertThat(taken(1)).containsExactly("b");
  }

  @Test
  void servesWhoWaitsOnceClosedAndNobodyElse() {
    assertThat(offer(Priority.OTHER, "a")).isTrue();
    queue.close();

    assertThat(offer(Priority.OTHER, "b")).isFalse();
    assertThat(taken(1)).containsExactly("a");
    assertThat(queue.take()).isEmpty();
  }

  private boolean offer(Priority priority, String source) {
    return queue.offer(job(priority, source));
  }

  private static HashingJob<?> job(Priority priority, String source) {
    return new HashingJob<>(new HashRequest(priority, source, () -> false), () -> "done");
  }

  private List<String> taken(int count) {
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(queue.take().orElseThrow().request().source());
    }
    return sources;
  }
}
