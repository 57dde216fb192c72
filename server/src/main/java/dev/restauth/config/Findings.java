package dev.restauth.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The input and the results of the rules between settings: the settings that were given, and the
 * problems that were found.
 */
public final class Findings {
  private final Values values;
  private final List<SettingProblem> problems = new ArrayList<>();

  Findings(Values values) {
    this.values = values;
  }

  /** Returns whether any source gives the setting. */
  public boolean given(Setting<?> setting) {
    return values.has(setting);
  }

  /**
   * Returns whether none of these settings has had a problem so far. A rule checks this first, so
   * that a mistake is reported only once.
   */
  public boolean allValid(Setting<?>... settings) {
    return values.allValid(settings);
  }

  /** Adds a problem with a setting. The problem names the source of the setting. */
  public void problem(Setting<?> setting, String what) {
    problems.add(values.problem(setting, what));
  }

  /** Adds the problem that the first setting requires the second one. */
  public void needs(Setting<?> setting, Setting<?> companion) {
    problem(setting, "\"" + setting.key() + "\" needs " + companion.key() + " as well");
  }

  /** Returns the problems in the order in which they were found. */
  List<SettingProblem> problems() {
    return problems;
  }
}
