package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.Declarations;
import dev.restauth.store.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Comparison of ARCHITECTURE.md with the program: every package, every table, and only names
 * that exist. {@link dev.restauth.ArchitectureTest} compares the packages that each package calls.
 */
class ArchitectureDocumentTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  @Test
  void namesEveryPackageAndNoOther() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      assertThat(
              Document.of("ARCHITECTURE.md")
                  .matches("^\\| `(dev\\.restauth[a-z0-9.]*)` \\|")
                  .map(row -> row.group(1)))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .filter(file -> file.endsWith("package-info.java"))
                  .map(file -> Objects.requireNonNull(SOURCES.relativize(file).getParent()))
                  .map(folder -> folder.toString().replace('/', '.'))
                  .toList());
    }
  }

  @Test
  void namesOnlyExistingClasses() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      Set<String> there =
          files
              .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
              .collect(Collectors.toSet());
      assertThat(
              Document.of("ARCHITECTURE.md")
                  .matches("`([A-Z][a-z]+[A-Za-z]*)(?:\\.[a-z]\\w+)?`")
                  .map(name -> name.group(1)))
          .hasSizeGreaterThan(20)
          .filteredOn(name -> !there.contains(name))
          .isEmpty();
    }
  }

  @Test
  void namesOnlyExistingMembers() throws IOException {
    Map<String, String> sources;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .collect(
                  Collectors.toMap(
                      file -> String.valueOf(file.getFileName()).replace(".java", ""),
                      file -> Document.of(Path.of("server").resolve(file)).text(),
                      String::concat)); // some packages have classes of the same name
    }
    assertThat(
            Document.of("ARCHITECTURE.md")
                .matches("`([A-Z][a-z]+[A-Za-z]*)\\.([a-z]\\w+)`")
                .filter(
                    named ->
                        Optional.ofNullable(sources.get(named.group(1)))
                            .filter(text -> text.contains(" " + named.group(2) + "("))
                            .isEmpty())
                .map(MatchResult::group))
        .isEmpty();
  }

  @Test
  void listsEveryTable() {
    String data =
        Document.of("ARCHITECTURE.md")
            .text()
            .replaceFirst("(?s).*\\n## Data\\n", "")
            .replaceFirst("(?s)\\n## .*", "");
    assertThat(
            Pattern.compile("(?m)^\\| (`[a-z_`, ]+`) \\|")
                .matcher(data)
                .results()
                .flatMap(row -> Stream.of(row.group(1).replace("`", "").split(", "))))
        .containsExactlyInAnyOrderElementsOf(
            Declarations.OURS.schema().tables().stream()
                .map(Table::name)
                // Table of the Flyway library.
                .filter(name -> !name.equals("flyway_schema_history"))
                .toList());
  }

  @Test
  void decisionsAreNumberedWithoutGaps() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("..", "docs", "decisions"))) {
      var numbers =
          files.map(file -> file.getFileName().toString().substring(0, 4)).sorted().toList();
      assertThat(numbers)
          .isEqualTo(
              Stream.iterate(1, n -> n + 1).limit(numbers.size()).map("%04d"::formatted).toList());
    }
  }
}
