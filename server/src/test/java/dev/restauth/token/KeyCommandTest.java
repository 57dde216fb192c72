package dev.restauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.restauth.cli.Attempt;
import dev.restauth.cli.CommandTree;
import dev.restauth.operator.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandTest {
  private static final String SECRET = "hunter2";

  @ParameterizedTest
  @ValueSource(strings = {"list", "rewrap"})
  void asksWithoutArguments(String command) {
    assertThat(new Attempt().run("key", command).requests())
        .containsExactly(new Request("key." + command, Map.of()));
  }

  @Test
  void rotatesImmediatelyOnlyWithTheFlag() {
    assertThat(new Attempt().run("key", "rotate").requests())
        .containsExactly(new Request("key.rotate", Map.of("at_once", "false")));
    assertThat(new Attempt().run("key", "rotate", "--at-once").requests())
        .containsExactly(new Request("key.rotate", Map.of("at_once", "true")));
  }

  @Test
  void revokesAKeyThatBeginsWithADash() {
    assertThat(new Attempt().run("key", "revoke", "--", "-a_B").requests())
        .containsExactly(new Request("key.revoke", Map.of("kid", "-a_B")));
    assertThat(new Attempt().run("key", "revoke", "-a_B").exitCode()).isEqualTo(2);

    Attempt.Result empty = new Attempt().run("key", "revoke", "");
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err()).hasLineCount(1).startsWith("restauth: KID is empty");
    assertThat(empty.requests()).isEmpty();
  }

  @Test
  void previousMasterKeyIsNotPassedOn() {
    for (String[] flag :
        new String[][] {
          {"--previous-master-key=" + SECRET}, {"--previous-master-key", SECRET},
        }) {
      Attempt.Result result =
          new Attempt().run(flag.length == 1 ? words(flag[0]) : words(flag[0], flag[1]));
      assertThat(result.flags()).containsExactly(Map.of("previous-master-key", ""));
      assertThat(result.out() + result.err()).isEmpty();
    }
  }

  private static String[] words(String... more) {
    return CommandTree.words("key rewrap", more);
  }
}
