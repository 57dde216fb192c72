package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PasswordTuningTest {
  private static final Argon2Parameters PRESENT = Argon2Parameters.DEFAULT;
  private static final long NANOS_A_KIB = 500;

  /** A fake machine whose time advances only while it hashes. */
  private static final class Machine implements Argon2 {
    // Begins near the maximum, so that the time overflows, as that of System.nanoTime() may.
    final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    final AtomicInteger hashes = new AtomicInteger();
    final List<String> steps = new ArrayList<>();
    boolean disturbed;

    @Override
    public byte[] hash(byte[] password, byte[] salt, Argon2Parameters cost, int tagLength) {
      boolean slow = disturbed && hashes.getAndIncrement() % 3 == 0;
      long work = (long) cost.memoryKib() * cost.iterations() * NANOS_A_KIB;
      time.addAndGet(slow ? 10 * work : work);
      return new byte[tagLength];
    }

    @Override
    public String description() {
      return "a machine";
    }

    PasswordTuning.Finding find(int threads, Duration target, int memoryKib) {
      return new PasswordTuning(this, time::get, threads, steps::add)
          .find(PRESENT, target, memoryKib);
    }
  }

  @Test
  void measuresThePresentAndTheRecommendedParameters() {
    Machine machine = new Machine();

    PasswordTuning.Finding finding = machine.find(1, Duration.ofMillis(50), 65_536);

    assertThat(finding.engine()).isEqualTo("a machine");
    assertThat(finding.meetsTarget()).isTrue();
    assertThat(finding.present().parameters()).isEqualTo(PRESENT);
    assertThat(finding.present().oneHash()).isEqualTo(Duration.ofNanos(19_456 * 2 * NANOS_A_KIB));
    assertThat(finding.present().hashesPerSecond()).isCloseTo(51.4, within(0.1));
    assertThat(finding.recommended().parameters()).isEqualTo(new Argon2Parameters(49_152, 2, 1));
    assertThat(finding.recommended().oneHash())
        .isEqualTo(Duration.ofNanos(49_152 * 2 * NANOS_A_KIB));
    assertThat(finding.recommended().hashesPerSecond()).isCloseTo(20.3, within(0.1));
    assertThat(machine.steps)
        .startsWith("warming up", "19 MiB, 2 passes", "hashing on 1 thread", "19 MiB, 2 passes")
        .endsWith("48 MiB, 3 passes", "hashing on 1 thread");
  }

  @Test
  void isNotMisledByOneSlowHashInThree() {
    Machine machine = new Machine();
    machine.disturbed = true;

    PasswordTuning.Finding finding = machine.find(1, Duration.ofMillis(50), 65_536);

    assertThat(finding.recommended().parameters()).isEqualTo(new Argon2Parameters(49_152, 2, 1));
  }

  @Test
  void saysThatTheTargetIsMissed() {
    PasswordTuning.Finding finding = new Machine().find(1, Duration.ofMillis(10), 65_536);

    assertThat(finding.meetsTarget()).isFalse();
    assertThat(finding.recommended()).isEqualTo(finding.present());
    assertThat(finding.recommended().oneHash()).isGreaterThan(Duration.ofMillis(10));
  }

  @Test
  void failsIfMemoryIsShort() {
    Argon2 poor =
        new Argon2() {
          @Override
          public byte[] hash(byte[] password, byte[] salt, Argon2Parameters cost, int length) {
            throw new HashingFailed("libargon2 failed with -22: Memory allocation error.");
          }

          @Override
          public String description() {
            return "poor";
          }
        };
    assertThatThrownBy(
            () ->
                new PasswordTuning(poor, System::nanoTime, 1, step -> {})
                    .find(PRESENT, Duration.ofMillis(50), 65_536))
        .isInstanceOf(HashingFailed.class)
        .hasMessageContaining("Memory allocation error");
  }
}
