package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.config.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Settings on the command line of {@code restauth serve}, which the program reads without picocli's
 * parser. With the parser, the result must be the same.
 */
class PlainFlagsTest {

  /** Parses the command line with picocli, because this method adds a flag without a value. */
  private static Map<String, String> parsed(List<String> arguments) {
    List<String> more = new ArrayList<>(arguments);
    more.add("--insecure-http");
    assertThat(ServeCommand.parsePlain(more, Declarations.OURS.settings())).isEmpty();
    Map<String, String> flags = new HashMap<>(served(more));
    assertThat(flags.remove("insecure-http")).isEqualTo("true");
    return flags;
  }

  private static Map<String, String> served(List<String> arguments) {
    return new Attempt().run(arguments.toArray(String[]::new)).served().getFirst();
  }

  @Test
  void areParsedLikeByTheParser() {
    List<String> all = new ArrayList<>(List.of("serve"));
    for (Setting<?> setting : Declarations.OURS.settings().all()) {
      if (!setting.isFlag()) {
        all.addAll(List.of(setting.flag(), "a value, with = and \"quotes\" of " + setting));
      }
    }
    assertThat(all).hasSizeGreaterThan(41);
    for (List<String> arguments : List.of(List.of("serve"), all, all.subList(0, 7))) {
      assertThat(ServeCommand.parsePlain(arguments, Declarations.OURS.settings()))
          .contains(parsed(arguments));
      assertThat(served(arguments)).isEqualTo(parsed(arguments));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "user list",
        "user --port 5000",
        "--help",
        "serve --help",
        "serve --port",
        "serve --port --host",
        "serve --port -1",
        "serve --port=5000",
        "serve --port 1 --port 2",
        "serve --insecure-http",
        "serve --insecure-http true",
        "serve --master-key x",
        "serve --nonsense x",
        "serve port 5000",
        "serve --port 5000 x"
      })
  void areLeftToTheParserIfThereIsAnythingElse(String line) {
    List<String> arguments = line.isEmpty() ? List.of() : Arrays.asList(line.split(" "));

    assertThat(ServeCommand.parsePlain(arguments, Declarations.OURS.settings())).isEmpty();
  }
}
