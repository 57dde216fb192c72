package dev.restauth.page;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of a page for an operator's template. These are the public members without parameters
 * whose values are texts, numbers, booleans, messages, or lists, maps and records of these. A
 * template can access nothing else in the program.
 */
final class ViewValues {
  /**
   * Members of pages and records that templates cannot use. They are only for the frame of the
   * page, or for Java code.
   */
  private static final Set<String> OTHERS =
      Set.of(
          "template",
          "asked",
          "title",
          "id",
          "locales",
          "address",
          "script",
          "scriptType",
          "wide",
          "toString",
          "hashCode",
          "getClass",
          "clone",
          "notify",
          "notifyAll",
          "wait");

  private static final int DEPTH = 4;

  private ViewValues() {}

  /** Returns the values of a page. Missing values are left out. */
  static Map<String, Object> of(View view, Texts text) {
    return members(view, text, view.address(), DEPTH);
  }

  private static Map<String, Object> members(
      Object of, Texts text, Optional<String> address, int depth) {
    Map<String, Object> values = new HashMap<>();
    address.ifPresent(each -> values.put("address", each));
    for (Method method : members(of.getClass())) {
      value(invoke(method, of), text, depth)
          .ifPresent(value -> values.put(method.getName(), value));
    }
    return values;
  }

  private static List<Method> members(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getParameterCount() == 0)
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
        .filter(method -> !OTHERS.contains(method.getName()))
        .filter(method -> shape(method.getGenericReturnType()).isPresent())
        .toList();
  }

  private static Object invoke(Method method, Object of) {
    try {
      method.setAccessible(true); // for members inherited from package-private interfaces
      return method.invoke(of);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + method, e);
    }
  }

  private static Optional<Object> value(Object raw, Texts text, int depth) {
    return switch (raw) {
      case Optional<?> optional -> optional.flatMap(each -> value(each, text, depth));
      case Boolean _, String _ -> Optional.of(raw);
      case Number number -> Optional.of(number.toString());
      case Message message -> Optional.of(message.isEmpty() ? "" : text.text(message));
      case Collection<?> all ->
          Optional.of(all.stream().flatMap(each -> value(each, text, depth).stream()).toList());
      case Map<?, ?> map ->
          Optional.of(
              map.entrySet().stream()
                  .map(
                      each ->
                          Map.of(
                              "key", each.getKey().toString(), "value", each.getValue().toString()))
                  .toList());
      case Record row when depth > 0 ->
          Optional.of(members(row, text, Optional.empty(), depth - 1));
      default -> Optional.empty();
    };
  }

  /**
   * Returns the names that a template of a page may use, including those in its lists and records.
   */
  static Set<String> names(Class<?> view) {
    Set<String> names = new HashSet<>(Set.of("address"));
    names(view, names, DEPTH);
    return names;
  }

  private static void names(Class<?> type, Set<String> names, int depth) {
    for (Method method : members(type)) {
      names.add(method.getName());
      Class<?> shape = shape(method.getGenericReturnType()).orElse(String.class);
      if (shape == Map.class) {
        names.addAll(List.of("key", "value"));
      } else if (shape.isRecord() && shape != Message.class && depth > 0) {
        names(shape, names, depth - 1);
      }
    }
  }

  /**
   * Returns the class that templates see for a type: for a list, the class of its elements. Returns
   * empty if templates do not see the type.
   */
  private static Optional<Class<?>> shape(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      if (Map.class.isAssignableFrom(raw)) {
        return Optional.of(Map.class);
      }
      return raw == Optional.class || Collection.class.isAssignableFrom(raw)
          ? shape(generic.getActualTypeArguments()[0])
          : Optional.empty();
    }
    return type instanceof Class<?> plain && isSeen(plain) ? Optional.of(plain) : Optional.empty();
  }

  private static boolean isSeen(Class<?> type) {
    return type == String.class
        || type == boolean.class
        || type == Boolean.class
        || type == int.class
        || type == long.class
        || Number.class.isAssignableFrom(type)
        || (type.isRecord() && Modifier.isPublic(type.getModifiers()));
  }
}
