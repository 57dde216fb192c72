package dev.restauth.cli;

import dev.restauth.config.Setting;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Settings as flags of a command, under the headings of their groups. */
final class SettingFlags {
  /**
   * No settings, and refused by the loader with the reason; known here so that picocli does not answer
   * with the secret on the terminal and in the journal.
   */
  private static final List<String> MASTER_KEYS = List.of("master-key", "previous-master-key");

  private SettingFlags() {}

  /** The settings of a group. */
  static List<Setting> in(Setting.Group group) {
    return Arrays.stream(Setting.values()).filter(setting -> setting.group() == group).toList();
  }

  /** Adds a flag for each. */
  static void add(CommandSpec command, Collection<Setting> settings) {
    int order = 0;
    for (Setting.Group group : Setting.Group.values()) {
      List<Setting> members = in(group).stream().filter(settings::contains).toList();
      if (!members.isEmpty()) {
        command.addArgGroup(group(group, members, order++));
      }
    }
    for (String secret : MASTER_KEYS) {
      command.addOption(
          OptionSpec.builder("--" + secret)
              .type(String.class)
              .arity("0..1")
              .fallbackValue("")
              .hidden(true)
              .build());
    }
  }

  private static ArgGroupSpec group(Setting.Group group, List<Setting> members, int order) {
    ArgGroupSpec.Builder builder =
        ArgGroupSpec.builder()
            .exclusive(false)
            .validate(false)
            .heading("%n" + group.title() + "%n")
            .order(order);
    members.forEach(setting -> builder.addArg(option(setting)));
    return builder.build();
  }

  private static OptionSpec option(Setting setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag())
            .type(String.class)
            .paramLabel(setting.metavar())
            .description(
                // picocli formats descriptions: a per cent sign would begin a variable.
                (setting.description() + ". Default: " + setting.defaultText()).replace("%", "%%"));
    return setting.isFlag()
        ? option.arity("0..1").fallbackValue("true").build()
        : option.arity("1").build();
  }

  /** What was given, by setting key. */
  static Map<String, String> of(ParseResult parsed) {
    Map<String, String> flags = new HashMap<>();
    for (Setting setting : Setting.values()) {
      if (parsed.hasMatchedOption(setting.flag())) {
        flags.put(setting.key(), parsed.matchedOptionValue(setting.flag(), ""));
      }
    }
    for (String secret : MASTER_KEYS) {
      if (parsed.hasMatchedOption("--" + secret)) {
        flags.put(secret, "");
      }
    }
    return flags;
  }
}
