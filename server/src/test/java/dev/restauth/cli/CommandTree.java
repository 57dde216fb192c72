package dev.restauth.cli;

import dev.restauth.Declarations;
import dev.restauth.operator.Facts;
import dev.restauth.operator.Reply;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that the program declares. */
public final class CommandTree {
  /**
   * All commands. They are built only once, because tests read them some thousand times and never
   * change them.
   */
  private static final Map<String, CommandSpec> FORMS = forms();

  private CommandTree() {}

  /**
   * Returns the names of all commands that have no subcommands, such as {@code user create}, in the
   * order of the help.
   */
  public static List<String> names() {
    return List.copyOf(FORMS.keySet());
  }

  /** Returns the placeholders for a command's arguments, such as {@code NAME}, or a blank text. */
  public static String arguments(String name) {
    return form(name).positionalParameters().stream()
        .map(each -> each.arity().min() == 0 ? "[" + each.paramLabel() + "]" : each.paramLabel())
        .collect(Collectors.joining(" "));
  }

  /** Returns the long flags of a command, except --help and hidden flags. */
  public static Set<String> flags(String name) {
    return form(name).options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        // A hidden flag without a description is a secret. A hidden flag with a description is a
        // shared flag.
        .filter(option -> !option.hidden() || option.description().length > 0)
        .map(option -> option.longestName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns a command's full name and further words, as arguments. */
  public static String[] words(String name, String... more) {
    List<String> words = new ArrayList<>(Arrays.asList(name.split(" ", -1)));
    words.addAll(Arrays.asList(more));
    return words.toArray(String[]::new);
  }

  private static CommandSpec form(String name) {
    CommandSpec form = FORMS.get(name);
    if (form == null) {
      throw new AssertionError("no command " + name);
    }
    return form;
  }

  private static Map<String, CommandSpec> forms() {
    CommandLine root =
        Cli.commandLine(
            Declarations.OURS.settings(),
            new Attempt().terminal(new StringWriter(), new StringWriter()),
            flags -> Cli.OK,
            (flags, reach, request, progress) -> Reply.done(Facts.NONE),
            Declarations.OURS.commands());
    Map<String, CommandSpec> forms = new LinkedHashMap<>();
    collect("", root.getCommandSpec(), forms);
    return forms;
  }

  private static void collect(String before, CommandSpec group, Map<String, CommandSpec> forms) {
    group
        .subcommands()
        .forEach(
            (name, command) -> {
              CommandSpec form = command.getCommandSpec();
              if (form.subcommands().isEmpty()) {
                forms.put(before + name, form);
              } else {
                collect(before + name + " ", form, forms);
              }
            });
  }
}
