package dev.restauth.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a form (application/x-www-form-urlencoded, URL standard, section 5), from a
 * body or a query.
 */
public final class Form {
  private static final int PARAMETERS_AT_MOST = 100;

  private final Map<String, List<String>> parameters;

  private Form(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /** Reads a form; empty if the text has invalid escapes or more than 100 parameters. */
  static Optional<Form> read(String text) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    String[] pairs = text.isEmpty() ? new String[0] : text.split("&", PARAMETERS_AT_MOST + 1);
    if (pairs.length > PARAMETERS_AT_MOST) {
      return Optional.empty();
    }
    try {
      for (String pair : pairs) {
        if (pair.isEmpty()) {
          continue;
        }
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(new Form(parameters));
  }

  /**
   * Decodes the escapes of a text.
   *
   * @throws IllegalArgumentException if an escape is invalid
   */
  static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** The values of a parameter, in order; an empty list if the parameter is missing. */
  public List<String> all(String name) {
    return List.copyOf(parameters.getOrDefault(name, List.of()));
  }

  /** The names of all parameters, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(parameters.keySet());
  }

  /** The value of a parameter; empty if the parameter is missing, empty or given more than once. */
  public Optional<String> one(String name) {
    List<String> values = all(name);
    return values.size() == 1
        ? Optional.of(values.getFirst()).filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  /** Returns whether any parameter is given more than once. */
  public boolean hasRepeated() {
    return parameters.values().stream().anyMatch(values -> values.size() > 1);
  }

  /**
   * Returns whether any parameter except these is given more than once.
   *
   * @param repeatable the parameters that may be repeated, such as {@code resource} (RFC 8707
   *     section 2)
   */
  public boolean hasRepeatedExcept(Set<String> repeatable) {
    return parameters.entrySet().stream()
        .anyMatch(each -> each.getValue().size() > 1 && !repeatable.contains(each.getKey()));
  }

  /** Shows only the names: the values may be secrets. */
  @Override
  public String toString() {
    return "Form" + parameters.keySet();
  }
}
