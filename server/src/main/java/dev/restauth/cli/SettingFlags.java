package dev.restauth.cli;

import dev.restauth.config.Catalog;
import dev.restauth.config.Group;
import dev.restauth.config.SecretVariable;
import dev.restauth.config.Setting;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Settings as flags of a command, grouped under headings. */
final class SettingFlags {
  private SettingFlags() {}

  /**
   * Adds a flag for each setting. The loader refuses secrets as flags, and gives the reason. Flags
   * for secrets are declared nevertheless: otherwise picocli would print the secret, as an unknown
   * argument, to the terminal and the journal.
   *
   * @param settings the settings that the command accepts
   */
  static void add(CommandSpec command, Catalog catalog, Collection<Setting<?>> settings) {
    int order = 0;
    for (Group group : Group.values()) {
      List<Setting<?>> members = catalog.in(group).stream().filter(settings::contains).toList();
      if (!members.isEmpty()) {
        command.addArgGroup(group(group, members, order++));
      }
    }
    for (SecretVariable secret : catalog.secrets()) {
      command.addOption(
          OptionSpec.builder("--" + secret.key())
              .type(String.class)
              .arity("0..1")
              .fallbackValue("")
              .hidden(true)
              .build());
    }
  }

  /**
   * Adds a flag for each setting, except those for files and the database, which are shared flags.
   * The help does not list the flags that this method adds.
   */
  static void addUnlisted(CommandSpec command, Catalog catalog) {
    List<Setting<?>> shared = catalog.in(Group.FILES);
    for (Setting<?> setting : catalog.all()) {
      if (!shared.contains(setting)) {
        command.addOption(builder(setting).description(new String[0]).hidden(true).build());
      }
    }
  }

  private static ArgGroupSpec group(Group group, List<Setting<?>> members, int order) {
    ArgGroupSpec.Builder builder =
        ArgGroupSpec.builder()
            .exclusive(false)
            .validate(false)
            .heading("%n" + group.title() + "%n")
            .order(order);
    members.forEach(setting -> builder.addArg(option(setting)));
    return builder.build();
  }

  private static OptionSpec option(Setting<?> setting) {
    return builder(setting).build();
  }

  /** Returns the flag for a setting. */
  static OptionSpec.Builder builder(Setting<?> setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag())
            .type(String.class)
            .paramLabel(setting.metavar())
            .description(
                // picocli formats descriptions, in which a percent sign begins a variable.
                (setting.description() + ". Default: " + setting.defaultText()).replace("%", "%%"));
    return setting.isFlag() ? option.arity("0..1").fallbackValue("true") : option.arity("1");
  }

  /**
   * Returns the values given as flags, by setting key. The value of a secret is always empty: the
   * loader needs only its key for the refusal.
   */
  static Map<String, String> of(ParseResult parsed, Catalog catalog) {
    Map<String, String> flags = new HashMap<>();
    for (Setting<?> setting : catalog.all()) {
      if (parsed.hasMatchedOption(setting.flag())) {
        flags.put(setting.key(), parsed.matchedOptionValue(setting.flag(), ""));
      }
    }
    for (SecretVariable secret : catalog.secrets()) {
      if (parsed.hasMatchedOption("--" + secret.key())) {
        flags.put(secret.key(), "");
      }
    }
    return flags;
  }
}
