package dev.restauth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.operator.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevCommandTest {
  private static final String CONFIRMED = "--this-is-a-test-database";

  @ParameterizedTest
  @ValueSource(strings = {"1", "1000000", "100000000", "007"})
  void fillsIfConfirmed(String count) {
    Attempt.Result result = new Attempt().run("dev", "fill", count, CONFIRMED);
    assertThat(result.exitCode()).isZero();
    assertThat(result.requests())
        .containsExactly(new Request("dev.fill", Map.of("count", count.replaceFirst("^0+", ""))));
  }

  @Test
  void explainsItselfIfNotConfirmed() {
    Attempt.Result result = new Attempt().typing("yes").run("dev", "fill", "10");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .hasLineCount(1)
        .contains("share one password", "cannot be removed", CONFIRMED);
    assertThat(result.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "100000001", "99999999999999999999", "1e6", "1,000", "", "١", "1\n"})
  void refusesAnotherNumber(String count) {
    Attempt.Result result = new Attempt().run("dev", "fill", CONFIRMED, "--", count);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).hasLineCount(1).contains("from 1 to 100000000");
    assertThat(result.requests()).isEmpty();
    assertThat(new Attempt().run("dev", "fill", CONFIRMED, "-1").exitCode()).isEqualTo(2);
  }
}
