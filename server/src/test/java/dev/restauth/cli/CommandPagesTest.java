package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages and bash completion of the Debian package. They contain every command and flag. */
class CommandPagesTest {
  private static final CommandPages PAGES = CommandPages.ofProgram();

  @TempDir Path folder;

  @Test
  void everyCommandHasAPageWithItsArgumentsAndFlags() {
    Map<String, String> manual = PAGES.manual();
    assertThat(CommandTree.names())
        .hasSizeGreaterThan(40)
        .allSatisfy(
            name -> {
              String page = manual.get("restauth-" + name.replace(' ', '-') + ".1");
              assertThat(page).as(name).contains("\n.B restauth " + name.replace("-", "\\-"));
              assertThat(page).contains(CommandTree.arguments(name).split(" ", -1));
              assertThat(CommandTree.flags(name))
                  .allSatisfy(
                      flag -> assertThat(page).contains("\n.B " + flag.replace("-", "\\-")));
            });
  }

  @Test
  void pageOfTheProgramListsAllCommands() {
    String page = PAGES.manual().getOrDefault("restauth.1", "");
    assertThat(CommandTree.names())
        .allSatisfy(
            name ->
                assertThat(page)
                    .contains(
                        "\n.B restauth\\-" + name.replace(" ", "-").replace("-", "\\-") + "(1)\n"));
  }

  @Test
  void pagesHaveNoFormatsOfPicocliAndNoSecrets() {
    assertThat(PAGES.manual().values())
        .allSatisfy(
            page ->
                assertThat(page).doesNotContain("%n", "%%", "${", "@|", "\\-\\-master\\-key\n"));
  }

  @Test
  void completesCommandsAndFlags() throws Exception {
    assertThat(completed("restauth", "u")).containsExactly("user");
    assertThat(completed("restauth", "user", "set-")).contains("set-password", "set-attributes");
    assertThat(completed("restauth", "user", "create", "--ad")).containsExactly("--admin");
    assertThat(completed("restauth", "backup", "--js")).containsExactly("--json");
    assertThat(completed("restauth", "serve", "--password-p")).containsExactly("--password-policy");
    assertThat(completed("restauth", "serve", "--master-key")).containsExactly("--master-key-file");
    assertThat(completed("restauth", "backup", "/tmp/x")).isEmpty();
  }

  /** Returns the words that bash offers as completions of the last word. */
  private List<String> completed(String... words) throws Exception {
    Path script = Files.writeString(folder.resolve("restauth"), PAGES.completion());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "set -eu; . \"$0\"; COMP_WORDS=(%s) COMP_CWORD=%d; _restauth; printf '%%s\\n' \"${COMPREPLY[@]}\""
                    .formatted(String.join(" ", words), words.length - 1),
                script.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(printed).isZero();
    return printed.lines().filter(line -> !line.isEmpty()).toList();
  }
}
