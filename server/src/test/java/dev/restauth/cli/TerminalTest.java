package dev.restauth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.restauth.ServerProcess;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The terminal of a command, tested with pipes in its place. */
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

  /** Runs {@code restauth --help} for a reader that closes the pipe early, like {@code head -3}. */
  @Test
  void commandEndsQuietlyIfTheReaderOfItsResultHasEnded() throws Exception {
    List<String> command = new ArrayList<>(ServerProcess.java("dev.restauth.Main"));
    command.add("--help");
    Process process = new ProcessBuilder(command).start();
    process.getInputStream().close();

    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEmpty();
    assertThat(process.waitFor()).isEqualTo(141);
  }

  @Test
  void commandFailsIfItsResultCannotBeStored() throws Exception {
    assumeThat(Path.of("/dev/full")).exists(); // not on macOS
    List<String> command = new ArrayList<>(ServerProcess.java("dev.restauth.Main"));
    command.add("--help");
    Process process = new ProcessBuilder(command).redirectOutput(new File("/dev/full")).start();

    assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("restauth: the result could not be written to standard output\n");
    assertThat(process.waitFor()).isEqualTo(1);
  }
}
