package dev.restauth.control;

import dev.restauth.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an operation found, for scripts: a flat JSON object whose values are text, whole numbers, truth
 * values or lists of text. Immutable; keeps its order.
 */
public final class Facts {
  /** No facts. */
  public static final Facts NONE = new Facts(Map.of());

  private final Map<String, Object> values;

  private Facts(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** These facts and one more. */
  public Facts with(String name, String value) {
    return and(name, value);
  }

  /** These facts and one more. */
  public Facts with(String name, long value) {
    return and(name, value);
  }

  /** These facts and one more. */
  public Facts with(String name, boolean value) {
    return and(name, value);
  }

  /** These facts and one more. */
  public Facts with(String name, List<String> value) {
    return and(name, List.copyOf(value));
  }

  private Facts and(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Facts(more);
  }

  /** By name: String, Long, Boolean or a list of String. */
  public Map<String, Object> values() {
    return values;
  }

  /** One JSON object on one line, in printable ASCII. */
  public String json() {
    return JsonWriter.ascii(this::write);
  }

  /** The members of that object. */
  void write(JsonWriter json) {
    values.forEach(
        (name, value) -> {
          switch (value) {
            case Long number -> json.number(name, number);
            case Boolean truth -> json.flag(name, truth);
            case List<?> texts ->
                json.array(name, array -> texts.forEach(text -> array.item(text.toString())));
            default -> json.text(name, value.toString());
          }
        });
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts facts && facts.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Only the names: a value may be a secret that is shown once. */
  @Override
  public String toString() {
    return "Facts" + values.keySet();
  }
}
