package dev.restauth.config;

import java.util.ArrayList;
import java.util.List;

/** What rules between settings ask, and what they find wrong. */
public final class Findings {
  private final Values values;
  private final List<Problem> problems = new ArrayList<>();

  Findings(Values values) {
    this.values = values;
  }

  /** Whether somebody gave it, in whatever form. */
  public boolean given(Setting<?> setting) {
    return values.has(setting);
  }

  /**
   * Whether nothing wrong was found with any of these so far. A rule asks this first, so that one mistake is
   * told once.
   */
  public boolean good(Setting<?>... settings) {
    return values.good(settings);
  }

  /** Notes that something is wrong with a setting, at the place where it was given. */
  public void problem(Setting<?> setting, String what) {
    problems.add(values.problem(setting, what));
  }

  /** The first means nothing without the second. */
  public void needs(Setting<?> setting, Setting<?> companion) {
    problem(setting, "\"" + setting.key() + "\" needs " + companion.key() + " as well");
  }

  /** In the order in which they were found. */
  List<Problem> problems() {
    return problems;
  }
}
