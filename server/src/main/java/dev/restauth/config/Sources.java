package dev.restauth.config;

import dev.restauth.log.OneLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What flags and environment variables say, with every name that is not known as a problem. */
final class Sources {
  /** Known to the launcher, not to the server. */
  private static final String LAUNCHER_VARIABLE = "RESTAUTH_JAVA_OPTS";

  private final Catalog catalog;
  private final List<Problem> problems;

  Sources(Catalog catalog, List<Problem> problems) {
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
              setting.ifPresent(known -> given.add(GivenSetting.of(known, value, where)));
            });
    return given;
  }

  /** A blank variable counts as not set, as Compose files and unit files often leave one. */
  List<GivenSetting> variables(Map<String, String> environment) {
    List<GivenSetting> given = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              String where = "variable " + OneLine.escape(name);
              if (ours(name)) {
                Optional<Setting<?>> setting = variable(name, where);
                setting
                    .filter(_ -> !value.isBlank())
                    .ifPresent(known -> given.add(GivenSetting.of(known, value, where)));
              }
            });
    return given;
  }

  /** Secrets that variables hold, checked for their form. */
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
          new Problem(
              "variable " + secret.variable(),
              what + "; expected " + secret.expected() + " (its value is not shown)"));
      return Optional.empty();
    }
    return text.map(Secret::new);
  }

  /**
   * The setting of a key, or a problem that says which was meant.
   *
   * @param sign what a key is written with at this place
   */
  Optional<Setting<?>> key(String key, String where, String sign) {
    Optional<Setting<?>> known = catalog.ofKey(key);
    if (known.isEmpty()) {
      problems.add(
          new Problem(
              where,
              catalog.secrets().stream()
                  .filter(secret -> secret.key().equals(key))
                  .findFirst()
                  .map(SecretVariable::elsewhere)
                  .orElseGet(() -> unknown(key, sign))));
    }
    return known;
  }

  private String unknown(String key, String sign) {
    List<String> keys = catalog.all().stream().map(Setting::key).toList();
    return "there is no setting \""
        + OneLine.escape(key)
        + "\""
        + meant(NameSuggestion.to(key, keys).map(sign::concat));
  }

  private Optional<Setting<?>> variable(String name, String where) {
    Optional<Setting<?>> known = catalog.ofVariable(name);
    if (known.isEmpty()) {
      List<String> names = new ArrayList<>(catalog.all().stream().map(Setting::variable).toList());
      catalog.secrets().forEach(secret -> names.add(secret.variable()));
      names.add(LAUNCHER_VARIABLE);
      problems.add(
          new Problem(where, "there is no such setting" + meant(NameSuggestion.to(name, names))));
    }
    return known;
  }

  private static String meant(Optional<String> nearest) {
    return nearest
        .map(name -> "; did you mean " + name + "?")
        .orElse("; all are listed by serve --help");
  }

  private boolean ours(String name) {
    return name.startsWith(Setting.VARIABLE_PREFIX)
        && !name.equals(LAUNCHER_VARIABLE)
        && catalog.secrets().stream().noneMatch(secret -> secret.variable().equals(name));
  }
}
