package dev.restauth.web;

import dev.restauth.http.PageRenderer;
import dev.restauth.http.RouteTable;
import dev.restauth.role.PowerGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The declared routes of the program, for checks of documents. */
public final class DeclaredRoutes {
  private static final Path CLASSES = Path.of("target", "classes");

  private DeclaredRoutes() {}

  /** Returns every path with its methods, including HEAD and OPTIONS. */
  public static Map<String, Set<String>> methodsByPath() {
    RouteTable table = new RouteTable();
    classes().forEach(type -> declare(type, table));
    Map<String, Set<String>> methods = new TreeMap<>();
    table
        .allowByPath()
        .forEach((path, allow) -> methods.put(path, new TreeSet<>(List.of(allow.split(", ")))));
    return methods;
  }

  private static List<Class<?>> classes() {
    try (Stream<Path> files = Files.walk(CLASSES)) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(name -> name.endsWith("Routes.class") && name.indexOf('$') < 0)
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .filter(name -> !name.startsWith("dev.restauth.operator.")) // not over TCP
          .<Class<?>>map(DeclaredRoutes::load)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new LinkageError(name, e);
    }
  }

  /**
   * Declares the routes of a class. A declaration only refers to its handlers, so everything that
   * the handlers need may be absent.
   */
  private static void declare(Class<?> type, RouteTable table) {
    try {
      ((RouteTable.Routes) made(type)).declare(table);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " cannot be made", e);
    }
  }

  /**
   * Creates an object of a class. A declaration needs only the guard of the administrators'
   * handlers and the page renderer.
   */
  private static Object made(Class<?> of) throws ReflectiveOperationException {
    Constructor<?> constructor = of.getDeclaredConstructors()[0];
    constructor.setAccessible(true);
    Object[] absent = new Object[constructor.getParameterCount()];
    for (int i = 0; i < absent.length; i++) {
      Class<?> type = constructor.getParameterTypes()[i];
      if (type.equals(PowerGuard.class) || PageRenderer.class.isAssignableFrom(type)) {
        absent[i] = made(type);
      }
    }
    return constructor.newInstance(absent);
  }
}
