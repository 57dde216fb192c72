package dev.restauth.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.cli.Cli;
import dev.restauth.cli.CommandTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Comparison of docs/commands.md with every command and its flags. */
class CommandsDocumentTest {
  private static final String SHARED = "Common flags";
  private static final Document PAGE = Document.of("docs/commands.md");

  @TempDir Path folder;

  static List<String> operators() {
    return CommandTree.names().stream().filter(name -> !name.equals("serve")).toList();
  }

  @Test
  void hasASectionForEveryCommandInTheOrderOfHelp() {
    assertThat(PAGE.matches("^## restauth (.+)$").map(heading -> heading.group(1)))
        .containsExactlyElementsOf(
            CommandTree.names().stream()
                .map(name -> (name + " " + CommandTree.arguments(name)).strip())
                .toList());
    assertThat(PAGE.matches("^\\| \\[`(.+?)`\\]").map(row -> row.group(1)))
        .containsExactlyElementsOf(CommandTree.names());
  }

  @Test
  void listsTheSharedFlags() {
    assertThat(rowFlags(section(SHARED))).isEqualTo(with("--help", shared()));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void listsTheOtherFlagsOfEach(String command) {
    Set<String> own = new TreeSet<>(CommandTree.flags(command));
    own.removeAll(shared());
    assertThat(rowFlags(section(heading(command)))).isEqualTo(own);
  }

  @Test
  void namesNoFlagThatDoesNotExist() {
    Set<String> all =
        CommandTree.names().stream()
            .flatMap(name -> CommandTree.flags(name).stream())
            .collect(Collectors.toSet());
    assertThat(flags(PAGE)).isNotEmpty().isSubsetOf(with("--version", with("--help", all)));
  }

  @Test
  void showsValidCommandLines() throws IOException {
    for (String secret : List.of("key.txt", "pw.txt", "pepper.txt")) {
      Files.writeString(folder.resolve(secret), "a secret");
    }
    List<String> lines =
        PAGE.matches("(?:^\\$ .*|`)\\./restauth ([^|`\\n]+)").map(line -> line.group(1)).toList();
    assertThat(lines).hasSizeGreaterThan(10);
    for (String line : lines) {
      Attempt.Result result =
          new Attempt().in(folder).typing("miguel", "miguel").run(Attempt.words(line.strip()));
      assertThat(result.exitCode()).as(line + result.err()).isEqualTo(Cli.OK);
    }
  }

  @ParameterizedTest
  @MethodSource("operators")
  void showsAnExampleOfEach(String command) {
    assertThat(section(heading(command)).text()).contains("\n$ ./restauth " + command);
  }

  private static String heading(String command) {
    return ("restauth " + command + " " + CommandTree.arguments(command)).strip();
  }

  private static Document section(String heading) {
    String rest = PAGE.text().substring(PAGE.text().indexOf("\n## " + heading + "\n") + 1);
    int end = rest.indexOf("\n## ");
    return new Document(PAGE.path(), end < 0 ? rest : rest.substring(0, end));
  }

  private static Set<String> shared() {
    return operators().stream()
        .map(CommandTree::flags)
        .filter(flags -> flags.contains("--data"))
        .reduce(
            (some, others) -> {
              Set<String> both = new TreeSet<>(some);
              both.retainAll(others);
              return both;
            })
        .orElseThrow();
  }

  /** Returns the flags in the first cells of the section's tables. */
  private static Set<String> rowFlags(Document section) {
    return section.rows().stream()
        .map(List::getFirst)
        .flatMap(cell -> flags(new Document(section.path(), cell)).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> flags(Document text) {
    return text.matches("(?<![A-Za-z0-9-])--[a-z][a-z0-9-]*")
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> with(String one, Set<String> others) {
    return Stream.concat(Stream.of(one), others.stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
