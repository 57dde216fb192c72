package dev.restauth.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.LogCatcher;
import dev.restauth.runtime.MaintenanceTasks.Task;
import dev.restauth.store.StoreUnavailableException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Maintenance tasks, which all run each minute, even if one of them fails. */
class MaintenanceTasksTest {
  private final List<String> done = new ArrayList<>();

  private Task failing(RuntimeException failure) {
    return new Task(
        "failing",
        () -> {
          done.add("failing");
          throw failure;
        });
  }

  private Task times(String name, int times) {
    Deque<Boolean> more = new ArrayDeque<>();
    for (int i = 1; i <= times; i++) {
      more.add(i < times);
    }
    return new Task(
        name,
        () -> {
          done.add(name);
          return more.size() > 1 ? more.remove() : more.peek();
        });
  }

  @Test
  void runsEachTaskUntilThereIsNoMore() {
    try (MaintenanceTasks maintenance =
        MaintenanceTasks.begin(List.of(times("a", 3), times("b", 1)))) {
      maintenance.run();
    }
    assertThat(done).containsExactly("a", "a", "a", "b");
  }

  @Test
  void continuesAfterAFailureAndLogsItOnce() {
    try (LogCatcher log = new LogCatcher(MaintenanceTasks.class);
        MaintenanceTasks maintenance =
            MaintenanceTasks.begin(
                List.of(
                    failing(new IllegalStateException("on purpose")),
                    failing(new StoreUnavailableException("the store logs it")),
                    times("a", 1)))) {
      maintenance.run();
      maintenance.run();
      assertThat(log.levels()).containsExactly("SEVERE", "FINE", "FINE");
    }
    assertThat(done).startsWith("failing", "failing", "a", "failing", "failing").hasSize(6);
  }

  @Test
  void stopsImmediatelyWhenClosedDuringATask() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    Task endless =
        new Task(
            "endless",
            () -> {
              begun.countDown();
              await(closed);
              return true;
            });
    MaintenanceTasks maintenance = MaintenanceTasks.begin(List.of(endless, times("never", 1)));
    Thread running = Thread.ofVirtual().start(maintenance::run);
    begun.await();
    maintenance.close();
    closed.countDown();
    running.join();
    assertThat(done).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
