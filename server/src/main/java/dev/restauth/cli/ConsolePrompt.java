package dev.restauth.cli;

import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The prompt on the terminal of this process. Java provides a console only if both standard input
 * and standard output are terminals.
 */
final class ConsolePrompt implements Terminal.Prompt {

  @Override
  public boolean isInteractive() {
    return console().isPresent();
  }

  @Override
  public Optional<String> readLine() {
    return console().map(Console::readLine);
  }

  @Override
  public Optional<String> readSecret() {
    return console()
        .map(Console::readPassword)
        .map(
            typed -> {
              String secret = new String(typed);
              Arrays.fill(typed, ' ');
              return secret;
            });
  }

  private static Optional<Console> console() {
    @Nullable Console console = System.console();
    return Optional.ofNullable(console).filter(Console::isTerminal);
  }
}
