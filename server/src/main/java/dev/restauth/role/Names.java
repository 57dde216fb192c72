package dev.restauth.role;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names of roles and scopes. RFC 6749 section 3.3 allows all of their characters in any
 * position.
 */
public final class Names {
  /** The rule for names, for error messages. */
  public static final String RULE =
      "a name has 1 to 64 of the characters a to z, 0 to 9, colon, dot, dash and underscore";

  private static final Pattern NAME = Pattern.compile("[a-z0-9:_.-]{1,64}");

  private Names() {}

  /** Returns whether a text is a valid name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches()
        && !text.equals(".")
        && !text.equals(".."); // these cannot be path segments
  }

  /** Parses names that are separated by single spaces. Returns empty if any name is invalid. */
  public static Optional<Set<String>> parse(String text) {
    Set<String> names = new TreeSet<>(Arrays.asList(text.split(" ", -1)));
    return names.stream().allMatch(Names::isName) ? Optional.of(names) : Optional.empty();
  }
}
