package dev.restauth.page;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The classes of the values of pages. Each template of this program names the class of its values,
 * which is therefore a parameter type of the compiled template.
 */
final class ViewClasses {
  private static final Pattern NAME = Pattern.compile("([a-z]+)/([a-z][a-z-]*)\\.jte");

  private ViewClasses() {}

  /**
   * Returns the class of the values of a page.
   *
   * @param template the path of the page's template
   * @return the class; empty if there is no such page
   */
  static Optional<Class<?>> find(String template) {
    var name = NAME.matcher(template);
    if (!name.matches()) {
      return Optional.empty();
    }
    try {
      Class<?> compiled =
          Class.forName(
              "gg.jte.generated.precompiled."
                  + name.group(1)
                  + ".Jte"
                  + name.group(2).replace("-", "")
                  + "Generated");
      if (!template.equals(compiled.getField("JTE_NAME").get(null))) {
        return Optional.empty();
      }
      return Arrays.stream(compiled.getMethods())
          .filter(method -> method.getName().equals("render"))
          .flatMap(method -> Arrays.stream(method.getParameterTypes()))
          .filter(View.class::isAssignableFrom)
          .<Class<?>>map(each -> each)
          .findFirst();
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }
}
