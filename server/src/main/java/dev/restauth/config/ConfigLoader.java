package dev.restauth.config;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Loads a {@link Config} from flags, environment variables and the configuration file; earlier sources in
 * this list take precedence.
 */
public final class ConfigLoader {
  /**
   * The configuration file, the only setting of this package. It cannot be set in the file that it names.
   */
  static final Setting<Optional<String>> FILE =
      Setting.optional(
          "config",
          Group.FILES,
          ValueType.text("FILE", (text, machine) -> machine.existingName(text)),
          "./restauth.yaml if it exists",
          "Configuration file, YAML, at most 64 KB");

  private static final String DEFAULT_FILE = "restauth.yaml";

  private ConfigLoader() {}

  /** The environment of this process. Nothing else in the program reads it. */
  public static Map<String, String> environment() {
    return System.getenv();
  }

  /**
   * Reads and validates all settings. A host name other than localhost is looked up, to find out whether it
   * is loopback.
   *
   * @param catalog all settings
   * @param flags the flags of the command line, by {@link Setting#key}; {@code true} for a flag without a
   *     value
   * @param environment all variables; those that do not begin with RESTAUTH_ are ignored
   * @param workingDirectory the base of relative paths, including those in the configuration file
   * @throws ConfigException if there are problems; it has all of them
   */
  public static Config load(
      Catalog catalog,
      Map<String, String> flags,
      Map<String, String> environment,
      Path workingDirectory) {
    return load(catalog, flags, environment, Environment.at(workingDirectory));
  }

  /** Loads the configuration with another way to look up host names. */
  static Config load(
      Catalog catalog,
      Map<String, String> flags,
      Map<String, String> environment,
      Environment machine) {
    List<SettingProblem> problems = new ArrayList<>();
    Sources sources = new Sources(catalog, problems);
    List<GivenSetting> given = new ArrayList<>(sources.flags(flags));
    given.addAll(sources.variables(environment));
    Map<SecretVariable, Secret> secrets = sources.secrets(environment);

    Optional<String> file = file(new Values(given, machine), machine, problems);
    file.ifPresent(
        name -> given.addAll(new ConfigFile(name, sources, problems).read(machine.resolve(name))));

    return validated(catalog, new Values(given, machine), secrets, file, problems);
  }

  /** Reads all settings before it applies any rule, so that all problems are found. */
  private static Config validated(
      Catalog catalog,
      Values values,
      Map<SecretVariable, Secret> secrets,
      Optional<String> file,
      List<SettingProblem> problems) {
    Map<Setting<?>, Object> read = new LinkedHashMap<>();
    Map<Settings, Findings> findings = new LinkedHashMap<>();
    for (Settings part : catalog.parts()) {
      Findings found = new Findings(values);
      part.all().forEach(setting -> read.put(setting, values.read(setting, found.problems())));
      findings.put(part, found);
    }
    Config config = new Config(read, values.strongest(), secrets, file, List.of());
    findings.forEach((part, found) -> part.validate(config, found));
    findings.values().forEach(found -> problems.addAll(found.problems()));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    Warnings warnings = new Warnings();
    catalog.parts().forEach(part -> part.warn(config, warnings));
    return config.with(warnings);
  }

  private static Optional<String> file(
      Values values, Environment machine, List<SettingProblem> problems) {
    if (values.has(FILE)) {
      return values.read(FILE, problems);
    }
    // A link to a missing file is a mistake, too: without its settings the server would do
    // something else.
    return Optional.of(DEFAULT_FILE)
        .filter(name -> Files.exists(machine.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }
}
