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
   * Returns all problems, at least one. Problems with flags come first, then variables, the file,
   * and the rules between settings.
   */
  public List<SettingProblem> problems() {
    return problems;
  }
}
