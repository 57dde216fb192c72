package dev.restauth.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.restauth.Eventually;
import dev.restauth.store.sql.Turns.TakenException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final long LONG_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final Turns turns = new Turns();

  @Test
  void onlyOneCallHasTheTurnAtARow() {
    try (Turns.OfCall one = turns.ofCall();
        Turns.OfCall other = turns.ofCall()) {
      one.take("a");
      one.take("a");
      assertThatThrownBy(() -> other.take("a")).isInstanceOf(TakenException.class);
      other.take("b");

      one.giveUp();
      other.take("a");
      assertThatThrownBy(() -> one.take("b")).isInstanceOf(TakenException.class);
      assertThat(turns.rows()).isEqualTo(2);
    }
    assertThat(turns.rows()).isZero();
  }

  @Test
  void callsGetTheTurnInTheirOrder() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Future<Boolean>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Turns.OfCall first = turns.ofCall()) {
        first.take("a");
        for (int i = 0; i < 10; i++) {
          int number = i;
          calls.add(threads.submit(() -> waits(() -> order.add(number), "a")));
          Eventually.eventually("waiting", () -> turns.waiting() == number + 1);
        }
        assertThat(order).isEmpty();
      }
      for (Future<Boolean> each : calls) {
        assertThat(each.get()).isTrue();
      }
    }
    assertThat(order).isSorted().hasSize(10);
    assertThat(turns.rows()).isZero();
  }

  /** Runs the work with the turns at these rows. Returns whether they came in time. */
  private boolean waits(Runnable work, String... rows) {
    try (Turns.OfCall own = turns.ofCall()) {
      for (int i = 0; i < rows.length; i++) {
        try {
          own.take(rows[i]);
        } catch (TakenException e) {
          if (!own.await(LONG_MILLIS)) {
            return false;
          }
          i = -1;
        }
      }
      work.run();
      return true;
    }
  }

  @Test
  void callsThatNeedTheSameRowsInAnotherOrderDoNotWaitForEachOther() throws Exception {
    List<Future<Boolean>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 500; i++) {
        calls.add(threads.submit(() -> waits(Thread::yield, "a", "b", "c")));
        calls.add(threads.submit(() -> waits(Thread::yield, "c", "b", "a")));
      }
      for (Future<Boolean> each : calls) {
        assertThat(each.get()).isTrue();
      }
    }
    assertThat(turns.rows()).isZero();
  }

  @Test
  void callThatWaitsGivesUpTheTurnsThatItHas() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Turns.OfCall first = turns.ofCall()) {
      first.take("a");
      Future<Boolean> waiting = threads.submit(() -> waits(() -> {}, "b", "a"));
      Eventually.eventually("waiting", () -> turns.waiting() == 1);
      first.take("b");
      first.giveUp();
      assertThat(waiting.get()).isTrue();
    }
  }

  @Test
  void callThatGivesUpLeavesNothing() {
    try (Turns.OfCall first = turns.ofCall()) {
      first.take("b");
      try (Turns.OfCall late = turns.ofCall()) {
        late.take("a");
        assertThatThrownBy(() -> late.take("b")).isInstanceOf(TakenException.class);
        assertThat(late.await(0)).isFalse();
        assertThat(late.await(-1)).isFalse();
      }
      assertThat(turns.waiting()).isZero();
      assertThat(turns.rows()).isEqualTo(1);
    }
    assertThat(turns.rows()).isZero();
  }

  @Test
  void interruptedCallGivesUp() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Turns.OfCall first = turns.ofCall()) {
      first.take("a");
      Future<Boolean> interrupted =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                return !waits(() -> {}, "a") && Thread.interrupted();
              });
      assertThat(interrupted.get()).isTrue();
      assertThat(turns.rows()).isEqualTo(1);
    }
  }

  @Test
  void interruptedCallGetsATurnThatIsFree() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> interrupted =
          threads.submit(
              () -> {
                Thread.currentThread().interrupt();
                return waits(() -> {}, "a");
              });
      assertThat(interrupted.get()).isTrue();
    }
  }
}
