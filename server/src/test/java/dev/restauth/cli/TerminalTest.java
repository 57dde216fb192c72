package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests are run with pipes, which nobody sees and nobody types into. */
class TerminalTest {
  @Test
  void knowsThatPipesAreNoTerminal() {
    Terminal terminal = Terminal.ofProcess();
    assertThat(terminal.errIsSeen().getAsBoolean()).isFalse();
    assertThat(terminal.person().present()).isFalse();
    assertThat(terminal.person().line()).isEmpty();
    assertThat(terminal.person().secret()).isEmpty();
    assertThat(terminal.workingDirectory()).isAbsolute();
  }
}
