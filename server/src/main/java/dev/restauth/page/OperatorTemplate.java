package dev.restauth.page;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.MustacheParseException;
import com.samskivert.mustache.Template;
import dev.restauth.language.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Operators' templates, in Mustache. They contain no code, and all values are escaped. */
final class OperatorTemplate {
  private static final Set<String> OF_MUSTACHE = Set.of(".", "this", "-first", "-last", "-index");

  /** The names that every template may use. */
  private static final Set<String> OF_ALL = Set.of("text", "title", "language", "service");

  private static final Set<String> OF_LAYOUT =
      Set.of(
          "content",
          "id",
          "wide",
          "stylesheet",
          "module",
          "script",
          "scriptType",
          "logo",
          "links",
          "languages",
          "address",
          "name",
          "code",
          "current");

  private static final String TEXT = "text";
  private static final Pattern UNESCAPED = Pattern.compile("\\{\\{\\s*[{&=]");
  private static final String CONTENT = "{{{content}}}";

  private OperatorTemplate() {}

  /**
   * Compiles and checks the template of a page.
   *
   * @param view the class of the page's values
   * @throws IllegalArgumentException if the template has a mistake; the message is one line
   */
  static Template page(Path file, String text, Class<?> view) {
    return checked(file, text, text, ViewValues.names(view));
  }

  /** Compiles and checks the template of the frame. */
  static Template layout(Path file, String text) {
    if (!text.contains(CONTENT)) {
      throw Overrides.mistake(file, "the page is missing: " + CONTENT);
    }
    return checked(file, text, text.replace(CONTENT, "{{ content }}"), OF_LAYOUT);
  }

  private static Template checked(Path file, String text, String escaped, Set<String> names) {
    if (UNESCAPED.matcher(escaped).find()) {
      throw Overrides.mistake(
          file,
          Overrides.line(escaped, UNESCAPED),
          "values must be escaped, and the delimiters are {{ and }}: only a layout may have "
              + CONTENT);
    }
    Template template = compiled(file, text);
    Set<String> all = new HashSet<>(names);
    all.addAll(OF_ALL);
    all.addAll(OF_MUSTACHE);
    template.visit(new Check(file, text, all));
    return template;
  }

  private static Template compiled(Path file, String text) {
    try {
      return Mustache.compiler().defaultValue("").emptyStringIsFalse(true).compile(text);
    } catch (MustacheParseException e) {
      Matcher message =
          Pattern.compile("(.*?)(?: @ line (\\d+))?")
              .matcher(String.valueOf(e.getMessage()).strip());
      String what = message.matches() ? message.group(1) : "it is not a template";
      String line = message.matches() ? message.group(2) : null;
      throw line == null
          ? Overrides.mistake(file, what)
          : Overrides.mistake(file, Integer.parseInt(line), what);
    }
  }

  /** Checks that all names in a template have values. */
  private static final class Check implements Mustache.Visitor {
    private final Path file;
    private final String text;
    private final Set<String> names;
    private boolean key;

    Check(Path file, String text, Set<String> names) {
      this.file = file;
      this.text = text;
      this.names = names;
    }

    @Override
    public void visitText(String found) {
      if (key) {
        String name = found.split("\\|", 2)[0].strip();
        if (!Texts.exists(name)) {
          throw mistake(name, "there is no text " + name);
        }
      }
      key = false;
    }

    @Override
    public void visitVariable(String name) {
      known(name);
    }

    @Override
    public boolean visitSection(String name) {
      known(name);
      key = name.equals(TEXT);
      return true;
    }

    @Override
    public boolean visitInvertedSection(String name) {
      known(name);
      return true;
    }

    @Override
    public boolean visitInclude(String name) {
      throw mistake(name, "a template cannot include another one: " + name);
    }

    @Override
    public boolean visitParent(String name) {
      throw mistake(name, "a template cannot extend another one: " + name);
    }

    @Override
    public boolean visitBlock(String name) {
      throw mistake(name, "a template has no blocks: " + name);
    }

    private void known(String name) {
      if (key) {
        throw mistake(name, "a text begins with its key, not with " + name);
      }
      if (!names.contains(name) && !names.containsAll(Arrays.asList(name.split("\\.", -1)))) {
        throw mistake(
            name,
            "there is no value "
                + name
                + "; there are "
                + String.join(
                    ", ",
                    names.stream().filter(each -> !OF_MUSTACHE.contains(each)).sorted().toList()));
      }
    }

    private IllegalArgumentException mistake(String name, String what) {
      Pattern place = Pattern.compile("(\\{\\{[^}]*|\\}\\}\\s*)" + Pattern.quote(name));
      return Overrides.mistake(file, Overrides.line(text, place), what);
    }
  }

  /** Renders the content of a page. */
  static String render(Template template, View view, Frame frame, Texts text) {
    Map<String, Object> values = ViewValues.of(view, text);
    addCommon(values, frame, text);
    return executed(template, values);
  }

  /** Renders the frame around the content of a page, which is HTML. */
  static String render(Template template, Frame frame, Texts text, String content) {
    Map<String, Object> values = new HashMap<>();
    addCommon(values, frame, text);
    values.put("content", content);
    values.put("id", frame.id());
    values.put("wide", frame.wide());
    values.put("stylesheet", frame.stylesheet());
    values.put("module", frame.module());
    frame.script().ifPresent(script -> values.put("script", script));
    values.put("scriptType", frame.scriptType());
    frame.logo().ifPresent(logo -> values.put("logo", logo));
    values.put(
        "links",
        frame.links().stream()
            .map(link -> Map.of("address", link.address(), "name", text.text(link.text())))
            .toList());
    values.put("languages", languages(frame, text));
    return executed(template, values);
  }

  private static List<Map<String, Object>> languages(Frame frame, Texts text) {
    return frame.address().isEmpty()
        ? List.of()
        : Arrays.stream(Language.values())
            .map(
                each ->
                    Map.<String, Object>of(
                        "address",
                        frame.in(each),
                        "name",
                        each.nativeName(),
                        "code",
                        each.text(),
                        "current",
                        each == text.language()))
            .toList();
  }

  private static void addCommon(Map<String, Object> values, Frame frame, Texts text) {
    values.put("title", frame.title());
    values.put("language", text.language().text());
    values.put("service", text.service());
    values.put(
        TEXT, (Mustache.Lambda) (fragment, out) -> out.write(filled(fragment.execute(), text)));
  }

  /**
   * Returns a text with its values filled in. The source is {@code KEY|VALUE|VALUE}, with values
   * that are already escaped.
   */
  private static String filled(String source, Texts text) throws IOException {
    String[] parts = source.strip().split("\\|", -1);
    String key = parts[0].strip();
    String filled = Texts.exists(key) ? Escapers.HTML.escape(text.text(key)) : "";
    for (int i = 1; i < parts.length; i++) {
      filled = filled.replace("{" + (i - 1) + "}", "<bdi>" + parts[i].strip() + "</bdi>");
    }
    return filled;
  }

  private static String executed(Template template, Map<String, Object> values) {
    try {
      return template.execute(values);
    } catch (MustacheException e) {
      throw new IllegalStateException("a template of page-templates cannot be filled", e);
    }
  }
}
