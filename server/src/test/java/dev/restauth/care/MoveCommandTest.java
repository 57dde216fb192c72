package dev.restauth.care;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.cli.Cli;
import dev.restauth.operator.Request;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoveCommandTest {
  private static final String SQLITE = "jdbc:sqlite:data/restauth.sqlite";
  private static final String POSTGRES = "jdbc:postgresql://db/restauth";

  private static Attempt.Result run(String... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = "migrate-database";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return new Attempt().in(Path.of("/srv/here")).run(words);
  }

  @Test
  void requestHasAbsolutePathsOfBothDatabases() {
    assertThat(run(SQLITE, POSTGRES).requests())
        .containsExactly(
            new Request(
                "migrate-database",
                Map.of("from", "jdbc:sqlite:/srv/here/data/restauth.sqlite", "to", POSTGRES)));
  }

  @Test
  void usersAndPasswordFilesOfBothAreAccepted() {
    Attempt.Result result =
        run(
            POSTGRES,
            "postgres://other/restauth",
            "--from-user",
            "miguel",
            "--from-password-file",
            "pw.txt",
            "--to-user",
            "susan",
            "--to-password-file",
            "/etc/pw.txt",
            "--verify-only");
    assertThat(result.requests())
        .containsExactly(
            new Request(
                "migrate-database",
                Map.of(
                    "from", POSTGRES,
                    "to", "postgres://other/restauth",
                    "from_user", "miguel",
                    "from_password_file", "/srv/here/pw.txt",
                    "to_user", "susan",
                    "to_password_file", "/etc/pw.txt",
                    "verify_only", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"postgres://miguel:secret@db/restauth", "jdbc:postgresql://db/x?password=secret"})
  void passwordInAUrlIsRefused(String url) {
    Attempt.Result result = run(SQLITE, url);
    assertThat(result.exitCode()).isEqualTo(Cli.USAGE);
    assertThat(result.err())
        .hasLineCount(1)
        .contains("--to-password-file")
        .doesNotContain("secret@", "=secret");
    assertThat(result.requests()).isEmpty();
  }

  @Test
  void bothDatabasesAreRequired() {
    assertThat(run(SQLITE).exitCode()).isEqualTo(Cli.USAGE);
    assertThat(run(SQLITE, POSTGRES, SQLITE).exitCode()).isEqualTo(Cli.USAGE);
  }

  /**
   * {@code restauth migrate-database} does not check these URLs. The server checks them when it
   * reads the setting.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"jdbc:sqlite::memory:", "jdbc:sqlite:file:x", "jdbc:sqlite:~/x", "x.sqlite"})
  void otherUrlsArePassedUnchanged(String url) {
    assertThat(run(url, POSTGRES).requests().getFirst().argument("from")).isEqualTo(url);
  }
}
