package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What flags and environment variables say, with every name that is not known as a problem. */
final class Sources {
  /**
   * Environment only: a flag shows in the process list, and a configuration file gets copied and
   * committed.
   */
  static final String MASTER_KEY = "master-key";

  static final String PREVIOUS_MASTER_KEY = "previous-master-key";

  static final String MASTER_KEY_VARIABLE = "RESTAUTH_MASTER_KEY";
  static final String PREVIOUS_MASTER_KEY_VARIABLE = "RESTAUTH_PREVIOUS_MASTER_KEY";

  /** Known to the launcher, not to the server. */
  private static final String LAUNCHER_VARIABLE = "RESTAUTH_JAVA_OPTS";

  private final List<Problem> problems;

  Sources(List<Problem> problems) {
    this.problems = problems;
  }

  /** The keys themselves, where variables hold them. */
  record MasterKeys(Optional<Secret> key, Optional<Secret> previous) {}

  List<Given> flags(Map<String, String> flags) {
    List<Given> given = new ArrayList<>();
    new TreeMap<>(flags)
        .forEach(
            (key, value) -> {
              String where = "flag --" + OneLine.escape(key);
              Optional<Setting> setting = key(key, where, "--");
              setting.ifPresent(known -> given.add(Given.of(known, value, where)));
            });
    return given;
  }

  /** A blank variable counts as not set, as Compose files and unit files often leave one. */
  List<Given> variables(Map<String, String> environment) {
    List<Given> given = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              String where = "variable " + OneLine.escape(name);
              if (ours(name)) {
                Optional<Setting> setting = variable(name, where);
                setting
                    .filter(_ -> !value.isBlank())
                    .ifPresent(known -> given.add(Given.of(known, value, where)));
              }
            });
    return given;
  }

  /**
   * The master keys, checked for their form. Unlike others they may not be blank: a key that got lost
   * must not pass for none.
   */
  MasterKeys masterKeys(Map<String, String> environment) {
    return new MasterKeys(
        masterKey(environment, MASTER_KEY_VARIABLE),
        masterKey(environment, PREVIOUS_MASTER_KEY_VARIABLE));
  }

  private Optional<Secret> masterKey(Map<String, String> environment, String variable) {
    Optional<String> text = Optional.ofNullable(environment.get(variable)).map(String::strip);
    if (text.isPresent() && !Values.isMasterKey(text.get())) {
      String what = text.get().isEmpty() ? "is set but empty" : "is not a master key";
      problems.add(
          new Problem(
              "variable " + variable,
              what + "; expected base64 of 32 bytes (its value is not shown)"));
      return Optional.empty();
    }
    return text.map(Secret::new);
  }

  /**
   * The setting of a key, or a problem that says which was meant.
   *
   * @param sign what a key is written with at this place
   */
  Optional<Setting> key(String key, String where, String sign) {
    Optional<Setting> known = Setting.ofKey(key);
    if (known.isEmpty()) {
      List<String> keys = Arrays.stream(Setting.values()).map(Setting::key).toList();
      problems.add(
          new Problem(
              where,
              key.equals(MASTER_KEY) || key.equals(PREVIOUS_MASTER_KEY)
                  ? elsewhere(key)
                  : "there is no setting \""
                      + OneLine.escape(key)
                      + "\""
                      + meant(Nearest.to(key, keys).map(sign::concat))));
    }
    return known;
  }

  private static String elsewhere(String key) {
    boolean previous = key.equals(PREVIOUS_MASTER_KEY);
    return "the "
        + (previous ? "previous " : "")
        + "master key is taken from the variable "
        + (previous ? PREVIOUS_MASTER_KEY_VARIABLE : MASTER_KEY_VARIABLE)
        + " or from a file named by "
        + key
        + "-file only";
  }

  private Optional<Setting> variable(String name, String where) {
    Optional<Setting> known = Setting.ofVariable(name);
    if (known.isEmpty()) {
      List<String> names =
          new ArrayList<>(Arrays.stream(Setting.values()).map(Setting::variable).toList());
      names.add(MASTER_KEY_VARIABLE);
      names.add(PREVIOUS_MASTER_KEY_VARIABLE);
      names.add(LAUNCHER_VARIABLE);
      problems.add(new Problem(where, "there is no such setting" + meant(Nearest.to(name, names))));
    }
    return known;
  }

  private static String meant(Optional<String> nearest) {
    return nearest
        .map(name -> "; did you mean " + name + "?")
        .orElse("; all are listed by serve --help");
  }

  private static boolean ours(String name) {
    return name.startsWith(Setting.VARIABLE_PREFIX)
        && !name.equals(MASTER_KEY_VARIABLE)
        && !name.equals(PREVIOUS_MASTER_KEY_VARIABLE)
        && !name.equals(LAUNCHER_VARIABLE);
  }
}
