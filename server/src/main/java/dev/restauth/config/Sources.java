package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads settings from flags and environment variables, and secrets from environment variables. An
 * unknown flag is a problem, and so is an unknown variable that begins with {@code RESTAUTH_}.
 */
final class Sources {
  /** A variable that only the launcher uses; the server ignores it. */
  private static final String LAUNCHER_VARIABLE = "RESTAUTH_JAVA_OPTS";

  private final Catalog catalog;
  private final List<SettingProblem> problems;

  Sources(Catalog catalog, List<SettingProblem> problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  List<GivenSetting> flags(Map<String, String> flags) {
    List<GivenSetting> given = new ArrayList<>();
    new TreeMap<>(flags)
        .forEach(
            (key, value) -> {
              String where = "flag --" + OneLine.escape(key);
              Optional<Setting<?>> setting = key(key, where, "--");
              setting.ifPresent(found -> given.add(GivenSetting.of(found, value, where)));
            });
    return given;
  }

  /**
   * Returns the settings in variables, and ignores secrets and all variables without the prefix
   * {@code RESTAUTH_}. A blank variable of a setting counts as not set, because Compose files and
   * unit files often contain such variables.
   */
  List<GivenSetting> variables(Map<String, String> environment) {
    List<GivenSetting> given = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              String where = "variable " + OneLine.escape(name);
              if (isSetting(name)) {
                Optional<Setting<?>> setting = variable(name, where);
                setting
                    .filter(_ -> !value.isBlank())
                    .ifPresent(found -> given.add(GivenSetting.of(found, value, where)));
              }
            });
    return given;
  }

  /**
   * Returns the secrets in variables, without blanks around them. Leaves out a secret that is empty
   * or has the wrong form, and adds a problem for it.
   */
  Map<SecretVariable, Secret> secrets(Map<String, String> environment) {
    Map<SecretVariable, Secret> secrets = new HashMap<>();
    for (SecretVariable each : catalog.secrets()) {
      secret(environment, each).ifPresent(secret -> secrets.put(each, secret));
    }
    return secrets;
  }

  private Optional<Secret> secret(Map<String, String> environment, SecretVariable secret) {
    Optional<String> text =
        Optional.ofNullable(environment.get(secret.variable())).map(String::strip);
    if (text.isPresent() && !secret.form().test(text.get())) {
      String what = text.get().isEmpty() ? "is set but empty" : "is not " + secret.kind();
      problems.add(
          new SettingProblem(
              "variable " + secret.variable(),
              what + "; expected " + secret.expected() + " (its value is not shown)"));
      return Optional.empty();
    }
    return text.map(Secret::new);
  }

  /**
   * Returns the setting with this key. If there is none, adds a problem, which suggests a similar
   * key if there is one. If the key is that of a secret, the problem says how to pass the secret.
   *
   * @param where the flag, or the place in the configuration file, for the problem
   * @param sign the prefix of a key in this source, such as {@code --}
   */
  Optional<Setting<?>> key(String key, String where, String sign) {
    Optional<Setting<?>> setting = catalog.ofKey(key);
    if (setting.isEmpty()) {
      problems.add(
          new SettingProblem(
              where,
              catalog.secrets().stream()
                  .filter(secret -> secret.key().equals(key))
                  .findFirst()
                  .map(SecretVariable::misplacedMessage)
                  .orElseGet(() -> unknown(key, sign))));
    }
    return setting;
  }

  private String unknown(String key, String sign) {
    List<String> keys = catalog.all().stream().map(Setting::key).toList();
    return "there is no setting \""
        + OneLine.escape(key)
        + "\""
        + suggestion(NameSuggestion.to(key, keys).map(sign::concat));
  }

  private Optional<Setting<?>> variable(String name, String where) {
    Optional<Setting<?>> setting = catalog.ofVariable(name);
    if (setting.isEmpty()) {
      List<String> names = new ArrayList<>(catalog.all().stream().map(Setting::variable).toList());
      catalog.secrets().forEach(secret -> names.add(secret.variable()));
      names.add(LAUNCHER_VARIABLE);
      problems.add(
          new SettingProblem(
              where, "there is no such setting" + suggestion(NameSuggestion.to(name, names))));
    }
    return setting;
  }

  private static String suggestion(Optional<String> nearest) {
    return nearest
        .map(name -> "; did you mean " + name + "?")
        .orElse("; serve --help lists all settings");
  }

  private boolean isSetting(String name) {
    return name.startsWith(Setting.VARIABLE_PREFIX)
        && !name.equals(LAUNCHER_VARIABLE)
        && catalog.secrets().stream().noneMatch(secret -> secret.variable().equals(name));
  }
}
