package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The terminal, which tests replace by pipes. */
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
