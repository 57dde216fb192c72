package dev.restauth.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown if the configuration cannot be used. The message has one line for each problem. */
public final class ConfigException extends RuntimeException {
  private final transient List<SettingProblem> problems;

  /** Creates an exception with at least one problem. */
  public ConfigException(List<SettingProblem> problems) {
    super(problems.stream().map(SettingProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * Returns all problems, at least one. Problems with secrets in variables come first, then
   * problems with names of settings and with the file. Invalid values and broken rules follow, in
   * the order of the settings.
   */
  public List<SettingProblem> problems() {
    return problems;
  }
}
