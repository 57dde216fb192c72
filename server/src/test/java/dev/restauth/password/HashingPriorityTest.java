package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HashingPriorityTest {
  /**
   * The index of a field in /proc/thread-self/stat (proc_pid_stat(5)), counted after the name in
   * brackets.
   */
  private static final int POLICY = 41 - 3;

  private static final String SCHED_IDLE = "5";
  private static final String SCHED_OTHER = "0";

  @Test
  @EnabledOnOs(OS.LINUX)
  void yieldsToAllOtherThreads() throws Exception {
    FutureTask<HashingPriority> lowered = new FutureTask<>(HashingPriority::lowerOfThisThread);
    FutureTask<String> policy =
        new FutureTask<>(
            () -> {
              lowered.run();
              return policyOfThisThread();
            });
    Thread.ofPlatform().start(policy);

    assertThat(policy.get()).isEqualTo(SCHED_IDLE);
    assertThat(lowered.get()).isEqualTo(HashingPriority.IDLE);
    assertThat(policyOfThisThread()).isEqualTo(SCHED_OTHER);
  }

  private static String policyOfThisThread() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[POLICY];
  }
}
