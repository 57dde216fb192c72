package dev.restauth.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings from all sources as typed values. An unusable value results in a problem, even if a
 * stronger source overrides the value. The value of another source, or the default, takes its
 * place, so that one pass finds all problems.
 */
final class Values {
  private final Map<Setting<?>, List<GivenSetting>> given = new HashMap<>();
  private final Set<Setting<?>> invalid = new HashSet<>();
  private final Environment machine;

  /**
   * Creates the values.
   *
   * @param all the given settings, the strongest source first
   */
  Values(List<GivenSetting> all, Environment machine) {
    all.forEach(one -> given.computeIfAbsent(one.setting(), _ -> new ArrayList<>()).add(one));
    this.machine = machine;
  }

  /** Returns each given setting with its strongest source. */
  Map<Setting<?>, GivenSetting> strongest() {
    Map<Setting<?>, GivenSetting> strongest = new HashMap<>();
    given.forEach((setting, all) -> strongest.put(setting, all.getFirst()));
    return strongest;
  }

  /** Adds a warning for each place that gives a deprecated setting. */
  void warnOfDeprecated(Warnings warnings) {
    given.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(GivenSetting::where))
        .forEach(
            each ->
                each.setting()
                    .replacement()
                    .ifPresent(
                        instead ->
                            warnings.add(
                                each.where()
                                    + ": \""
                                    + each.setting().key()
                                    + "\" is deprecated, and a later version will refuse it: "
                                    + instead)));
  }

  boolean has(Setting<?> setting) {
    return given.containsKey(setting);
  }

  boolean allValid(Setting<?>... settings) {
    for (Setting<?> setting : settings) {
      if (invalid.contains(setting)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Creates a problem with a setting, and marks the setting as invalid. The problem names the
   * source of the setting.
   */
  SettingProblem problem(Setting<?> setting, String what) {
    invalid.add(setting);
    List<GivenSetting> all = given.getOrDefault(setting, List.of());
    return new SettingProblem(all.isEmpty() ? setting.key() : all.getFirst().where(), what);
  }

  /** Returns the value of the strongest source that can be used, or the default. */
  <T> T read(Setting<T> setting, List<SettingProblem> problems) {
    Optional<T> strongest = Optional.empty();
    for (GivenSetting each : given.getOrDefault(setting, List.of())) {
      try {
        T value = setting.read(each.values(), machine);
        strongest = strongest.or(() -> Optional.of(value));
      } catch (InvalidItems e) {
        invalid.add(setting);
        e.items()
            .forEach(
                item ->
                    problems.add(
                        new SettingProblem(
                            each.where(item.index()),
                            "\"" + setting.key() + "\": " + item.message())));
      } catch (IllegalArgumentException e) {
        invalid.add(setting);
        problems.add(
            new SettingProblem(
                each.where(), Quoting.given(setting, each.values()) + e.getMessage()));
      }
    }
    return strongest.orElseGet(() -> setting.readDefault(machine));
  }
}
