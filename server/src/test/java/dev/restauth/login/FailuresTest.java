package dev.restauth.login;

import static dev.restauth.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final int FREE = 1;

  /** One attempt is in progress, and the others wait for its result. */
  @Test
  void sixtyFourAttemptsWaitAtMost() throws Exception {
    Failures failures = new Failures();
    assertThat(failures.begin(FREE, 0)).isEmpty();
    List<Future<Boolean>> begun = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        begun.add(threads.submit(() -> failures.begin(FREE, 0).isEmpty()));
      }
      eventually("no more may wait", () -> failures.delay(FREE, 0).isPresent());
      assertThat(failures.begin(FREE, 0)).isPresent();
      for (int i = 0; i < 65; i++) {
        failures.end();
      }
      for (Future<Boolean> each : begun) {
        var _ = each.get();
      }
    }
    assertThat(failures.delay(FREE, 0)).isEmpty();
  }
}
