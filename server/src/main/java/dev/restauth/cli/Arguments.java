package dev.restauth.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;

/** What was given on the command line beside flags. */
public final class Arguments {
  /** What stands for bytes that are no text in the locale's encoding. */
  private static final char REPLACEMENT = '\uFFFD';

  /** What is wrong with a text that is {@link #mangled}; what has it goes before. */
  public static final String WRONG_LOCALE =
      "has characters that this locale cannot carry: set LC_ALL=C.UTF-8 and try again";

  /** What is wrong with a URL that {@link #hasPassword}; the flag to use follows. */
  public static final String SEEN_PASSWORD =
      "a password in the URL is seen by others in the list of processes: use ";

  private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)password=|//[^/@]*:[^/@]*@");

  private Arguments() {}

  /** The one thing that the command is about. */
  public static String about(ParseResult parsed) {
    return parsed.matchedPositionalValue(0, "");
  }

  /** All the things that it is about, where there may be several. */
  public static List<String> all(ParseResult parsed) {
    return parsed.matchedPositional(0).stringValues();
  }

  /**
   * Whether bytes were lost on the way here: Java reads arguments in the locale's encoding, and with
   * {@code LC_ALL=C} one name would silently become another.
   */
  public static boolean mangled(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /** Whether the URL of a database has one. */
  public static boolean hasPassword(String url) {
    return PASSWORD_IN_URL.matcher(url).find();
  }

  /** An absolute path; empty where the text names none. */
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
