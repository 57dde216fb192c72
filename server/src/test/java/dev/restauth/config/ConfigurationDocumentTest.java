package dev.restauth.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.http.ListenSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares docs/configuration.md with the declared {@link Setting settings}. */
class ConfigurationDocumentTest {
  private static final Set<String> OTHER_VARIABLES =
      Set.of("RESTAUTH_MASTER_KEY", "RESTAUTH_PREVIOUS_MASTER_KEY", "RESTAUTH_JAVA_OPTS");

  /** Flags of picocli, and of curl in an example. */
  private static final Set<String> OTHER_FLAGS = Set.of("--help", "--cacert");

  private final String document = read();

  static List<Setting<?>> settings() {
    return Declarations.OURS.settings().all();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everySettingHasItsRow(Setting<?> setting) {
    String standard =
        setting.defaultValue().map(value -> "`" + value + "`").orElseGet(setting::defaultText);
    String row =
        "| `%s` | `%s` | %s | %s |"
            .formatted(setting.key(), setting.variable(), standard, setting.description());
    assertThat(document.lines()).as("the table of " + setting.group().title()).contains(row);
  }

  @Test
  void settingsAreUnderTheirGroupsInOrder() {
    List<String> expected =
        Arrays.stream(Group.values())
            .flatMap(
                group ->
                    Stream.concat(
                        Stream.of("### " + group.title()),
                        Declarations.OURS.settings().in(group).stream().map(Setting::key)))
            .toList();
    String wanted = "(?m)^(### .+)$|^\\| `([a-z0-9-]+)` \\| `RESTAUTH_";
    List<String> found =
        matches(wanted).map(m -> m.group(1) != null ? m.group(1) : m.group(2)).toList();
    assertThat(found)
        .filteredOn(line -> !line.startsWith("### ") || expected.contains(line))
        .isEqualTo(expected);
  }

  @Test
  void namesNoVariableThatDoesNotExist() {
    Set<String> known = settings().stream().map(Setting::variable).collect(Collectors.toSet());
    known.addAll(OTHER_VARIABLES);
    assertThat(matches("RESTAUTH_[A-Z0-9_]*[A-Z0-9]").map(MatchResult::group))
        .isSubsetOf(known)
        .containsAll(known);
  }

  @Test
  void namesNoFlagThatDoesNotExist() {
    Set<String> known = settings().stream().map(Setting::flag).collect(Collectors.toSet());
    known.addAll(OTHER_FLAGS);
    assertThat(matches("(?<![A-Za-z0-9-])--[a-z][a-z0-9-]*").map(MatchResult::group))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  @Test
  void itsExampleLoads(@TempDir Path folder) throws Exception {
    String example =
        matches("(?s)```yaml\n(.*?)```").map(m -> m.group(1)).findFirst().orElseThrow();
    Files.writeString(folder.resolve("restauth.yaml"), example);
    Config config = new Loading(folder).config();
    assertThat(config.get(ListenSettings.PUBLIC_URL)).isPresent();
    assertThat(config.warnings()).isEmpty();
  }

  private Stream<MatchResult> matches(String pattern) {
    return Pattern.compile(pattern).matcher(document).results();
  }

  private static String read() {
    try {
      return Files.readString(Path.of("..", "docs", "configuration.md"));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }
}
