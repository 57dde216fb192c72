package dev.restauth.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a {@link Config} from what flags, environment variables and the configuration file say, in
 * this order of strength.
 */
public final class ConfigLoader {
  private static final String STANDARD_FILE = "restauth.yaml";

  private ConfigLoader() {}

  /** The environment of this process. Nothing else in the program reads it. */
  public static Map<String, String> environment() {
    return System.getenv();
  }

  /**
   * Reads and checks everything. A host name other than localhost is looked up, to learn whether it
   * is loopback.
   *
   * @param flags what was given on the command line, by {@link Setting#key}; {@code true} for a
   *     flag without a value
   * @param environment all variables; those that do not begin with RESTAUTH_ are ignored
   * @param workingDirectory where relative paths begin, those in the configuration file too
   * @throws ConfigException with all problems at once
   */
  public static Config load(
      Map<String, String> flags, Map<String, String> environment, Path workingDirectory) {
    return load(flags, environment, workingDirectory, ConfigLoader::lookUp);
  }

  /**
   * The same with another way of looking up names.
   *
   * @param names all addresses of a host name; none where it is unknown
   */
  static Config load(
      Map<String, String> flags,
      Map<String, String> environment,
      Path workingDirectory,
      Function<String, List<InetAddress>> names) {
    List<Problem> problems = new ArrayList<>();
    Sources sources = new Sources(problems);
    List<Given> given = new ArrayList<>(sources.flags(flags));
    given.addAll(sources.variables(environment));
    Sources.MasterKeys masterKeys = sources.masterKeys(environment);
    Paths paths = new Paths(workingDirectory);

    Optional<String> file = file(new Values(given, problems), paths);
    file.ifPresent(
        name -> given.addAll(new ConfigFile(name, sources, problems).read(paths.resolve(name))));

    return new Assembly(new Values(given, problems), paths, names)
        .config(masterKeys, file, problems);
  }

  private static Optional<String> file(Values values, Paths paths) {
    if (values.has(Setting.CONFIG)) {
      return values.one(Setting.CONFIG, paths::existingName);
    }
    return Optional.of(STANDARD_FILE).filter(name -> Files.exists(paths.resolve(name)));
  }

  private static List<InetAddress> lookUp(String name) {
    try {
      return Arrays.asList(InetAddress.getAllByName(name));
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }
}
