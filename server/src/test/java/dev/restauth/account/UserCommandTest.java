package dev.restauth.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.cli.CommandTree;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import dev.restauth.operator.Request;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserCommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"show", "unlock", "disable", "enable"})
  void requestsTheNamedAccount(String command) {
    Attempt.Result result = new Attempt().run("user", command, "Miguel de la Peña");
    assertThat(result.exitCode()).isZero();
    assertThat(result.requests())
        .containsExactly(new Request("user." + command, Map.of("username", "Miguel de la Peña")));
  }

  @Test
  void acceptsANameThatBeginsWithADash() {
    assertThat(new Attempt().run("user", "show", "--json", "--", "--json").requests())
        .containsExactly(new Request("user.show", Map.of("username", "--json")));
    assertThat(new Attempt().run("user", "show", "-miguel").exitCode()).isEqualTo(2);
  }

  /** A service account has no password, so {@code restauth user create} does not ask for one. */
  @Test
  void requestsAServiceAccountWithItsOwner() {
    Attempt.Result alone = new Attempt().run("user", "create", "--service", "robot");
    assertThat(alone.requests())
        .containsExactly(
            new Request("user.create", Map.of("username", "robot", "service", "true")));
    assertThat(
            new Attempt()
                .run("user", "create", "--service", "--owner", "susan", "robot")
                .requests())
        .containsExactly(
            new Request(
                "user.create", Map.of("username", "robot", "service", "true", "owner", "susan")));
    for (String[] wrong :
        new String[][] {
          {"--service", "--admin", "robot"},
          {"--service", "--password-file", "-", "robot"},
          {"--service", "--owner", "", "robot"},
          {"--service", "--owner", "m\ufffdller", "robot"},
          {"--owner", "susan", "miguel"},
        }) {
      Attempt.Result refused = new Attempt().run(CommandTree.words("user create", wrong));
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
      assertThat(refused.err()).startsWith("restauth: flag --");
      assertThat(refused.requests()).isEmpty();
    }
  }

  /** After two dashes, {@code restauth user} would treat flags as user names. */
  @Test
  void saysThatFlagsGoBeforeTheTwoDashes() {
    for (String[] after :
        new String[][] {
          {"unlock", "--", "-rf", "--data", "D"},
          {"unlock", "--", "miguel", "--json"},
          {"unlock", "--json", "--", "miguel", "-h"},
          {"show", "--", "-rf", "--data=D"},
          {"create", "--", "miguel", "--password-file", "-"},
        }) {
      Attempt.Result refused = new Attempt().run(CommandTree.words("user", after));
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err())
          .isEqualTo(
              "restauth: an argument after -- is not a flag, even if it looks like one: put flags before --\n"
                  + "Try 'restauth user "
                  + after[0]
                  + " --help'.\n");
    }
    assertThat(new Attempt().run("user", "unlock", "--", "-rf", "miguel").err())
        .startsWith("restauth: there is one argument too many");
    assertThat(new Attempt().run("user", "unlock", "--data", "D", "--", "-rf").requests())
        .containsExactly(new Request("user.unlock", Map.of("username", "-rf")));
  }

  @Test
  void refusesAnEmptyNameAndOneMangledByTheLocale() {
    Attempt.Result empty = new Attempt().run("user", "show", "");
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).isEqualTo("restauth: NAME is empty: give a user name\n");

    Attempt.Result mangled = new Attempt().run("user", "close", "--yes", "m\ufffd\ufffdller");
    assertThat(mangled.exitCode()).isEqualTo(2);
    assertThat(mangled.err()).contains("LC_ALL=C.UTF-8");
    assertThat(mangled.requests()).isEmpty();
  }

  @Test
  void printsOneFactPerLine() {
    Reply reply =
        Reply.done(
            Facts.NONE
                .with("username", "miguel\u001b[31m")
                .with("id", 12)
                .with("sessions", List.of("a", "b")),
            "A note.");
    assertThat(new Attempt().reply(reply).run("user", "show", "miguel").out())
        .isEqualTo(
            """
            username: miguel\\u001b[31m
            id:       12
            sessions: a, b
            A note.
            """);
    assertThat(new Attempt().reply(reply).run("user", "enable", "miguel").out())
        .isEqualTo("A note.\n");
  }

  @Test
  void listsWithTheGivenFilters() {
    assertThat(new Attempt().run("user", "list").requests())
        .containsExactly(new Request("user.list", Map.of("limit", "100")));
    assertThat(
            new Attempt()
                .run(
                    "user", "list", "--state", "closed", "--limit", "7", "--after", "bob", "--",
                    "-b")
                .requests())
        .containsExactly(
            new Request(
                "user.list",
                Map.of("prefix", "-b", "state", "closed", "limit", "7", "after", "bob")));
    for (String[] wrong :
        new String[][] {
          {"--state", "gone"}, {"--limit", "0"}, {"--limit", "501"}, {"--limit", "x"}, {"a\ufffd"}
        }) {
      Attempt.Result refused = new Attempt().run(CommandTree.words("user list", wrong));
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).hasLineCount(1);
      assertThat(refused.requests()).isEmpty();
    }
  }

  @Test
  void printsAListAsATableOrAsAnArrayOfObjects() {
    Reply reply =
        new Reply.Done(
            Facts.list(
                List.of(
                    Facts.NONE.with("id", 9).with("username", "miguel").with("state", "active"),
                    Facts.NONE.with("id", 10).with("username", "Zoë\n").with("state", "closed"))),
            List.of("There are more."));
    assertThat(new Attempt().reply(reply).run("user", "list").out())
        .isEqualTo("9   miguel  active\n10  Zoë\\n    closed\nThere are more.\n");
    assertThat(new Attempt().reply(reply).run("user", "list", "--json").out())
        .isEqualTo(
            "[{\"id\":9,\"username\":\"miguel\",\"state\":\"active\"},"
                + "{\"id\":10,\"username\":\"Zo\\u00EB\\n\",\"state\":\"closed\"}]\n");
  }

  @Test
  void readsANewPasswordAsItReadsTheFirst() {
    Request expected =
        new Request("user.set-password", Map.of("username", "miguel", "password", "monty"));
    assertThat(
            new Attempt().typing("monty", "monty").run("user", "set-password", "miguel").requests())
        .containsExactly(expected);
    assertThat(
            new Attempt()
                .input("monty\n")
                .run("user", "set-password", "--password-file", "-", "miguel")
                .requests())
        .containsExactly(expected);
    Attempt.Result twoWords = new Attempt().run("user", "set-password", "miguel", "monty");
    assertThat(twoWords.exitCode()).isEqualTo(2);
    assertThat(twoWords.err()).contains("a password cannot be an argument").doesNotContain("monty");
    assertThat(
            new Attempt().typing("monty", "mony").run("user", "set-password", "miguel").requests())
        .isEmpty();
  }

  @Test
  void closesIfTheNameIsTypedAgain() {
    Attempt.Result result = new Attempt().typing("miguel").run("user", "close", "miguel");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Closing miguel cannot be undone").endsWith("to close it: ");
    assertThat(result.requests())
        .containsExactly(new Request("user.close", Map.of("username", "miguel")));
  }

  @Test
  void closesNothingIfAnotherNameOrNothingIsTyped() {
    for (String[] typed : new String[][] {{"Miguel"}, {""}, {}, {"y"}}) {
      Attempt.Result result = new Attempt().typing(typed).run("user", "close", "miguel");
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).contains("miguel was not closed");
      assertThat(result.requests()).isEmpty();
    }
  }

  @Test
  void closesWithoutATerminalOnlyIfConfirmed() {
    Attempt.Result refused = new Attempt().input("miguel\n").run("user", "close", "miguel");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("cannot be undone", "--yes");
    assertThat(refused.requests()).isEmpty();

    assertThat(new Attempt().run("user", "close", "miguel", "--yes").requests())
        .containsExactly(new Request("user.close", Map.of("username", "miguel")));
    assertThat(new Attempt().typing().run("user", "close", "miguel", "--yes").err()).isEmpty();
  }
}
