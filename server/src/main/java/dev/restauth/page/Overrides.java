package dev.restauth.page;

import com.samskivert.mustache.Template;
import dev.restauth.language.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files in the operator's folder that replace parts of pages. All files are read, compiled and
 * checked together, so that a mistake is found before a user sees it. Immutable.
 *
 * @param pages templates, by the path of the template that they replace, such as {@code
 *     browser/login.jte}
 * @param layout the template of the frame
 * @param style CSS rules that are appended to the stylesheet; may be empty
 * @param messages texts, by {@code AREA.LANGUAGE}
 */
record Overrides(
    Map<String, Template> pages,
    Optional<Template> layout,
    String style,
    Map<String, Properties> messages) {
  /** No files. */
  static final Overrides NONE = new Overrides(Map.of(), Optional.empty(), "", Map.of());

  private static final int FILE_BYTES = 64 * 1024;
  private static final String MUSTACHE = ".mustache";
  private static final String MESSAGES = "messages";

  Overrides {
    pages = Map.copyOf(pages);
    messages = Map.copyOf(messages);
  }

  /**
   * Reads a folder.
   *
   * @throws IllegalArgumentException if a file has a mistake; the message is one line that names
   *     the file
   */
  static Overrides read(Path folder) {
    Map<String, Template> pages = new HashMap<>();
    Map<String, Properties> messages = new HashMap<>();
    Optional<Template> layout = Optional.empty();
    String style = "";
    for (Path file : files(folder)) {
      String name = String.valueOf(file.getFileName());
      if (Files.isDirectory(file) && name.equals(MESSAGES)) {
        files(file).forEach(each -> messages.put(textsName(each), texts(each)));
      } else if (name.equals("layout" + MUSTACHE)) {
        layout = Optional.of(OperatorTemplate.layout(file, text(file)));
      } else if (name.equals("style.css")) {
        style = text(file);
      } else if (name.endsWith(MUSTACHE) && name.indexOf('-') > 0) {
        String template =
            name.substring(0, name.length() - MUSTACHE.length()).replaceFirst("-", "/") + ".jte";
        Class<?> view =
            ViewClasses.find(template)
                .orElseThrow(() -> mistake(file, "there is no page of this name"));
        pages.put(template, OperatorTemplate.page(file, text(file), view));
      } else {
        throw mistake(
            file,
            "this name means nothing here; expected AREA-NAME.mustache, layout.mustache, style.css or the folder messages");
      }
    }
    return new Overrides(pages, layout, style, messages);
  }

  /**
   * Returns the files of a folder, in the order of their names. Hidden files, such as those of an
   * editor, are left out.
   */
  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw mistake(folder, "the folder cannot be read");
    }
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES + 1);
      if (bytes.length > FILE_BYTES) {
        throw mistake(file, "the file is larger than 64 KB");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw mistake(file, "the file is not in UTF-8");
    } catch (IOException e) {
      throw mistake(file, "the file cannot be read");
    }
  }

  /** Returns the area and the language from the name of a file with texts. */
  private static String textsName(Path file) {
    Matcher name =
        Pattern.compile("(([a-z]+)\\.([a-z]{2}))\\.properties")
            .matcher(String.valueOf(file.getFileName()));
    if (!name.matches()
        || Stream.of(Language.values()).noneMatch(each -> each.text().equals(name.group(3)))
        || Texts.read(name.group(2), Language.EN).isEmpty()) {
      throw mistake(file, "there are no texts of this name; expected AREA.LANGUAGE.properties");
    }
    return name.group(1);
  }

  private static Properties texts(Path file) {
    String name = textsName(file);
    Properties own = new Properties();
    String content = text(file);
    try {
      own.load(new StringReader(content));
    } catch (IOException | IllegalArgumentException e) {
      throw mistake(file, "the file is not one of properties");
    }
    Properties english = Texts.read(name.substring(0, name.indexOf('.')), Language.EN);
    own.stringPropertyNames()
        .forEach(
            key -> {
              String ours = english.getProperty(key);
              int line = line(content, Pattern.compile("(?m)^[ \\t]*" + Pattern.quote(key)));
              if (ours == null) {
                throw mistake(file, line, "there is no text " + key);
              }
              if (!Texts.places(ours).equals(Texts.places(own.getProperty(key)))) {
                throw mistake(
                    file, line, key + " must have the placeholders " + Texts.places(ours));
              }
            });
    return own;
  }

  /** Returns the number of the line that contains the first match. */
  static int line(String text, Pattern what) {
    Matcher found = what.matcher(text);
    return found.find()
        ? 1 + (int) text.substring(0, found.start()).chars().filter(c -> c == '\n').count()
        : 1;
  }

  /** Returns the exception for a mistake in an operator's file. */
  static IllegalArgumentException mistake(Path file, String what) {
    return new IllegalArgumentException(PageSettings.TEMPLATES.key() + ": " + file + ": " + what);
  }

  /** Returns the exception for a mistake in one line of an operator's file. */
  static IllegalArgumentException mistake(Path file, int line, String what) {
    return new IllegalArgumentException(
        PageSettings.TEMPLATES.key() + ": " + file + ", line " + line + ": " + what);
  }
}
