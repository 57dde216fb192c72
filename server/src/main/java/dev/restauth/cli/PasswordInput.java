package dev.restauth.cli;

import dev.restauth.log.OneLine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * Reads a new password from a file, from standard input or from the terminal. A password is never
 * accepted as an argument: other users can see arguments in the list of processes, and the shell
 * stores them in its history.
 */
public final class PasswordInput {
  /** The flag that names a file. */
  public static final String FILE = "--password-file";

  static final String NEVER_AN_ARGUMENT =
      "a password cannot be an argument, because other users see arguments in the list of processes"
          + " and the shell stores them in its history: leave it out to be asked for it, or use "
          + FILE
          + " FILE (- for standard input)";

  private static final String STANDARD_INPUT = "-";
  private static final int LINE_BYTES_AT_MOST = 4096;

  /** The password, or the reason why there is none. */
  public sealed interface Outcome {
    /** A password was given. */
    record Given(String password) implements Outcome {
      /** Returns a text without the password. */
      @Override
      public String toString() {
        return "Given[…]";
      }
    }

    /**
     * No password was given.
     *
     * @param message one line that is safe for a terminal
     */
    record Missing(int exitCode, String message) implements Outcome {}
  }

  private PasswordInput() {}

  /**
   * Reads the password from the file that the flag names, or asks for it at the terminal. The file
   * {@code -} means standard input, unless there is a terminal at which the user can be asked.
   */
  public static Outcome read(String username, ParseResult parsed, Terminal terminal) {
    Optional<String> file = Optional.ofNullable(parsed.matchedOptionValue(FILE, null));
    boolean inFile = file.isPresent() && !file.get().equals(STANDARD_INPUT);
    if (!inFile && terminal.prompt().isInteractive()) {
      return ask(username, terminal);
    }
    return file.map(name -> read(name, terminal))
        .orElseGet(
            () ->
                unusable(
                    "there is no terminal on standard input and output to ask for a password: use "
                        + FILE
                        + " FILE (- for standard input)"));
  }

  private static Outcome ask(String username, Terminal terminal) {
    terminal.ask("Password for " + OneLine.escape(username) + ": ");
    Optional<String> first = terminal.prompt().readSecret();
    if (first.isEmpty()) {
      return new Outcome.Missing(Cli.FAILED, "no password was typed; nothing was done");
    }
    if (Arguments.mangled(first.get())) {
      return unusable("the password " + Arguments.WRONG_LOCALE);
    }
    terminal.ask("Repeat the password: ");
    return terminal.prompt().readSecret().equals(first)
        ? new Outcome.Given(first.get())
        : new Outcome.Missing(Cli.FAILED, "the two passwords differ; nothing was done");
  }

  private static Outcome read(String name, Terminal terminal) {
    if (name.equals(STANDARD_INPUT)) {
      return firstLine(terminal.in(), "standard input");
    }
    String shown = OneLine.escape(name);
    Optional<Path> path = Arguments.path(name, terminal);
    if (path.isEmpty()) {
      return unusable("flag " + FILE + ": expected a path");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path.get()))) {
      return firstLine(in, shown);
    } catch (NoSuchFileException missing) {
      return unusable("flag " + FILE + ": there is no such file: " + shown);
    } catch (IOException unreadable) {
      return unusable("flag " + FILE + ": the file cannot be read: " + shown);
    }
  }

  private static Outcome firstLine(InputStream in, String source) {
    try {
      byte[] line = lineOf(in);
      if (line.length > LINE_BYTES_AT_MOST) {
        return unusable(
            "the first line of " + source + " is longer than " + LINE_BYTES_AT_MOST + " bytes");
      }
      if (line.length == 0) {
        return unusable("the first line of " + source + " is empty; expected the password there");
      }
      return new Outcome.Given(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
    } catch (CharacterCodingException malformed) {
      return unusable("the first line of " + source + " is not UTF-8");
    } catch (IOException unreadable) {
      return unusable(source + " cannot be read");
    }
  }

  /**
   * Reads a line without its line break. If the line is too long, stops two bytes after the limit.
   */
  private static byte[] lineOf(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int read = in.read();
    while (read >= 0 && read != '\n' && line.size() <= LINE_BYTES_AT_MOST + 1) {
      line.write(read);
      read = in.read();
    }
    byte[] bytes = line.toByteArray();
    boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
    return carriageReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
  }

  private static Outcome unusable(String message) {
    return new Outcome.Missing(Cli.USAGE, message);
  }
}
