package dev.restauth.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.restauth.config.ConfigException;
import dev.restauth.config.Loading;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refused trace settings, whose error messages show no secret. */
class TraceSettingsTest {
  @TempDir Path folder;

  private String problem(Loading loading) {
    return catchThrowableOfType(ConfigException.class, loading::config).problems().toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:4318",
        "grpc://127.0.0.1:4317",
        "http://",
        "http://127.1:4318",
        "http://name:4711@127.0.0.1",
        "http://127.0.0.1?key=4711",
        "http://127.0.0.1#part",
        "http://127.0.0.1:99999",
        "http://a b"
      })
  void refusesAnEndpointThatIsNoUrl(String text) {
    assertThat(problem(new Loading(folder).flag("traces-endpoint", text)))
        .contains("expected http://HOST[:PORT]")
        .doesNotContain("name:4711");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "1.1", "10", "1e-3", "NaN", "0,5", "."})
  void refusesARatioOutsideOfItsRange(String text) {
    assertThat(problem(new Loading(folder).flag("traces-sample", text)))
        .contains("expected a number from 0 to 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "0.25", ".5", "1.0"})
  void acceptsARatio(String text) {
    assertThat(new Loading(folder).flag("traces-sample", text).config().get(TraceSettings.SAMPLE))
        .isEqualTo(Double.parseDouble(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer 4711",
        "",
        "Host: 4711",
        "transfer-encoding: 4711",
        "A: ",
        "A: 4711\u0007"
      })
  void refusesAFileWithoutAHeader(String line) throws Exception {
    Files.writeString(folder.resolve("header"), line + "\n");
    assertThat(
            problem(
                new Loading(folder)
                    .flag("traces-endpoint", "http://127.0.0.1:4318")
                    .flag("traces-header-file", "header")))
        .contains("expected a first line with one header field")
        .doesNotContain("4711\"");
  }

  @Test
  void aHeaderNeedsAnEndpoint() throws Exception {
    Files.writeString(folder.resolve("header"), "A: b\n");
    assertThat(problem(new Loading(folder).flag("traces-header-file", "header")))
        .contains("traces-endpoint");
  }
}
