package dev.restauth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.cli.Cli;
import dev.restauth.operator.Request;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlocklistCommandTest {
  @Test
  void sendsBothPathsInFull() {
    Attempt.Result result =
        new Attempt().in(Path.of("/srv/here")).run("build-blocklist", "a", "--output", "../b");
    assertThat(result.requests())
        .containsExactly(
            new Request("build-blocklist", Map.of("list", "/srv/here/a", "output", "/srv/b")));
  }

  @Test
  void requiresTheOutput() {
    Attempt.Result result = new Attempt().run("build-blocklist", "a");
    assertThat(result.exitCode()).isEqualTo(Cli.USAGE);
    assertThat(result.err()).hasLineCount(1).contains("--output");
    assertThat(result.requests()).isEmpty();
  }

  @Test
  void refusesAnInvalidPath() {
    Attempt.Result result = new Attempt().run("build-blocklist", "a\0b", "--output", "c");
    assertThat(result.exitCode()).isEqualTo(Cli.USAGE);
    assertThat(result.err()).contains("FILE is no path");
  }
}
