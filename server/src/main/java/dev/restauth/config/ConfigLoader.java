package dev.restauth.config;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Loads a {@link Config} from flags, environment variables and the configuration file. Flags
 * override variables, and variables override the file.
 */
public final class ConfigLoader {
  /**
   * The configuration file, the only setting of this package. The file itself cannot contain this
   * setting.
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

  /** Returns the environment of this process, which no other class of the program reads. */
  public static Map<String, String> environment() {
    return System.getenv();
  }

  /**
   * Reads and validates all settings. Looks up the host names in settings, except localhost, to
   * find out whether they are loopback.
   *
   * @param catalog all settings
   * @param flags the flags of the command line, by {@link Setting#key}; {@code true} for a flag
   *     without a value
   * @param environment all variables; those that do not begin with RESTAUTH_ are ignored
   * @param workingDirectory the base of relative paths, including those in the configuration file
   * @throws ConfigException if there are problems; the exception contains all of them
   */
  public static Config load(
      Catalog catalog,
      Map<String, String> flags,
      Map<String, String> environment,
      Path workingDirectory) {
    return load(catalog, flags, environment, Environment.at(workingDirectory));
  }

  /**
   * Reads the settings even if there are problems. If a value is unusable, the setting has the
   * value of a weaker source, or its default. This method is for commands that need only a few
   * settings, such as the folder of a running server.
   *
   * @param needed the settings that must not have a problem
   * @return empty if one of the needed settings has a problem
   */
  public static Optional<Config> loadDespiteProblems(
      Catalog catalog,
      Map<String, String> flags,
      Map<String, String> environment,
      Path workingDirectory,
      Setting<?>... needed) {
    Environment machine = Environment.at(workingDirectory);
    List<SettingProblem> ignored = new ArrayList<>();
    Sources sources = new Sources(catalog, ignored);
    Given given = given(sources, flags, environment, machine, ignored);
    Values values = new Values(given.settings(), machine);
    Config config =
        new Config(
            read(catalog, setting -> values.read(setting, ignored)),
            values.strongest(),
            Map.of(),
            given.file(),
            List.of());
    return Optional.of(config).filter(_ -> values.allValid(needed));
  }

  /** The settings from all sources, the strongest source first, and the configuration file. */
  private record Given(List<GivenSetting> settings, Optional<String> file) {}

  private static Given given(
      Sources sources,
      Map<String, String> flags,
      Map<String, String> environment,
      Environment machine,
      List<SettingProblem> problems) {
    List<GivenSetting> given = new ArrayList<>(sources.flags(flags));
    given.addAll(sources.variables(environment));
    Optional<String> file = file(new Values(given, machine), machine, problems);
    file.ifPresent(
        name -> given.addAll(new ConfigFile(name, sources, problems).read(machine.resolve(name))));
    return new Given(given, file);
  }

  private static Map<Setting<?>, Object> read(
      Catalog catalog, Function<Setting<?>, Object> reading) {
    Map<Setting<?>, Object> read = new LinkedHashMap<>();
    catalog.all().forEach(setting -> read.put(setting, reading.apply(setting)));
    return read;
  }

  /** Loads the configuration with a replaceable look-up of host names. */
  static Config load(
      Catalog catalog,
      Map<String, String> flags,
      Map<String, String> environment,
      Environment machine) {
    List<SettingProblem> problems = new ArrayList<>();
    Sources sources = new Sources(catalog, problems);
    Map<SecretVariable, Secret> secrets = sources.secrets(environment);
    Given given = given(sources, flags, environment, machine, problems);
    return validated(
        catalog, new Values(given.settings(), machine), secrets, given.file(), problems);
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
    values.warnOfDeprecated(warnings);
    catalog.parts().forEach(part -> part.warn(config, warnings));
    return config.with(warnings);
  }

  private static Optional<String> file(
      Values values, Environment machine, List<SettingProblem> problems) {
    if (values.has(FILE)) {
      return values.read(FILE, problems);
    }
    // If the default file is a link to a missing file, it counts as given, so that loading it
    // fails. Otherwise, the server would ignore the operator's settings.
    return Optional.of(DEFAULT_FILE)
        .filter(name -> Files.exists(machine.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }
}
