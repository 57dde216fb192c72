package dev.restauth.cli;

import dev.restauth.config.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code restauth serve}: its flags are the settings, all of them and no others. */
final class ServeCommand {
  private static final int WIDTH = 100;

  /**
   * No setting, and refused by the loader with the reason; known here so that picocli does not answer
   * with the secret on the terminal and in the journal.
   */
  private static final String MASTER_KEY = "master-key";

  private ServeCommand() {}

  static CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("serve").mixinStandardHelpOptions(true);
    int order = 0;
    for (Setting.Group group : Setting.Group.values()) {
      spec.addArgGroup(group(group, order++));
    }
    spec.addOption(
        OptionSpec.builder("--" + MASTER_KEY)
            .type(String.class)
            .arity("0..1")
            .fallbackValue("")
            .hidden(true)
            .build());
    spec.usageMessage()
        .description(
            "Runs the server until it is told to stop (SIGTERM or Ctrl-C).",
            "Each flag is also a key in restauth.yaml and a variable RESTAUTH_…;"
                + " flags win over variables over the file.")
        .width(WIDTH)
        .abbreviateSynopsis(true);
    return spec;
  }

  private static ArgGroupSpec group(Setting.Group group, int order) {
    ArgGroupSpec.Builder builder =
        ArgGroupSpec.builder()
            .exclusive(false)
            .validate(false)
            .heading("%n" + group.title() + "%n")
            .order(order);
    List<OptionSpec> options = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (setting.group() == group) {
        options.add(option(setting));
      }
    }
    options.forEach(builder::addArg);
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

  static Map<String, String> flags(ParseResult serve) {
    Map<String, String> flags = new HashMap<>();
    for (Setting setting : Setting.values()) {
      if (serve.hasMatchedOption(setting.flag())) {
        flags.put(setting.key(), serve.matchedOptionValue(setting.flag(), ""));
      }
    }
    if (serve.hasMatchedOption("--" + MASTER_KEY)) {
      flags.put(MASTER_KEY, "");
    }
    return flags;
  }
}
