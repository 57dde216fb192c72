package dev.restauth.cli;

import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whoever sits at this process's terminal. Java knows one where both input and output are one. */
final class ConsolePrompt implements Terminal.Person {

  @Override
  public boolean present() {
    return console().isPresent();
  }

  @Override
  public Optional<String> line() {
    return console().map(Console::readLine);
  }

  @Override
  public Optional<String> secret() {
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
