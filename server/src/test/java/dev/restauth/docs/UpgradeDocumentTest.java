package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Release notes in CHANGELOG.md and docs/upgrading.md: for each version they list what an operator
 * must do.
 */
class UpgradeDocumentTest {
  private static final Path STEPS =
      Path.of("src", "main", "resources", "dev", "restauth", "store", "sqlite");

  private final List<String> versions =
      Pattern.compile("^## ", Pattern.MULTILINE)
          .splitAsStream(Document.of("CHANGELOG.md").text())
          .skip(1)
          .toList();

  @Test
  void eachVersionBeginsWithWhatToDo() {
    assertThat(versions)
        .isNotEmpty()
        .allSatisfy(
            version ->
                assertThat(version.lines().skip(1).filter(line -> !line.isBlank()).findFirst())
                    .as(version.lines().findFirst().orElseThrow())
                    .contains("### Upgrade"));
  }

  @Test
  void theNewestSaysWhichSchemaItBrings() throws Exception {
    try (Stream<Path> steps = Files.list(STEPS)) {
      assertThat(versions.getFirst())
          .containsPattern(
              "The schema (changes from version \\d+ to|stays at\\s+version)\\s+"
                  + steps.count()
                  + "\\.");
    }
  }

  /** The part that operators read before an upgrade lists each deprecated setting. */
  @Test
  void namesDeprecatedSettings() {
    String upgrades = String.join("", versions);
    String page = Document.of("docs/upgrading.md").text();
    List<String> deprecated =
        Declarations.OURS.settings().all().stream()
            .filter(setting -> setting.description().contains("(deprecated: "))
            .map(setting -> "`" + setting.key() + "`")
            .toList();
    assertThat(deprecated).allSatisfy(key -> assertThat(upgrades).contains(key));
    assertThat(page.contains("No setting is deprecated today.")).isEqualTo(deprecated.isEmpty());
  }
}
