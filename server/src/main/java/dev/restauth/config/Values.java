package dev.restauth.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was given, as typed values. Whatever cannot be used becomes a problem, also if a stronger source
 * overrules it, and is then answered by the default, so that all problems come to light in one go.
 */
final class Values {
  private final Map<Setting<?>, List<GivenSetting>> given = new HashMap<>();
  private final Set<Setting<?>> bad = new HashSet<>();
  private final Environment machine;

  /**
   * @param all the strongest source first
   */
  Values(List<GivenSetting> all, Environment machine) {
    all.forEach(one -> given.computeIfAbsent(one.setting(), _ -> new ArrayList<>()).add(one));
    this.machine = machine;
  }

  boolean has(Setting<?> setting) {
    return given.containsKey(setting);
  }

  boolean good(Setting<?>... settings) {
    for (Setting<?> setting : settings) {
      if (bad.contains(setting)) {
        return false;
      }
    }
    return true;
  }

  /** Something that is wrong with a setting, at the place where it was given. */
  Problem problem(Setting<?> setting, String what) {
    bad.add(setting);
    List<GivenSetting> all = given.getOrDefault(setting, List.of());
    return new Problem(all.isEmpty() ? setting.key() : all.getFirst().where(), what);
  }

  /** The strongest value given that can be used, or the default. */
  <T> T read(Setting<T> setting, List<Problem> problems) {
    Optional<T> strongest = Optional.empty();
    for (GivenSetting each : given.getOrDefault(setting, List.of())) {
      try {
        T value = setting.read(each.values(), machine);
        strongest = strongest.or(() -> Optional.of(value));
      } catch (IllegalArgumentException invalid) {
        bad.add(setting);
        problems.add(
            new Problem(
                each.where(), Quoting.given(setting, each.values()) + invalid.getMessage()));
      }
    }
    return strongest.orElseGet(() -> setting.standard(machine));
  }
}
