package dev.restauth.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/** The positional arguments of a command line, and checks of argument values. */
public final class Arguments {
  /** Java's replacement for bytes that are not valid text in the locale's encoding. */
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * The message about an argument for which {@link #mangled} returns true. It follows the
   * argument's name.
   */
  public static final String WRONG_LOCALE =
      "has characters that this locale cannot represent: set LC_ALL=C.UTF-8 and try again";

  /**
   * The message about a URL for which {@link #hasPassword} returns true. The flag to use instead
   * follows the message.
   */
  public static final String PASSWORD_IS_VISIBLE =
      "a password in the URL is visible to other users in the list of processes: use ";

  private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)password=|//[^/@]*:[^/@]*@");

  private Arguments() {}

  /** Returns the first positional argument; empty if there is none. */
  public static String first(ParseResult parsed) {
    return parsed.matchedPositionalValue(0, "");
  }

  /** Returns the second positional argument; empty if there is none. */
  public static String second(ParseResult parsed) {
    return parsed.matchedPositionalValue(1, "");
  }

  /** Returns the values of a positional argument that may be repeated. */
  public static List<String> positionals(ParseResult parsed) {
    return parsed.matchedPositional(0).stringValues();
  }

  /**
   * Returns whether bytes of the text were lost. Java decodes arguments with the locale's encoding.
   * With {@code LC_ALL=C}, a name would silently become a different name.
   */
  public static boolean mangled(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /** Returns whether the URL of a database contains a password. */
  public static boolean hasPassword(String url) {
    return PASSWORD_IN_URL.matcher(url).find();
  }

  /** Returns the text as an absolute path; empty if the text is not a valid path. */
  public static Optional<Path> path(String text, Terminal terminal) {
    try {
      return text.isBlank()
          ? Optional.empty()
          : Optional.of(terminal.workingDirectory().resolve(text).normalize());
    } catch (InvalidPathException invalid) {
      return Optional.empty();
    }
  }
}
