package dev.restauth.client;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object (RFC 8259) from the server, with checked member types. */
final class Json {
  private final Map<String, Object> members;

  private Json(Map<String, Object> members) {
    this.members = members;
  }

  /** Parses an object. The exception does not quote the text. */
  static Json parse(String text) throws ParseException {
    try {
      return new Json(JSONObjectUtils.parse(text));
    } catch (ParseException e) {
      throw new ParseException("not a JSON object", 0); // Nimbus would quote the text
    }
  }

  static Map<String, Object> named(Map<?, ?> object) {
    Map<String, Object> members = new HashMap<>();
    object.forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  String text(String name) throws ParseException {
    return text(members.get(name));
  }

  long whole(String name) throws ParseException {
    return whole(members.get(name));
  }

  long natural(String name) throws ParseException {
    return natural(members.get(name));
  }

  Set<String> texts(String name) throws ParseException {
    return texts(members.get(name));
  }

  double number(String name) throws ParseException {
    if (members.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new ParseException("a number is missing", 0);
  }

  boolean isTrue(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  List<?> list(String name) throws ParseException {
    if (members.get(name) instanceof List<?> list) {
      return list;
    }
    throw new ParseException("a list is missing", 0);
  }

  /** Returns a list of lists of {@code width} elements each. */
  List<? extends List<?>> rows(String name, int width) throws ParseException {
    List<?> rows = list(name);
    for (Object row : rows) {
      if (!(row instanceof List<?> cells) || cells.size() != width) {
        throw new ParseException("a row has the wrong form", 0);
      }
    }
    return rows.stream().map(row -> (List<?>) row).toList();
  }

  static String text(@Nullable Object value) throws ParseException {
    if (value instanceof String text) {
      return text;
    }
    throw new ParseException("a text is missing", 0);
  }

  /** Returns the elements of a list of texts, without duplicates. */
  static Set<String> texts(@Nullable Object value) throws ParseException {
    if (!(value instanceof List<?> list)) {
      throw new ParseException("a list is missing", 0);
    }
    Set<String> texts = new HashSet<>();
    for (Object each : list) {
      texts.add(text(each));
    }
    return Set.copyOf(texts);
  }

  /** Returns a whole number that is not negative. */
  static long natural(@Nullable Object value) throws ParseException {
    long number = whole(value);
    if (number < 0) {
      throw new ParseException("a number is negative", 0);
    }
    return number;
  }

  static long whole(@Nullable Object value) throws ParseException {
    if (value instanceof Long number) {
      return number;
    }
    throw new ParseException("a whole number is missing", 0);
  }
}
