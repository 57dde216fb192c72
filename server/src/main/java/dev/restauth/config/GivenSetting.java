package dev.restauth.config;

import java.util.Arrays;
import java.util.List;

/**
 * A setting that somebody gave.
 *
 * @param values as written; one, but for a list
 * @param where where from, for a {@link Problem}
 */
record GivenSetting(Setting<?> setting, List<String> values, String where) {
  /** From a text, which a list separates by commas. */
  static GivenSetting of(Setting<?> setting, String text, String where) {
    List<String> parts = setting.isList() ? Arrays.asList(text.split(",")) : List.of(text);
    return new GivenSetting(
        setting, parts.stream().map(String::strip).filter(part -> !part.isEmpty()).toList(), where);
  }
}
