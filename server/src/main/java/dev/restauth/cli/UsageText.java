package dev.restauth.cli;

import dev.restauth.log.OneLine;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Describes the error in a command line without repeating any value. A mistyped command line may
 * contain a password, and a journal would store it.
 */
final class UsageText {
  private static final Pattern FLAG =
      Pattern.compile("(--[a-z][a-z0-9-]{0,60})(?:=.*)?", Pattern.DOTALL);
  private static final Pattern PASSWORD =
      Pattern.compile("(?:-p|--pass(?:word|wd)?)(?:=.*)?", Pattern.DOTALL);

  private UsageText() {}

  /** Returns the description, in one line. */
  static String of(ParameterException e, String[] arguments) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    boolean takesPassword = command.optionsMap().containsKey(PasswordInput.FILE);
    if (takesPassword && flags(arguments).anyMatch(word -> PASSWORD.matcher(word).matches())) {
      return PasswordInput.NEVER_AN_ARGUMENT;
    }
    return switch (e) {
      case UnmatchedArgumentException unmatched ->
          unknown(unmatched, arguments, command, takesPassword);
      // picocli's message contains the name of the missing argument, but no value.
      case MissingParameterException missing -> message(missing);
      case OverwrittenOptionException twice ->
          "the flag "
              + ((OptionSpec) twice.getOverwritten()).longestName()
              + " is given twice: leave one out";
      default -> otherwise(e);
    };
  }

  /**
   * Returns suggestions for a flag or a command that does not exist.
   *
   * @param harmless decides whether a command may be suggested
   */
  static List<String> suggestions(
      ParameterException e, String[] arguments, Predicate<CommandSpec> harmless) {
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()
        || isFlagTooLate(first(unmatched), arguments)) {
      return List.of();
    }
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String first = first(unmatched);
    Matcher flag = FLAG.matcher(first);
    if (flag.matches()) {
      return Suggestions.of(flag.group(1), SharedFlags.visible(command));
    }
    Map<String, CommandSpec> below = new TreeMap<>();
    command.subcommands().forEach((name, form) -> below.put(name, form.getCommandSpec()));
    below.values().removeIf(harmless.negate());
    List<String> near = Suggestions.of(first, below.keySet());
    return near.isEmpty() ? inOtherGroups(first, below, harmless) : near;
  }

  /**
   * Returns the commands with the name {@code word} in all groups, because the user may have left
   * out the group, as in {@code restauth create}.
   */
  private static List<String> inOtherGroups(
      String word, Map<String, CommandSpec> groups, Predicate<CommandSpec> harmless) {
    return groups.values().stream()
        .flatMap(
            group ->
                Stream.ofNullable(group.subcommands().get(word)).map(CommandLine::getCommandSpec))
        .filter(harmless)
        .map(CommandSpec::qualifiedName)
        .toList();
  }

  private static String first(UnmatchedArgumentException e) {
    List<String> unmatched = e.getUnmatched();
    return unmatched.isEmpty() ? "" : unmatched.getFirst();
  }

  /**
   * Returns whether the word looks like a flag but follows {@code --} (POSIX.1, section 12.2,
   * guideline 10).
   */
  private static boolean isFlagTooLate(String word, String[] arguments) {
    return word.startsWith("-")
        && Arrays.stream(arguments).dropWhile(each -> !each.equals("--")).anyMatch(word::equals)
        && flags(arguments).noneMatch(word::equals);
  }

  private static Stream<String> flags(String[] arguments) {
    return Arrays.stream(arguments).takeWhile(word -> !word.equals("--"));
  }

  private static String unknown(
      UnmatchedArgumentException e,
      String[] arguments,
      CommandSpec command,
      boolean takesPassword) {
    String first = first(e);
    if (isFlagTooLate(first, arguments)) {
      return "an argument after -- is not a flag, even if it looks like one: put flags before --";
    }
    Matcher flag = FLAG.matcher(first);
    if (flag.matches()) {
      return "there is no flag " + flag.group(1);
    }
    if (takesPassword) {
      return "there is one argument too many; " + PasswordInput.NEVER_AN_ARGUMENT;
    }
    if (!command.subcommands().isEmpty()) {
      return "there is no command \"" + OneLine.escape(first) + "\"";
    }
    return "there is one argument too many, or a flag that does not exist";
  }

  private static String otherwise(ParameterException e) {
    return Optional.ofNullable(e.getArgSpec())
        .map(
            spec ->
                spec.isOption()
                    ? "flag " + String.join(", ", ((OptionSpec) spec).names())
                    : spec.paramLabel())
        .map(name -> name + " is not used correctly")
        .orElse("the command line is not correct");
  }

  private static String message(ParameterException e) {
    return OneLine.escape(Objects.requireNonNullElse(e.getMessage(), ""));
  }
}
