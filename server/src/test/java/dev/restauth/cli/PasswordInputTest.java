package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.operator.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sources from which {@code restauth user create} reads the password. The command never prints the
 * password.
 */
class PasswordInputTest {
  private static final String PASSWORD = "correct hörse";

  @TempDir Path folder;

  @Test
  void asksTwice() {
    Attempt.Result result =
        new Attempt().typing(PASSWORD, PASSWORD).run("user", "create", "mi\u001bguel");
    assertCreated(result, "mi\u001bguel", PASSWORD);
    assertThat(result.err()).isEqualTo("Password for mi\\u001bguel: Repeat the password: ");
  }

  @Test
  void createsNothingIfThePasswordsDifferOrAreMissing() {
    for (List<String> typed :
        List.of(List.of(PASSWORD, "other"), List.of(PASSWORD), List.<String>of())) {
      Attempt.Result result =
          new Attempt().typing(typed.toArray(String[]::new)).run("user", "create", "miguel");
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("nothing was done");
      assertSilent(result);
    }
  }

  @Test
  void refusesAPasswordMangledByTheLocale() {
    Attempt.Result result = new Attempt().typing("h\ufffdrse").run("user", "create", "miguel");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("LC_ALL=C.UTF-8");
    assertSilent(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {PASSWORD, PASSWORD + "\n", PASSWORD + "\r\n", PASSWORD + "\nmore\n"})
  void readsTheFirstLine(String text) throws IOException {
    Files.writeString(folder.resolve("p"), text);
    assertCreated(
        new Attempt().in(folder).run("user", "create", "miguel", "--password-file", "p"),
        "miguel",
        PASSWORD);
    assertCreated(
        new Attempt().input(text).run("user", "create", "--password-file", "-", "miguel"),
        "miguel",
        PASSWORD);
  }

  @Test
  void readsAFileAtATerminalTooButPromptsInsteadOfReadingTypedInput() throws IOException {
    Files.writeString(folder.resolve("p"), PASSWORD);
    assertCreated(
        new Attempt().typing().in(folder).run("user", "create", "miguel", "--password-file=p"),
        "miguel",
        PASSWORD);
    assertCreated(
        new Attempt()
            .typing(PASSWORD, PASSWORD)
            .run("user", "create", "miguel", "--password-file", "-"),
        "miguel",
        PASSWORD);
  }

  @Test
  void readsAtMostFourKibibytes() {
    String longest = "x".repeat(4096);
    for (String end : List.of("", "\n", "\r\n")) {
      assertCreated(piped(longest + end), "miguel", longest);
      Attempt.Result longer = piped(longest + "x" + end);
      assertThat(longer.exitCode()).isEqualTo(2);
      assertThat(longer.err())
          .isEqualTo("restauth: the first line of standard input is longer than 4096 bytes\n");
      assertSilent(longer);
    }
    assertThat(piped("ö".repeat(2049)).exitCode()).isEqualTo(2);
  }

  @Test
  void refusesInvalidInput() throws IOException {
    for (String empty : List.of("", "\n", "\r\n", "\n" + PASSWORD)) {
      assertThat(piped(empty).exitCode()).isEqualTo(2);
      assertThat(piped(empty).err()).contains("the first line of standard input is empty");
    }
    Attempt.Result latin =
        new Attempt()
            .input(PASSWORD.getBytes(StandardCharsets.ISO_8859_1))
            .run("user", "create", "miguel", "--password-file", "-");
    assertThat(latin.exitCode()).isEqualTo(2);
    assertThat(latin.err()).contains("is not UTF-8");
    assertSilent(latin);

    assertThat(fromFile("none").err()).contains("there is no such file: none");
    assertThat(fromFile(".").err()).contains("cannot be read");
    assertThat(fromFile("").err()).contains("expected a path");
  }

  @Test
  void explainsTheFlagWithoutATerminal() {
    Attempt.Result result = new Attempt().input(PASSWORD).run("user", "create", "miguel");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).hasLineCount(1).contains("--password-file");
    assertSilent(result);
  }

  @Test
  void isNeverAnArgument() {
    for (String line :
        List.of(
            "miguel --password @",
            "miguel --password=@",
            "--password @ miguel",
            "--password=@",
            "--password @",
            "--password @ --password @ miguel",
            "miguel --pass @",
            "miguel -p @",
            "miguel -p=@",
            "miguel @",
            "miguel --json @ --data d")) {
      String[] words = ("user create " + line).replace("@", "hunter2").split(" ", -1);
      Attempt.Result result = new Attempt().typing(PASSWORD, PASSWORD).run(words);
      assertThat(result.exitCode()).as(line).isEqualTo(2);
      assertThat(result.err())
          .as(line)
          .contains("a password cannot be an argument", "--password-file")
          .doesNotContain("hunter2");
      assertSilent(result);
    }
  }

  @Test
  void hashesWithTheGivenSettings() {
    Attempt.Result result =
        new Attempt()
            .input(PASSWORD)
            .run(
                "user",
                "create",
                "miguel",
                "--password-file=-",
                "--password-policy=nist",
                "--argon2-memory=65536",
                "--argon2-iterations=3",
                "--argon2-parallelism=2");
    assertThat(result.flags())
        .containsExactly(
            Map.of(
                "password-policy", "nist",
                "argon2-memory", "65536",
                "argon2-iterations", "3",
                "argon2-parallelism", "2"));
  }

  @Test
  void isNotInTheTextOfAnyObject() {
    assertThat(new PasswordInput.Outcome.Given(PASSWORD).toString()).doesNotContain(PASSWORD);
    assertThat(
            new OperatorCommand.Prepared.Run(
                    new Request("user.create", Map.of("password", PASSWORD)))
                .toString())
        .doesNotContain(PASSWORD);
  }

  private static Attempt.Result piped(String text) {
    return new Attempt().input(text).run("user", "create", "miguel", "--password-file", "-");
  }

  private Attempt.Result fromFile(String name) {
    Attempt.Result result =
        new Attempt().in(folder).run("user", "create", "miguel", "--password-file", name);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.requests()).isEmpty();
    return result;
  }

  private static void assertCreated(Attempt.Result result, String name, String password) {
    assertThat(result.err() + result.out()).doesNotContain(password);
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.requests())
        .containsExactly(
            new Request("user.create", Map.of("username", name, "password", password)));
  }

  private static void assertSilent(Attempt.Result result) {
    assertThat(result.requests()).isEmpty();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).doesNotContain(PASSWORD);
  }
}
