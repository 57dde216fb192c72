package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages for mistyped commands, and for too many or too few arguments. */
class MistypedCommandTest {
  private static final String SECRET = "hunter2";

  /** The commands with positional arguments. */
  private static final Set<String> ABOUT_SEVERAL =
      Set.of(
          "adopt keycloak",
          "adopt auth0",
          "migrate-database",
          "org add",
          "org remove",
          "org rename",
          "role assign",
          "role take",
          "user set-attributes");

  static List<String> all() {
    return CommandTree.names();
  }

  @Test
  void suggestsTheIntendedCommand() {
    Attempt.Result result = new Attempt().run("bakcup", "f");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("restauth: there is no command \"bakcup\"\n")
        .contains("backup");
    assertThat(new Attempt().run("user", "\u001b[2J").err()).contains("\\u001b[2J");
  }

  @ParameterizedTest
  @CsvSource({
    "user show --jsno miguel, --json",
    "user show --dat d miguel, --data",
    "user create --pasword-file f miguel, --password-file",
    "user close --yess miguel, --yes",
    "serve --prot 5000, --port",
    "serve --data-dir d, --data",
    "serve --tls-cert c, --tls-certificate",
    "serve --hostname h, --host",
    "usr list, user",
    "sevre, serve",
    "users, user",
    "service-keys list, service-key",
    "user crate miguel, create",
    "user lst, list",
    "create miguel, restauth client create or restauth org create or restauth service-key create or restauth user create"
  })
  void suggestsTheIntendedWord(String line, String meant) {
    Attempt.Result result = new Attempt().run(line.split(" "));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).containsOnlyOnce("Did you mean ").contains("Did you mean " + meant);
  }

  @ParameterizedTest
  @CsvSource({"serve --wibble x", "user show --xyz miguel", "frobnicate", "user remove miguel"})
  void suggestsNothingIfNothingIsNear(String line) {
    assertThat(new Attempt().run(line.split(" ")).err()).doesNotContain("Did you mean");
  }

  /**
   * A destructive command is never suggested, because users may run a suggestion without reading
   * it.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "user clse",
        "user closed",
        "user disabled",
        "user end-session",
        "user remove-factor",
        "user endsessions",
        "service-key delet",
        "service-key remove",
        "org delet",
        "org remov",
        "org renove",
        "role tak",
        "user uninvit",
        "user uinvite",
        "key revok",
        "key revoked",
        "restor",
        "restored",
        "store",
        "after-restor",
        "close miguel",
        "delete"
      })
  void suggestsNoDestructiveCommand(String line) {
    assertThat(new Attempt().run(line.split(" ")).err())
        .doesNotContain(
            "close?",
            "delete?",
            "revoke?",
            "restore?",
            "disable?",
            "end-sessions?",
            "remove-factors?",
            "remove?",
            "take?",
            "uninvite?",
            "close or");
  }

  @ParameterizedTest
  @MethodSource("all")
  void doesNotPrintTheValueOfAnUnknownFlagOrArgument(String command) {
    for (String[] more :
        new String[][] {
          {"--passwrod=" + SECRET},
          {"--passwrod", SECRET},
          {"-x" + SECRET},
          {"one", SECRET},
          {"--" + SECRET.toUpperCase(Locale.ROOT) + "=" + SECRET},
        }) {
      if (more[0].equals("one") && ABOUT_SEVERAL.contains(command)) {
        continue;
      }
      Attempt.Result result = new Attempt().run(CommandTree.words(command, more));
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).startsWith("restauth: ").doesNotContainIgnoringCase(SECRET);
      assertThat(result.err()).endsWith("Try 'restauth " + command + " --help'.\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json=" + SECRET, "--help=" + SECRET})
  void doesNotPrintAValueOfAFlagWithoutValue(String flag) {
    Attempt.Result result = new Attempt().run("user", "show", "miguel", flag);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(flag.substring(0, flag.indexOf('='))).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user show",
        "user close",
        "key revoke",
        "backup",
        "restore",
        "after-restore",
        "build-blocklist",
        "dev fill"
      })
  void namesTheMissingArgument(String command) {
    Attempt.Result result = new Attempt().run(CommandTree.words(command));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(CommandTree.arguments(command)).contains("--help");
  }
}
