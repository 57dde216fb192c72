package dev.restauth.config;

import java.util.List;
import java.util.stream.Collectors;

/** Signals that the configuration cannot be used. The message has one line for each problem. */
public final class ConfigException extends RuntimeException {
  private final transient List<SettingProblem> problems;

  /** Creates an exception with all problems, at least one. */
  public ConfigException(List<SettingProblem> problems) {
    super(problems.stream().map(SettingProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the order of flags, variables, file, rules between settings; never empty. */
  public List<SettingProblem> problems() {
    return problems;
  }
}
