package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The parts refuse what the loader refuses, whoever makes them. */
class PartsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void listenRefusesPlainHttpBeyondLoopback() {
    assertThat(listen(true, false).port()).isEqualTo(1);
    assertThat(listen(false, true).insecureHttp()).isTrue();
    assertThatIllegalArgumentException().isThrownBy(() -> listen(false, false));
  }

  @Test
  void storageRefusesTwoMasterKeys() {
    Path path = Path.of("x");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> storage(Optional.of(path), Optional.of(new Secret("x")), Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> storage(Optional.empty(), Optional.empty(), Optional.of(path)));
    assertThat(storage(Optional.of(path), Optional.empty(), Optional.of(path)).masterKeyFile())
        .contains(path);
  }

  @Test
  void tokensRefuseDurationsOutsideTheirRange() {
    Duration month = Duration.ofDays(30);
    assertThatIllegalArgumentException().isThrownBy(() -> tokens(Duration.ofSeconds(29), month));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokens(Duration.ofHours(24).plusNanos(1), month));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokens(Duration.ofHours(1), Duration.ofMinutes(59)));
    assertThat(tokens(Duration.ofSeconds(30), Duration.ofMinutes(5)).tokenDuration())
        .hasSeconds(30);
  }

  @Test
  void passwordsRefuseNumbersOutsideTheirRange() {
    assertThat(passwords(1, SECOND, 7_168).hashingWait()).isEqualTo(SECOND);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> passwords(1, SECOND, 7_167))
        .withMessage("expected a whole number from 7168 to 1048576");
    assertThatIllegalArgumentException().isThrownBy(() -> passwords(65, SECOND, 7_168));
    assertThatIllegalArgumentException().isThrownBy(() -> passwords(1, Duration.ZERO, 7_168));
  }

  private static Passwords passwords(int threads, Duration wait, int memory) {
    return new Passwords(
        PasswordPolicyName.NIST,
        Optional.empty(),
        threads,
        wait,
        Duration.ZERO,
        1,
        1,
        memory,
        1,
        1);
  }

  @Test
  void limitsRefuseValuesOutsideTheirRange() {
    assertThat(new Limits(1, 1, SECOND, SECOND, Duration.ZERO).shutdownTimeout()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 1, SECOND, SECOND, SECOND));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(1, 1, SECOND.minusNanos(1), SECOND, SECOND));
  }

  @Test
  void aSecretDoesNotShow() {
    assertThat(new Secret("hunter2")).hasToString("[secret]");
    assertThat(new Secret("hunter2").reveal()).isEqualTo("hunter2");
  }

  private static Listen listen(boolean loopback, boolean insecure) {
    return new Listen(
        "x", 1, loopback, Optional.empty(), Optional.empty(), insecure, List.of(), List.of());
  }

  private static Storage storage(
      Optional<Path> file, Optional<Secret> key, Optional<Path> previousFile) {
    Path path = Path.of("x");
    return new Storage(
        path, new DatabasePlace.SqliteFile(path), file, key, previousFile, Optional.empty());
  }

  private static Tokens tokens(Duration token, Duration session) {
    return new Tokens(
        Optional.empty(),
        Optional.empty(),
        token,
        session,
        Duration.ofDays(14),
        SigningAlgorithmName.ES256,
        Duration.ofDays(90));
  }
}
