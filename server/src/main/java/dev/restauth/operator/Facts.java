package dev.restauth.operator;

import dev.restauth.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The results of an operation, for scripts: either a JSON object or a list of flat objects. The
 * values of the object are texts, whole numbers, truth values, lists of texts, or lists of flat
 * objects. Immutable; the order is preserved.
 */
public final class Facts {
  /** No facts. */
  public static final Facts NONE = new Facts(Map.of(), Optional.empty());

  private final Map<String, Object> values;
  private final Optional<List<Facts>> each;

  private Facts(Map<String, Object> values, Optional<List<Facts>> each) {
    this.values = Collections.unmodifiableMap(values);
    this.each = each.map(List::copyOf);
  }

  /** Creates facts that consist of a list of objects. */
  public static Facts list(List<Facts> each) {
    return new Facts(Map.of(), Optional.of(each));
  }

  /** Returns these facts with one more fact. */
  public Facts with(String name, String value) {
    return and(name, value);
  }

  /** Returns these facts with one more fact. */
  public Facts with(String name, long value) {
    return and(name, value);
  }

  /** Returns these facts with one more fact. */
  public Facts with(String name, boolean value) {
    return and(name, value);
  }

  /** Returns these facts with one more fact. */
  public Facts with(String name, List<String> value) {
    return and(name, List.copyOf(value));
  }

  /** Returns these facts with one more fact, which is a list of flat objects. */
  public Facts withEach(String name, List<Facts> value) {
    return and(name, List.copyOf(value));
  }

  private Facts and(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Facts(more, each);
  }

  /** The list of objects; empty if these facts are one object. */
  public Optional<List<Facts>> each() {
    return each;
  }

  /**
   * The values by name: String, Long, Boolean, or a list of String or Facts. Empty if these facts
   * are a list of objects.
   */
  public Map<String, Object> values() {
    return values;
  }

  /** Returns the object or list as JSON on one line, in printable ASCII. */
  public String json() {
    return each.map(list -> JsonWriter.asciiArray(array -> writeEach(array, list)))
        .orElseGet(() -> JsonWriter.ascii(this::writeMembers));
  }

  /** Writes the object or list as a member of a JSON object. */
  void write(JsonWriter json, String name) {
    each.ifPresentOrElse(
        list -> json.array(name, array -> writeEach(array, list)),
        () -> json.object(name, this::writeMembers));
  }

  private void writeMembers(JsonWriter json) {
    values.forEach(
        (name, value) -> {
          switch (value) {
            case Long number -> json.number(name, number);
            case Boolean truth -> json.flag(name, truth);
            case List<?> list -> json.array(name, array -> writeEach(array, list));
            default -> json.text(name, value.toString());
          }
        });
  }

  private static void writeEach(JsonWriter array, List<?> list) {
    for (Object one : list) {
      if (one instanceof Facts facts) {
        array.object(facts::writeMembers);
      } else {
        array.item(one.toString());
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts facts && facts.values.equals(values) && facts.each.equals(each);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values, each);
  }

  /** Returns only the names, because a value may be a secret that is shown once. */
  @Override
  public String toString() {
    return each.map(list -> "Facts[" + list.size() + " objects]").orElse("Facts" + values.keySet());
  }
}
