package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.password.HashRequest.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A queue that accepts eight requests, because by the initial estimate of a hash's duration, eight
 * hashes can begin within the maximum wait.
 */
class HashingQueueTest {
  private static final int CAPACITY = 8;

  private final HashingQueue queue = new HashingQueue(Duration.ofMillis(200), 1);

  @Test
  void reservesHalfForReturningUsers() {
    for (int i = 0; i < CAPACITY / 2; i++) {
      assertThat(offer(Priority.OTHER, "stranger " + i)).isTrue();
    }
    assertThat(offer(Priority.OTHER, "one more")).isFalse();
    for (int i = 0; i < CAPACITY / 2; i++) {
      assertThat(offer(Priority.RETURNING, "owner " + i)).isTrue();
    }
  }

  /**
   * Registrations and log-ins of other users share the half of the queue that is not reserved for
   * returning users.
   */
  @Test
  void allOthersShareTheOtherHalf() {
    for (int i = 0; i < CAPACITY / 4; i++) {
      assertThat(offer(Priority.REGISTRATION, "newcomer " + i)).isTrue();
      assertThat(offer(Priority.OTHER, "stranger " + i)).isTrue();
    }
    assertThat(offer(Priority.OTHER, "one more")).isFalse();
  }

  /**
   * While log-ins of other users wait too, returning users get two thirds of the queue, and
   * otherwise the whole queue.
   */
  @Test
  void limitsReturningUsersToTheirShare() {
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(offer(Priority.RETURNING, "owner " + i)).isTrue();
    }
    assertThat(offer(Priority.RETURNING, "one more")).isFalse();

    assertThat(taken(CAPACITY)).hasSize(CAPACITY);
    assertThat(offer(Priority.OTHER, "stranger")).isTrue();
    for (int i = 0; i < CAPACITY * 2 / 3; i++) {
      assertThat(offer(Priority.RETURNING, "owner " + i)).isTrue();
    }
    assertThat(offer(Priority.RETURNING, "one more")).isFalse();
  }

  @Test
  void givesRegistrationsAQuarterAtMost() {
    for (int i = 0; i < CAPACITY / 4; i++) {
      assertThat(offer(Priority.REGISTRATION, "newcomer " + i)).isTrue();
    }
    assertThat(offer(Priority.REGISTRATION, "one more")).isFalse();
    assertThat(offer(Priority.OTHER, "stranger")).isTrue();
  }

  @Test
  void servesPrioritiesInTurnAndReturningUsersEverySecondTime() {
    for (Priority priority :
        List.of(
            Priority.OTHER,
            Priority.OTHER,
            Priority.REGISTRATION,
            Priority.RETURNING,
            Priority.RETURNING)) {
      assertThat(offer(priority, priority + " " + queue.waiting())).isTrue();
    }
    assertThat(taken(5).stream().map(source -> source.split(" ", -1)[0]))
        .containsExactly("RETURNING", "OTHER", "RETURNING", "REGISTRATION", "OTHER");
  }

  @Test
  void servesSourcesInTurn() {
    for (String source : List.of("a", "a", "a", "b")) {
      assertThat(offer(Priority.RETURNING, source)).isTrue();
    }
    assertThat(taken(4)).containsExactly("a", "b", "a", "a");
  }

  @Test
  void newRequestReplacesOneOfTheSourceWithTheMost() {
    List<HashingJob<?>> flood = new ArrayList<>();
    for (int i = 0; i < CAPACITY / 2; i++) {
      flood.add(job(Priority.OTHER, "flood"));
      assertThat(queue.offer(flood.getLast())).isTrue();
    }
    assertThat(offer(Priority.OTHER, "flood")).isFalse();
    assertThat(offer(Priority.OTHER, "newcomer")).isTrue();

    assertThat(flood.getLast().isDecided()).isTrue();
    assertThat(flood.getFirst().isDecided()).isFalse();
    assertThat(queue.waiting()).isEqualTo(CAPACITY / 2);
    assertThat(taken(2)).containsExactly("flood", "newcomer");
  }

  @Test
  void capacityDoublesWithTwoThreads() {
    HashingQueue served = new HashingQueue(Duration.ofMillis(200), 2);
    for (int i = 0; i < 2 * CAPACITY; i++) {
      assertThat(served.offer(job(Priority.RETURNING, "owner " + i))).isTrue();
    }
    assertThat(served.offer(job(Priority.RETURNING, "one more"))).isFalse();
  }

  @Test
  void averageTakesAnEighthOfEachNewDuration() {
    queue.recordDuration(Duration.ofMillis(33).toNanos());
    assertThat(queue.hashNanos()).isEqualTo(Duration.ofMillis(26).toNanos());
  }

  @Test
  void capacityDependsOnTheSpeed() {
    for (int i = 0; i < 100; i++) {
      queue.recordDuration(Duration.ofMillis(1).toNanos());
    }
    for (int i = 0; i < 50; i++) {
      assertThat(offer(Priority.RETURNING, "owner " + i)).isTrue();
    }
  }

  @Test
  void removesAJob() {
    HashingJob<?> leaving = job(Priority.OTHER, "a");
    assertThat(queue.offer(leaving)).isTrue();
    assertThat(offer(Priority.OTHER, "b")).isTrue();
    queue.remove(leaving);
    queue.remove(leaving);

    assertThat(queue.waiting()).isEqualTo(1);
    assertThat(taken(1)).containsExactly("b");
  }

  @Test
  void closedQueueServesOnlyWaitingJobs() {
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
