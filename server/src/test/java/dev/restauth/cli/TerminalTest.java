package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests run with pipes instead of a terminal. */
class TerminalTest {
  @Test
  void pipesAreNotATerminal() {
    Terminal terminal = Terminal.ofProcess();
    assertThat(terminal.errIsTerminal().getAsBoolean()).isFalse();
    assertThat(terminal.prompt().isInteractive()).isFalse();
    assertThat(terminal.prompt().readLine()).isEmpty();
    assertThat(terminal.prompt().readSecret()).isEmpty();
    assertThat(terminal.workingDirectory()).isAbsolute();
  }
}
