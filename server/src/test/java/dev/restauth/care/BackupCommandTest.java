package dev.restauth.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.operator.Request;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupCommandTest {

  @ParameterizedTest
  @CsvSource({
    "copy, /srv/here/copy",
    "./a/../copy, /srv/here/copy",
    "../copy, /srv/copy",
    "/c, /c"
  })
  void requestHasTheAbsolutePath(String given, String expected) {
    assertThat(new Attempt().in(Path.of("/srv/here")).run("backup", given).requests())
        .containsExactly(new Request("backup", Map.of("file", expected)));
    assertThat(new Attempt().in(Path.of("/srv/here")).run("restore", given).requests())
        .containsExactly(new Request("restore", Map.of("file", expected, "force", "false")));
  }

  @Test
  void forceIsPartOfTheRequest() {
    assertThat(new Attempt().run("restore", "--force", "/c").requests())
        .containsExactly(new Request("restore", Map.of("file", "/c", "force", "true")));
  }

  @Test
  void checkNeedsNoArguments() {
    assertThat(new Attempt().run("check").requests())
        .containsExactly(new Request("check", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\0b", "\ufffd"})
  void invalidPathIsRefused(String file) {
    Attempt.Result result = new Attempt().run("backup", file);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).hasLineCount(1).startsWith("restauth: FILE ");
    assertThat(result.requests()).isEmpty();
  }
}
