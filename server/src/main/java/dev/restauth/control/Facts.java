package dev.restauth.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operation found, for scripts: a JSON object whose values are text, whole numbers, truth values,
 * lists of text, or lists of flat objects; or a list of flat objects alone. Immutable; keeps its order.
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

  /** A list of objects. */
  public static Facts list(List<Facts> each) {
    return new Facts(Map.of(), Optional.of(each));
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

  /** These facts and one more, a list of flat objects. */
  public Facts withEach(String name, List<Facts> value) {
    return and(name, List.copyOf(value));
  }

  private Facts and(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Facts(more, each);
  }

  /** The objects, if it is a list of them. */
  public Optional<List<Facts>> each() {
    return each;
  }

  /** By name: String, Long, Boolean, or a list of String or Facts; none if it is a list. */
  public Map<String, Object> values() {
    return values;
  }

  /** One JSON object or list on one line, in printable ASCII. */
  public String json() {
    return new String(JsonLine.writeValue(this::write), StandardCharsets.US_ASCII).strip();
  }

  /** That object or list. */
  void write(JsonGenerator json) throws IOException {
    if (each.isPresent()) {
      writeEach(json, each.get());
      return;
    }
    json.writeStartObject();
    for (Map.Entry<String, Object> fact : values.entrySet()) {
      json.writeFieldName(fact.getKey());
      switch (fact.getValue()) {
        case Long number -> json.writeNumber(number);
        case Boolean truth -> json.writeBoolean(truth);
        case List<?> list -> writeEach(json, list);
        default -> json.writeString(fact.getValue().toString());
      }
    }
    json.writeEndObject();
  }

  private static void writeEach(JsonGenerator json, List<?> list) throws IOException {
    json.writeStartArray();
    for (Object one : list) {
      if (one instanceof Facts facts) {
        facts.write(json);
      } else {
        json.writeString(one.toString());
      }
    }
    json.writeEndArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts facts && facts.values.equals(values) && facts.each.equals(each);
  }

  @Override
  public int hashCode() {
    return Objects.hash(values, each);
  }

  /** Only the names: a value may be a secret that is shown once. */
  @Override
  public String toString() {
    return each.map(list -> "Facts[" + list.size() + " objects]").orElse("Facts" + values.keySet());
  }
}
