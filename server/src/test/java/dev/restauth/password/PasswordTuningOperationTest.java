package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.operator.Operations;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import dev.restauth.password.PasswordTuning.Cost;
import dev.restauth.password.PasswordTuning.Finding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The report of {@code restauth tune-passwords}. */
class PasswordTuningOperationTest {
  private static final Cost PRESENT =
      new Cost(Argon2Parameters.DEFAULT, Duration.ofNanos(19_440_000), 97.6);
  private static final Cost RECOMMENDED =
      new Cost(new Argon2Parameters(47_104, 2, 1), Duration.ofNanos(48_660_000), 38.4);

  private static Reply.Done tune(Finding finding, int threads) {
    Operations.Operation operation =
        new PasswordTuningOperation(
            Argon2Parameters.DEFAULT,
            threads,
            (present, target, memoryKib, progress) -> {
              assertThat(present).isEqualTo(Argon2Parameters.DEFAULT);
              assertThat(target).isEqualTo(Duration.ofMillis(50));
              assertThat(memoryKib).isEqualTo(65_536);
              return finding;
            });
    Map<String, String> arguments = Map.of("target_ms", "50", "memory_kib", "65536");
    return (Reply.Done)
        operation.perform(new Request("tune-passwords", arguments), (step, done, total) -> {});
  }

  @Test
  void printsLinesToPaste() {
    assertThat(
            tune(new Finding("native libargon2 (system)", PRESENT, RECOMMENDED, true), 2).notes())
        .containsExactly(
            "Hashed by native libargon2 (system).",
            "Now:         m=19456,t=2,p=1  19.4 ms a hash, 98 hashes a second on 2 threads, at most"
                + " 38 MiB",
            "Recommended: m=47104,t=2,p=1  48.7 ms a hash, 38 hashes a second on 2 threads, at most"
                + " 92 MiB",
            "",
            "argon2-memory: 47104",
            "argon2-iterations: 2",
            "argon2-parallelism: 1",
            "",
            "Put these lines into restauth.yaml and restart the server. No password stops working:"
                + " each account gets a new hash at its next log-in.");
  }

  @Test
  void givesTheSameFactsToScripts() {
    assertThat(tune(new Finding("Bouncy Castle", PRESENT, RECOMMENDED, true), 2).facts().values())
        .containsExactly(
            Map.entry("engine", "Bouncy Castle"),
            Map.entry("hashing_threads", 2L),
            Map.entry("target_ms", 50L),
            Map.entry("meets_target", true),
            Map.entry("present_argon2_memory", 19_456L),
            Map.entry("present_argon2_iterations", 2L),
            Map.entry("present_argon2_parallelism", 1L),
            Map.entry("present_microseconds", 19_440L),
            Map.entry("present_hashes_per_second", 98L),
            Map.entry("present_memory_at_most_kib", 38_912L),
            Map.entry("recommended_argon2_memory", 47_104L),
            Map.entry("recommended_argon2_iterations", 2L),
            Map.entry("recommended_argon2_parallelism", 1L),
            Map.entry("recommended_microseconds", 48_660L),
            Map.entry("recommended_hashes_per_second", 38L),
            Map.entry("recommended_memory_at_most_kib", 94_208L));
  }

  @Test
  void saysThatTheTargetIsMissedAndNothingIsToBeChanged() {
    assertThat(tune(new Finding("Bouncy Castle", PRESENT, PRESENT, false), 1).notes())
        .contains(
            "Now:         m=19456,t=2,p=1  19.4 ms a hash, 98 hashes a second on 1 thread, at most"
                + " 19 MiB",
            "That misses the target of 50 ms, but it is the minimum that OWASP accepts: use it, and allow"
                + " a hash more time or use a faster machine.",
            "These are your settings already.")
        .noneMatch(note -> note.contains("restauth.yaml"));
  }
}
