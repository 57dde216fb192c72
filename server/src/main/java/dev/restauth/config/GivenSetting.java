package dev.restauth.config;

import java.util.Arrays;
import java.util.List;

/**
 * A setting that a source gives.
 *
 * @param values the values as the operator wrote them; exactly one unless the setting is a list
 * @param where the source, for a {@link SettingProblem}
 * @param places the source of each value; empty if all values have the source {@code where}
 */
record GivenSetting(Setting<?> setting, List<String> values, String where, List<String> places) {
  /** Creates a setting whose values all have the same source. */
  GivenSetting(Setting<?> setting, List<String> values, String where) {
    this(setting, values, where, List.of());
  }

  /** Returns the source of one value. */
  String where(int index) {
    return index < places.size() ? places.get(index) : where;
  }

  /** Creates a setting from a text. The values of a list are separated by commas. */
  static GivenSetting of(Setting<?> setting, String text, String where) {
    List<String> parts = setting.isList() ? Arrays.asList(text.split(",")) : List.of(text);
    return new GivenSetting(
        setting, parts.stream().map(String::strip).filter(part -> !part.isEmpty()).toList(), where);
  }
}
